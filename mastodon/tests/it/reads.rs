//! What is read, on every release.

use mastodon::accounts::{domains_to_check, existing, of_domain, of_ids, samples, unconfirmed};
use mastodon::domains::{accounts, impact, known, last_life, members, totals};
use mastodon::profile_media::signs_after;
use model::jobs::remove_profile_media::LifeSigns;
use model::time::DAY_MS;
use model::{AccountId, Bytes, Domain, Millis};
use simulator::{Ago, Kind, MastodonVersion, Visibility, days_ago, hours_ago};

use crate::support::Site;

const START: AccountId = AccountId(i64::MIN);

fn domain(name: &str) -> Domain {
    name.parse().expect("a name")
}

async fn only_unconfirmed_accounts_are_to_be_checked(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let old = world.remote_account("old@a.example").seen(days_ago(8)).await;
    let never = world.remote_account("never@a.example").never_webfingered().updated(days_ago(8)).suspended().await;
    world.remote_account("fresh@a.example").seen(days_ago(6)).await;
    world.remote_account("touched@a.example").webfingered(days_ago(8)).updated(hours_ago(1)).await;
    world.remote_account("other@b.example").seen(days_ago(20)).await;
    world.remote_account("ancient@c.example").seen(days_ago(20)).ostatus().await;
    world.member("member").await;
    let since = world.now().days_before(7);
    let now = site.world.now();
    let names = |domains: Vec<mastodon::accounts::DomainToCheck>| -> Vec<(String, u64)> {
        domains.into_iter().map(|found| (found.domain.to_string(), found.accounts)).collect()
    };

    let some = domains_to_check(&site.mastodon, Some(since), &[], now).await.expect("they are read");
    assert_eq!(names(some), [("a.example".to_owned(), 2), ("b.example".to_owned(), 1)]);
    let one = domains_to_check(&site.mastodon, Some(since), &[domain("b.example")], now).await.expect("they are read");
    assert_eq!(names(one), [("b.example".to_owned(), 1)]);
    let all = domains_to_check(&site.mastodon, None, &[], site.world.now()).await.expect("they are read");
    assert_eq!(names(all), [("a.example".to_owned(), 4), ("b.example".to_owned(), 1)]);

    let mut ids = vec![old.id, never.id];
    ids.sort();
    let first = unconfirmed(&site.mastodon, &domain("a.example"), START, (Some(since), now), 1).await.expect("is read");
    let second =
        unconfirmed(&site.mastodon, &domain("a.example"), first[0].id, (Some(since), now), 9).await.expect("is read");
    assert_eq!(first.iter().chain(&second).map(|account| account.id).collect::<Vec<_>>(), ids);
    let found = first.into_iter().chain(second).find(|account| account.id == old.id).expect("is there");
    assert_eq!((found.handle().as_str(), &found.uri), ("old@a.example", &old.uri));
    assert_eq!(existing(&site.mastodon, &[old.id, AccountId(1)]).await.expect("is read").len(), 1);
    assert_eq!(of_domain(&site.mastodon, &domain("c.example"), START, 9).await.expect("is read").len(), 1);
}

