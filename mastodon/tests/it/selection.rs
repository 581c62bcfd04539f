//! Whose pictures go: the rule in the database and the rule in the model say the same of everybody.

use std::collections::BTreeMap;

use mastodon::files::StoredFile;
use mastodon::profile_media::{Signs, estimate_after, select_after, signs_after};
use model::jobs::remove_profile_media::{KeepReason, Options, Verdict, judge};
use model::time::{DAY_MS, HOUR_MS};
use model::{AccountId, Millis};
use simulator::{Ago, Kind, MastodonVersion, days_ago};

use crate::support::Site;

const START: AccountId = AccountId(i64::MIN);
/// Moments that matter, as milliseconds before now: around the thresholds of 7 and 30 days, far
/// from both, and to come.
const MOMENTS: [i64; 12] = [
    -27_000 * DAY_MS,
    -HOUR_MS - 1,
    -HOUR_MS,
    DAY_MS,
    7 * DAY_MS - 1,
    7 * DAY_MS,
    7 * DAY_MS + 1,
    20 * DAY_MS,
    30 * DAY_MS - 1,
    30 * DAY_MS,
    30 * DAY_MS + 1,
    400 * DAY_MS,
];

/// Chance that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A moment that matters, in one of so many cases.
    fn moment(&mut self, one_in: u64) -> Option<Ago> {
        let nth = self.below(MOMENTS.len() as u64) as usize;
        (self.below(one_in) == 0).then(|| Ago(MOMENTS[nth]))
    }
}

/// Accounts with every mixture of signs of life, and of people here who care.
async fn crowd(site: &Site, seed: u64) {
    let (world, mut chance) = (&site.world, Chance(seed));
    let member = world.member("member").await;
    let other = world.remote_account("other@b.example").await;
    let post = world.status(&member).at(days_ago(500)).await;
    for n in 0..120 {
        let (seen, changed) = (Ago(MOMENTS[chance.below(12) as usize]), chance.moment(3));
        let mut account = world.remote_account(&format!("a{n}@a.example")).created(days_ago(500)).seen(seen);
        if let Some(changed) = changed {
            account = account.updated(changed);
        }
        if chance.below(4) == 0 {
            account = account.never_webfingered();
        }
        match chance.below(4) {
            0 => account = account.avatar(Kind::Gif).header(Kind::Png),
            1 => account = account.avatar(Kind::Png),
            2 => account = account.header(Kind::Jpeg),
            _ => {}
        }
        let account = account.await;
        if let Some(at) = chance.moment(6) {
            world.status(&account).at(at).await;
        }
        if let Some(at) = chance.moment(6) {
            world.favourite(&account, &post, at).await;
        }
        if let Some(at) = chance.moment(6) {
            world.status(&member).mentioning(&account).at(at).await;
        }
        if let Some(at) = chance.moment(8) {
            world.follow(&account, &member, at).await;
        }
        if let Some(at) = chance.moment(8) {
            world.follow_request(&account, &member, at).await;
        }
        if let Some(at) = chance.moment(8) {
            world.follow(&member, &account, at).await;
        }
        if let Some(at) = chance.moment(6) {
            let follow = world.follow(&other, &account, at).await;
            if chance.below(3) == 0 {
                world.list(&member, "Friends", &account, follow).await;
            }
        }
        match chance.below(12) {
            0 => world.note(&member, &account).await,
            1 => world.endorse(&member, &account).await,
            2 => drop(world.report(&member, &account, &[]).await),
            3 => world.notify(&member, &account, Ago(MOMENTS[n as usize % 12]), "mention", "Mention", n).await,
            4 => {
                let report = world.report(&account, &member, &[]).await;
                world.resolve(report, &member).await;
            }
            _ => {}
        }
    }
    // PostgreSQL has microseconds, the rule milliseconds.
    site.execute("UPDATE accounts SET updated_at = updated_at + interval '400 microseconds' WHERE id % 3 = 0").await;
}

/// What the model's rule says of the facts.
fn judged(signs: &Signs, options: &Options, now: Millis) -> (BTreeMap<KeepReason, u64>, Vec<Vec<StoredFile>>) {
    let (mut spared, mut picked) = (BTreeMap::new(), Vec::new());
    for account in &signs.accounts {
        let avatar = account.avatar.clone().filter(|_| !options.headers_only);
        let files: Vec<_> = avatar.into_iter().chain(account.header.clone()).collect();
        if files.is_empty() {
            continue;
        }
        match judge(&account.signs, options, now) {
            Verdict::Remove => picked.push(files),
            Verdict::Keep(reason) => *spared.entry(reason).or_default() += 1,
        }
    }
    (spared, picked)
}

async fn the_database_judges_as_the_rule_does(version: MastodonVersion) {
    let site = Site::of(version).await;
    crowd(&site, 20_261_122).await;
    let now = site.world.now();
    let signs = signs_after(&site.mastodon, START, 1_000, site.world.now())
        .await
        .expect("is read")
        .expect("there are accounts");
    let mut reasons = BTreeMap::new();
    for inactive_days in [1, 7, 20, 30, 365] {
        for flags in 0..8 {
            let on = |bit: u8| flags & bit > 0;
            let (headers_only, include_followed, tootctl_selection) = (on(1), on(2), on(4));
            let options = Options { inactive_days, headers_only, include_followed, tootctl_selection, limit: None };
            let selection = select_after(&site.mastodon, START, 1_000, &options, (now, now)).await.expect("is judged");
            let selection = selection.expect("there are accounts");
            assert_eq!((selection.spared.clone(), selection.picked), judged(&signs, &options, now), "{options:?}");
            reasons.extend(selection.spared);
        }
    }
    assert_eq!(reasons.keys().copied().collect::<Vec<_>>(), KeepReason::ALL, "every reason was met");
}

async fn stretches_end_to_end_say_what_one_says(version: MastodonVersion) {
    let site = Site::of(version).await;
    crowd(&site, 7).await;
    let (now, options) = (site.world.now(), Options::default());
    let whole =
        select_after(&site.mastodon, START, 1_000, &options, (now, now)).await.expect("is judged").expect("some");
    let (mut after, mut spared, mut picked) = (START, BTreeMap::<KeepReason, u64>::new(), Vec::new());
    while let Some(part) = select_after(&site.mastodon, after, 7, &options, (now, now)).await.expect("is judged") {
        assert!(part.last > after, "it goes on");
        after = part.last;
        picked.extend(part.picked);
        for (reason, accounts) in part.spared {
            *spared.entry(reason).or_default() += accounts;
        }
    }
    assert_eq!((after, spared, picked), (whole.last, whole.spared, whole.picked));
}

async fn the_estimate_is_near_once_the_database_knows_its_tables(version: MastodonVersion) {
    let site = Site::of(version).await;
    crowd(&site, 3).await;
    site.execute("ANALYZE accounts").await;
    let pictured = signs_after(&site.mastodon, START, 1_000, site.world.now())
        .await
        .expect("is read")
        .expect("some")
        .accounts
        .len();
    let estimate = estimate_after(&site.mastodon, START).await.expect("is estimated");
    assert!((pictured / 2..=pictured * 2).contains(&(estimate as usize)), "{estimate} of {pictured}");
}

on_every_release_and_fork!(the_database_judges_as_the_rule_does);
on_every_release!(stretches_end_to_end_say_what_one_says, the_estimate_is_near_once_the_database_knows_its_tables);
