use engine::store::activities::{self, Activity, ActivityFilter};
use engine::store::{Db, storage_terms};
use model::storage::Terms;
use model::{Act, Millis, Operator, Role, SiteId};

use super::{NOW, site};
use crate::support::state::{State, on_both_engines};

/// Writes an act down, whatever it did.
async fn acted(db: &Db, site: SiteId, at: Millis, (by, act, subject): (&str, Act, &str)) {
    let by = Operator { name: by.to_owned(), role: Role::Caretaker };
    let activity = Activity::new(site, at, &by, act, subject).seeing(&("seen", subject));
    storage_terms::put(db, site, &Terms::default(), &activity).await.expect("writes");
}

async fn four_acts(state: &State) -> SiteId {
    let site = site(&state.db).await;
    let acts = [
        ("mika", Act::DecideKeep, "quiet.example well.example"),
        ("noor", Act::DecideWait, "quiet.example"),
        ("mika", Act::DecidePurge, "under_score.example"),
        ("mika", Act::StartRun, "cull-accounts"),
    ];
    for (n, act) in (0..).zip(acts) {
        // Two of them at the same moment.
        acted(&state.db, site, NOW.plus_ms(n / 2), act).await;
    }
    site
}

async fn subjects(db: &Db, site: SiteId, filter: ActivityFilter) -> Vec<String> {
    let filter = ActivityFilter { limit: 9, ..filter };
    activities::page(db, site, &filter).await.expect("reads").into_iter().map(|entry| entry.subject).collect()
}

on_both_engines! {
    async fn the_log_is_paged_newest_first_and_nobody_is_left_out_at_the_joint(state) {
        let site = four_acts(&state).await;
        let mut filter = ActivityFilter { limit: 1, ..ActivityFilter::default() };
        let mut read = Vec::new();
        while let Some(entry) = activities::page(&state.db, site, &filter).await.expect("reads").pop() {
            filter.before = Some(entry.id.clone());
            read.push((entry.at.0 - NOW.0, entry.operator, entry.act));
        }
        let read: Vec<_> = read.iter().map(|(at, by, act)| (*at, by.as_str(), act.as_str())).collect();
        let newest = [(1, "mika", "start-run"), (1, "mika", "decide-purge")];
        assert_eq!(read, [&newest[..], &[(0, "noor", "decide-wait"), (0, "mika", "decide-keep")]].concat());
        filter.before = Some("nobody".to_owned());
        assert!(activities::page(&state.db, site, &filter).await.expect("reads").is_empty());
    }

    async fn it_is_narrowed_by_who_and_by_what(state) {
        let site = four_acts(&state).await;
        let some = |text: &str| Some(text.to_owned());
        let only = ActivityFilter { by: some("noor"), ..ActivityFilter::default() };
        assert_eq!(subjects(&state.db, site, only).await, ["quiet.example"]);
        let about = ActivityFilter { about: some("quiet"), ..ActivityFilter::default() };
        assert_eq!(subjects(&state.db, site, about.clone()).await, ["quiet.example", "quiet.example well.example"]);
        let both = ActivityFilter { by: some("mika"), ..about };
        assert_eq!(subjects(&state.db, site, both).await, ["quiet.example well.example"]);
        let literal = ActivityFilter { about: some("_"), ..ActivityFilter::default() };
        assert_eq!(subjects(&state.db, site, literal).await, ["under_score.example"]);
    }

    async fn another_site_has_its_own_log(state) {
        four_acts(&state).await;
        let other = engine::store::sites::ensure(&state.db, "other.example", NOW).await.expect("a site");
        assert!(subjects(&state.db, other, ActivityFilter::default()).await.is_empty());
    }

    async fn of_a_huge_decision_a_page_has_the_beginning_and_the_rest_can_be_had(state) {
        let site = site(&state.db).await;
        let names: Vec<String> = (0..5_000).map(|n| format!("s{n}.example")).collect();
        acted(&state.db, site, NOW, ("mika", Act::DecideKeep, &names.join(" "))).await;
        acted(&state.db, site, NOW.plus_ms(-1), ("mika", Act::Suspect, "")).await;
        let filter = ActivityFilter { limit: 2, ..ActivityFilter::default() };
        let page = activities::page(&state.db, site, &filter).await.expect("reads");
        assert_eq!((page[0].names, page[0].seen_whole, page[1].names, page[1].seen_whole), (5_000, false, 0, true));
        assert!(page[0].subject.starts_with("s0.example s1.example ") && page[0].subject.len() < 3_000);
        let seen = activities::seen(&state.db, site, &page[0].id).await.expect("reads").expect("is there");
        assert!(seen.starts_with(&page[0].seen) && seen.contains("s4999.example"));
        assert_eq!(activities::seen(&state.db, site, "nobody").await.expect("reads"), None);
    }
}