async fn samples_are_those_heard_from_last_one_of_each_origin_first(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let names = async |limit| -> Vec<String> {
        let found = samples(&site.mastodon, &domain("a.example"), limit, world.now()).await.expect("they are read");
        found.into_iter().map(|account| account.username).collect()
    };
    assert!(names(9).await.is_empty());
    world.remote_account("ancient@a.example").seen(days_ago(1)).ostatus().await;
    world.remote_account("blank@a.example").uri("").seen(days_ago(1)).await;
    world.remote_account("odd@a.example").uri("acct:odd@a.example").seen(days_ago(1)).await;
    let quiet = world.remote_account("quiet@a.example").seen(days_ago(60)).await;
    world.remote_account("seen@a.example").seen(days_ago(20)).await;
    world.remote_account("updated@a.example").never_webfingered().updated(days_ago(30)).await;
    let poster = world.remote_account("poster@a.example").seen(days_ago(50)).await;
    world.status(&poster).at(days_ago(3)).await;
    world.remote_account("other@b.example").seen(days_ago(1)).await;
    let prophet = world.remote_account("prophet@a.example").seen(days_ago(55)).await;
    world.status(&prophet).at(days_ago(54)).await;
    site.execute(
        "UPDATE account_stats SET last_status_at = '2100-01-01'
         WHERE account_id = (SELECT id FROM accounts WHERE username = 'prophet')",
    )
    .await;
    assert_eq!(names(9).await, ["poster", "seen", "updated", "prophet", "quiet"], "a time to come tells nothing");
    site.execute("UPDATE accounts SET protocol = 0 WHERE username = 'prophet'").await;
    assert_eq!(names(9).await, ["poster", "seen", "updated", "quiet"]);
    assert_eq!(names(2).await, ["poster", "seen"]);
    if version != MastodonVersion::V4_1 && version != MastodonVersion::Fedibird {
        world.remote_account("moved@a.example").uri("https://web.a.example/users/moved").seen(days_ago(90)).await;
        world.remote_account("old@a.example").uri("http://a.example/users/old").seen(days_ago(99)).await;
        assert_eq!(names(9).await, ["poster", "moved", "old", "seen", "updated", "quiet"]);
    }
    let found = samples(&site.mastodon, &domain("a.example"), 9, world.now()).await.expect("they are read");
    assert_eq!(found.last().map(|account| (account.id, &account.uri)), Some((quiet.id, &quiet.uri)));

    world.remote_account("far@split.example").uri("https://elsewhere.example/users/far").await;
    let split = samples(&site.mastodon, &domain("split.example"), 9, world.now()).await.expect("they are read");
    assert_eq!(split.len(), 1, "its accounts live at another name");
}

async fn an_account_without_an_address_does_not_break_reading(version: MastodonVersion) {
    let site = Site::of(version).await;
    site.execute("ALTER TABLE accounts ALTER uri DROP NOT NULL").await;
    let bare = site.world.remote_account("bare@a.example").with("uri", serde_json::Value::Null).await;
    let all = of_domain(&site.mastodon, &domain("a.example"), START, 9).await.expect("is read");
    assert_eq!(all.iter().map(|account| (account.id, account.uri.as_str())).collect::<Vec<_>>(), [(bare.id, "")]);
    assert_eq!(
        unconfirmed(&site.mastodon, &domain("a.example"), START, (None, site.world.now()), 9)
            .await
            .expect("is read")
            .len(),
        1
    );
    assert_eq!(of_ids(&site.mastodon, &[bare.id]).await.expect("is read").len(), 1);
    assert!(
        samples(&site.mastodon, &domain("a.example"), 9, site.world.now()).await.expect("they are read").is_empty()
    );
}

async fn every_sign_of_life_is_seen(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let member = world.member("member").await;
    let post = world.status(&member).await;
    let at = |ago: Ago| ago.before(world.now());
    let old = |name: &str| world.remote_account(&format!("{name}@a.example")).seen(days_ago(60)).avatar(Kind::Png);
    let silent = old("silent").await;
    let poster = old("poster").await;
    world.status(&poster).at(days_ago(3)).await;
    let fan = old("fan").await;
    world.favourite(&fan, &post, days_ago(4)).await;
    let follower = old("follower").await;
    world.follow(&follower, &member, days_ago(5)).await;
    let asker = old("asker").await;
    world.follow_request(&asker, &member, days_ago(6)).await;
    let followed = old("followed").await;
    world.follow(&member, &followed, days_ago(7)).await;
    let elsewhere = old("elsewhere").await;
    world.follow(&elsewhere, &silent, days_ago(8)).await;
    let fresh = old("fresh").seen(days_ago(29)).await;
    world.remote_account("bare@a.example").seen(days_ago(60)).await;
    let never =
        world.remote_account("never@a.example").never_webfingered().updated(days_ago(60)).header(Kind::Gif).await;

    let listed = old("listed").await;
    let follow = world.follow(&silent, &listed, days_ago(9)).await;
    world.list(&member, "Friends", &listed, follow).await;
    let noted = old("noted").await;
    world.note(&member, &noted).await;
    let reported = old("reported").await;
    world.report(&member, &reported, &[]).await;
    let addressed = old("addressed").await;
    world.status(&member).mentioning(&addressed).at(days_ago(2)).await;

    let first =
        signs_after(&site.mastodon, START, 3, world.now()).await.expect("they are read").expect("there are rows");
    let rest =
        signs_after(&site.mastodon, first.last, 90, world.now()).await.expect("they are read").expect("there are rows");
    assert_eq!(signs_after(&site.mastodon, rest.last, 90, world.now()).await.expect("there is nothing to read"), None);
    let found: Vec<_> = first.accounts.into_iter().chain(rest.accounts).collect();

    let seen = Some(at(days_ago(60)));
    let quiet = LifeSigns { last_webfingered_at: seen, updated_at: seen, ..LifeSigns::default() };
    let (posted, lately) = (Some(at(days_ago(3))), Some(at(days_ago(29))));
    let linked = LifeSigns { linked_here: true, any_follow: true, ..quiet };
    let expected = [
        (&silent, LifeSigns { any_follow: true, ..quiet }),
        (&fresh, LifeSigns { last_webfingered_at: lately, updated_at: lately, ..LifeSigns::default() }),
        (&listed, LifeSigns { any_follow: true, listed: true, ..quiet }),
        (&noted, LifeSigns { noted: true, ..quiet }),
        (&reported, LifeSigns { reported: true, ..quiet }),
        (&addressed, LifeSigns { last_addressed_at: Some(at(days_ago(2))), ..quiet }),
        (&poster, LifeSigns { last_status_at: posted, ..quiet }),
        (&fan, LifeSigns { last_interaction_at: Some(at(days_ago(4))), ..quiet }),
        (&follower, LifeSigns { last_interaction_at: Some(at(days_ago(5))), ..linked }),
        (&asker, LifeSigns { last_interaction_at: Some(at(days_ago(6))), ..quiet }),
        (&followed, linked),
        (&elsewhere, LifeSigns { any_follow: true, ..quiet }),
        (&never, LifeSigns { last_webfingered_at: None, ..quiet }),
    ];
    assert_eq!(found.len(), expected.len());
    for (account, signs) in expected {
        let one = found.iter().find(|one| one.id == account.id).expect("is there");
        assert_eq!(one.signs, signs, "{}", account.acct());
        let keys = one.avatar.iter().chain(&one.header).map(|file| file.keys().expect("plain")[0].clone());
        let stored: Vec<_> = account.avatar.first().into_iter().chain(account.header.first()).cloned().collect();
        assert_eq!(keys.collect::<Vec<_>>(), stored);
    }
}

async fn the_numbers_of_a_server_are_told(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let (one, two) = (world.member("one").await, world.member("two").await);
    let alice = world.remote_account("alice@a.example").seen(days_ago(50)).avatar(Kind::Png).await;
    let bob = world.remote_account("bob@a.example").seen(days_ago(40)).await;
    let other = world.remote_account("carol@b.example").seen(days_ago(1)).header(Kind::Gif).await;
    for (from, to) in [(&one, &alice), (&two, &alice), (&one, &bob), (&alice, &one), (&bob, &other), (&two, &other)] {
        world.follow(from, to, days_ago(90)).await;
    }
    let post = world.status(&alice).at(days_ago(20)).await;
    world.status(&bob).visibility(Visibility::Private).at(days_ago(30)).await;
    world.attach(&post, Kind::Jpeg).await;
    world.emoji("wave", Some("a.example")).await;
    for by in [&one, &two] {
        world.bookmark(by, &post).await;
    }
    world.favourite(&one, &post, days_ago(19)).await;
    world.favourite(&other, &post, days_ago(19)).await;
    world.direct(&alice, &[&one]).at(days_ago(25)).await;
    world.unavailable_domain("a.example", days_ago(10)).await;
    let sizes = |table: &'static str, columns: &'static [&'static str]| {
        let rows = site.rows();
        async move {
            let rows = rows.await.rows(table);
            let size = |row: &serde_json::Value| columns.iter().filter_map(|c| row[*c].as_u64()).sum::<u64>();
            rows.iter().filter(|row| row["domain"] != "b.example").map(size).sum::<u64>()
        }
    };
    let media = sizes("accounts", &["avatar_file_size", "header_file_size"]).await
        + sizes("media_attachments", &["file_file_size", "thumbnail_file_size"]).await
        + sizes("custom_emojis", &["image_file_size"]).await;

    let numbers =
        impact(&site.mastodon, &[domain("a.example"), domain("unknown.example")], world.now()).await.expect("is read");

    assert_eq!(numbers.len(), 1);
    let a = numbers[&domain("a.example")];
    assert_eq!((a.accounts, a.statuses, a.media), (2, 3, Bytes(media)));
    assert!(a.pictures > Bytes::ZERO && a.post_media > Bytes::ZERO && a.pictures + a.post_media < a.media);
    assert_eq!((a.emojis, a.bookmarked, a.favourited, a.conversations), (1, 1, 1, 1), "each post once, and of members");
    assert_eq!((a.members_following, a.followed_there, a.followers_there), (2, 2, 1));
    assert_eq!(a.last_sign_of_life, Some(days_ago(20).before(world.now())));
    assert_eq!(a.unavailable_since, Some(days_ago(10).before(world.now())));
    let totals = totals(&site.mastodon).await.expect("is read");
    assert_eq!((totals.accounts, totals.servers, totals.pictures), (3, 2, 2));
    assert!(totals.picture_bytes > Bytes::ZERO);
}

async fn members_with_ties_to_a_server_are_named(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let (one, two) = (world.member("one").await, world.member("two").await);
    world.member("three").await;
    let (alice, bob) = (world.remote_account("alice@a.example").await, world.remote_account("bob@a.example").await);
    let carol = world.remote_account("carol@b.example").await;
    for (from, to) in [(&one, &alice), (&one, &bob), (&alice, &one), (&bob, &two), (&two, &carol), (&carol, &one)] {
        world.follow(from, to, days_ago(90)).await;
    }
    let named = async |after: &str, limit| {
        let members = members(&site.mastodon, &domain("a.example"), after, limit).await.expect("is read");
        members.into_iter().map(|one| (one.member, one.follows, one.followed)).collect::<Vec<_>>()
    };
    assert_eq!(named("", 9).await, [("one".to_owned(), 2, 1), ("two".to_owned(), 0, 1)]);
    assert_eq!(named("", 1).await, [("one".to_owned(), 2, 1)]);
    assert_eq!(named("one", 1).await, [("two".to_owned(), 0, 1)]);
    let asked = ["none.example", "b.example", "a.example"].map(domain);
    assert_eq!(known(&site.mastodon, &asked).await.expect("is read"), [domain("b.example"), domain("a.example")]);
    let counted = accounts(&site.mastodon, &asked).await.expect("is read");
    assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(domain("a.example"), 2), (domain("b.example"), 1)]);
}

async fn whatever_reaches_us_from_a_server_is_a_sign_of_its_life(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let member = world.member("member").await;
    let post = world.status(&member).await;
    let old = |server: &str| world.remote_account(&format!("a@{server}.example")).seen(days_ago(60));
    old("silent").await;
    let never = world.remote_account("a@never.example").never_webfingered().await;
    world.status(&old("posts").await).at(days_ago(3)).await;
    world.favourite(&old("likes").await, &post, days_ago(4)).await;
    world.follow(&old("follows").await, &member, days_ago(5)).await;
    let asker = old("asked").await;
    world.notify(&member, &asker, days_ago(1), "poll", "Poll", 1).await;
    let names = ["silent", "posts", "likes", "follows", "asked", "never", "unknown"];
    let asked = names.map(|server| domain(&format!("{server}.example")));
    let life = last_life(&site.mastodon, &asked, world.now()).await.expect("is read");
    let days = |server: &str| {
        let at = life.get(&domain(&format!("{server}.example")))?;
        Some((world.now().0 - at.0) / DAY_MS)
    };
    assert_eq!(names.map(days), [Some(60), Some(3), Some(4), Some(5), Some(60), None, None], "{}", never.acct());
}

async fn what_carries_a_time_to_come_is_no_sign_of_life_but_when_it_came_is(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let member = world.member("member").await;
    let old = |server: &str| world.remote_account(&format!("a@{server}.example")).seen(days_ago(60)).avatar(Kind::Png);
    let to_come = Ago(-27_000 * DAY_MS);
    world.status(&old("dated").await).at(to_come).await;
    let arrived = old("arrived").await;
    world.status(&arrived).at(days_ago(2)).await;
    site.execute(
        "UPDATE account_stats SET last_status_at = '2100-01-01'
        WHERE account_id = (SELECT id FROM accounts WHERE domain = 'arrived.example')",
    )
    .await;
    let posts = old("posts").await;
    world.status(&posts).at(days_ago(4)).await;
    world.status(&posts).at(to_come).await;
    let follows = old("follows").await;
    for (server, ago) in [("x", days_ago(5)), ("y", to_come)] {
        let other = world.remote_account(&format!("b@{server}.example")).await;
        world.follow(&follows, &other, ago).await;
    }
    let notified = old("notified").await;
    for (n, ago) in [(1, days_ago(6)), (2, to_come)] {
        world.notify(&member, &notified, ago, "mention", "Mention", n).await;
    }
    old("fetched").await;
    site.execute("UPDATE accounts SET last_webfingered_at = '2100-01-01' WHERE domain = 'fetched.example'").await;
    world.status(&old("ahead").await).at(Ago(-DAY_MS / 48)).await;

    let names = ["dated", "arrived", "posts", "follows", "notified", "fetched", "ahead"];
    let asked = names.map(|server| domain(&format!("{server}.example")));
    let life = last_life(&site.mastodon, &asked, world.now()).await.expect("is read");
    let days = |at: &Millis| (world.now().0 - at.0) / DAY_MS;
    let told = asked.each_ref().map(|server| life.get(server).map(days));
    assert_eq!(told, [Some(60), Some(2), Some(4), Some(5), Some(6), None, Some(0)]);
    let numbers = impact(&site.mastodon, &asked, world.now()).await.expect("is read");
    let told = asked.each_ref().map(|server| numbers[server].last_sign_of_life);
    assert_eq!(told, asked.each_ref().map(|server| life.get(server).copied()), "a case shows the same");

    let sql = "SELECT id FROM accounts WHERE domain || '/' || username = ANY($1) ORDER BY array_position($1, domain || '/' || username)";
    let accts: Vec<String> = asked.iter().map(|server| format!("{server}/a")).collect();
    let ids: Vec<i64> = sqlx::query_scalar(sql).bind(accts).fetch_all(world.pool()).await.expect("is read");
    let ids: Vec<AccountId> = ids.into_iter().map(AccountId).collect();
    let of_accounts = mastodon::accounts::last_life(&site.mastodon, &ids, world.now()).await.expect("is read");
    let told: Vec<_> = ids.iter().map(|id| of_accounts.get(id).map(days)).collect();
    // What Mastodon wrote of an account itself counts as well.
    assert_eq!(told, [Some(60), Some(2), Some(4), Some(5), Some(6), Some(60), Some(0)]);

    let signs = signs_after(&site.mastodon, START, 90, world.now()).await.expect("is read").expect("there are rows");
    let posted = |server: &str| {
        let of = |one: &&mastodon::profile_media::ProfilePictures| one.domain == domain(&format!("{server}.example"));
        signs.accounts.iter().find(of).expect("is there").signs.last_status_at.as_ref().map(days)
    };
    assert_eq!(["dated", "arrived", "posts"].map(posted), [None, Some(2), Some(4)]);
}

async fn an_account_that_is_said_to_begin_in_time_to_come_is_to_be_checked(version: MastodonVersion) {
    let site = Site::of(version).await;
    let (now, since) = (site.world.now(), days_ago(7).before(site.world.now()));
    let account = site.world.remote_account("a@a.example").seen(days_ago(60)).await;
    site.execute("UPDATE accounts SET created_at = '2100-01-01' WHERE domain = 'a.example'").await;
    let found = domains_to_check(&site.mastodon, Some(since), &[], now).await.expect("is read");
    assert_eq!(found.len(), 1);
    let found = unconfirmed(&site.mastodon, &domain("a.example"), START, (Some(since), now), 9).await.expect("is read");
    assert!(found.iter().map(|found| found.id).eq([account.id]));
}

async fn an_empty_site_has_nothing(version: MastodonVersion) {
    let site = Site::of(version).await;
    assert!(domains_to_check(&site.mastodon, None, &[], site.world.now()).await.expect("is read").is_empty());
    assert_eq!(signs_after(&site.mastodon, START, 9, site.world.now()).await.expect("is read"), None);
    assert!(impact(&site.mastodon, &[domain("a.example")], site.world.now()).await.expect("is read").is_empty());
    assert_eq!(totals(&site.mastodon).await.expect("is read").accounts, 0);
}

on_every_release_and_fork!(
    only_unconfirmed_accounts_are_to_be_checked,
    samples_are_those_heard_from_last_one_of_each_origin_first,
    an_account_without_an_address_does_not_break_reading,
    every_sign_of_life_is_seen,
    what_carries_a_time_to_come_is_no_sign_of_life_but_when_it_came_is,
    an_account_that_is_said_to_begin_in_time_to_come_is_to_be_checked,
    the_numbers_of_a_server_are_told,
    members_with_ties_to_a_server_are_named,
    whatever_reaches_us_from_a_server_is_a_sign_of_its_life,
    an_empty_site_has_nothing,
);
