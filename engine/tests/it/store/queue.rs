use engine::store::activities::Activity;
use engine::store::cases::{self, Set};
use engine::store::looks::{self, Look};
use engine::store::runs::read::{self, RunFilter};
use engine::store::{Db, impacts, kept_servers, queue, waiting_room};
use model::case::{
    Advice, Advised, CaseFilter, CaseReason, Impact, Order, PER_PAGE, People, Place, State, StateSettings, Turn,
};
use model::time::DAY_MS;
use model::{Act, Bytes, Case, Domain, JobKind, Millis, Operator, Role, SiteId};

use super::{NOW, name, ordered, site};
use crate::support::state::on_both_engines;

/// A server that has been silent for so many days, with what depends on it.
async fn silent(db: &Db, site: SiteId, domain: &str, reason: CaseReason, days: u32, impact: Impact) {
    let domain = name(domain);
    for at in [days, days.saturating_sub(1), days.saturating_sub(2), 0] {
        let look =
            Look { site, domain: &domain, found: Some(reason), life: None, proof: None, at: NOW.days_before(at) };
        looks::record(db, &look, &StateSettings::default()).await.expect("writes");
    }
    impacts::put(db, site, &[(domain.clone(), impact)], NOW).await.expect("writes");
}

fn impact(members_following: u64, media: u64) -> Impact {
    Impact { accounts: 10, members_following, media: Bytes(media), ..Impact::default() }
}

async fn some(db: &Db, site: SiteId) {
    silent(db, site, "new.example", CaseReason::TooSlow, 9, impact(44, 2_600)).await;
    silent(db, site, "missed.example", CaseReason::SaysClosed, 82, impact(3, 1_900)).await;
    silent(db, site, "old.example", CaseReason::NoAddress, 203, impact(0, 40)).await;
    silent(db, site, "gone.example", CaseReason::NoAddress, 71, impact(0, 300)).await;
}

fn names(cases: &[Case]) -> Vec<&str> {
    cases.iter().map(|case| case.domain.as_str()).collect()
}

async fn listed(db: &Db, site: SiteId, filter: &CaseFilter, order: Order) -> Vec<String> {
    let page = queue::page(db, site, filter, order, None, NOW).await.expect("reads");
    assert_eq!(page.matching, page.cases.len() as u64);
    names(&page.cases).into_iter().map(str::to_owned).collect()
}

on_both_engines! {
    async fn what_is_easy_to_decide_comes_first(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let all = CaseFilter::default();
        let easiest = ["old.example", "gone.example", "missed.example", "new.example"];
        assert_eq!(listed(&state.db, site, &all, Order::Easiest).await, easiest);
        let largest = ["new.example", "missed.example", "gone.example", "old.example"];
        assert_eq!(listed(&state.db, site, &all, Order::Largest).await, largest);
        let longest = ["old.example", "missed.example", "gone.example", "new.example"];
        assert_eq!(listed(&state.db, site, &all, Order::Longest).await, longest);
    }

    async fn a_filter_lets_through_what_it_names(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let plain = CaseFilter::default;
        let table = [
            (CaseFilter { advice: Some(Advised::Purge), ..plain() }, vec!["old.example", "gone.example", "missed.example"]),
            (CaseFilter { advice: Some(Advised::Wait), ..plain() }, vec!["new.example"]),
            (CaseFilter { state: Some(State::SaysClosed), ..plain() }, vec!["missed.example"]),
            (CaseFilter { reason: Some(CaseReason::TooSlow), ..plain() }, vec!["new.example"]),
            (CaseFilter { people: Some(People::Nobody), ..plain() }, vec!["old.example", "gone.example"]),
            (CaseFilter { people: Some(People::Somebody), ..plain() }, vec!["missed.example", "new.example"]),
            (CaseFilter { stored: Bytes(300), ..plain() }, vec!["gone.example", "missed.example", "new.example"]),
            (CaseFilter { silent_days: 71, ..plain() }, vec!["old.example", "gone.example", "missed.example"]),
            (CaseFilter { silent_days: 72, ..plain() }, vec!["old.example", "missed.example"]),
            (CaseFilter { name: "e.ex".to_owned(), ..plain() }, vec!["gone.example"]),
            (CaseFilter { name: "_".to_owned(), ..plain() }, vec![]),
            (CaseFilter { name: "%".to_owned(), ..plain() }, vec![]),
            (CaseFilter { state: Some(State::SaysClosed), people: Some(People::Nobody), ..plain() }, vec![]),
        ];
        for (filter, expected) in table {
            assert_eq!(listed(&state.db, site, &filter, Order::Easiest).await, expected, "{filter:?}");
            let mut matching = queue::domains(&state.db, site, &filter, NOW).await.expect("reads");
            matching.sort_by_key(|domain| expected.iter().position(|name| *name == domain.as_str()));
            assert_eq!(matching.iter().map(Domain::as_str).collect::<Vec<_>>(), expected, "{filter:?}");
            let (counts, sum) = queue::sums(&state.db, site, &filter, NOW).await.expect("reads");
            assert_eq!(counts.all, 4, "whatever is shown: {filter:?}");
            assert_eq!((sum.servers, sum.accounts), (expected.len() as u64, 10 * expected.len() as u64), "{filter:?}");
        }
        let (counts, sum) = queue::sums(&state.db, site, &plain(), NOW).await.expect("reads");
        assert_eq!((counts.all, counts.purge, counts.wait, counts.unfollow, counts.nobody), (4, 3, 1, 0, 2));
        assert_eq!(counts.states, [(State::Silent, 1), (State::SaysClosed, 1), (State::ProbablyClosed, 2)]);
        assert_eq!(counts.reasons, [(CaseReason::NoAddress, 2), (CaseReason::TooSlow, 1), (CaseReason::SaysClosed, 1)]);
        assert_eq!((sum.media, sum.members), (Bytes(4_840), 47));
    }

    async fn the_list_advises_what_the_case_advises(state) {
        let site = site(&state.db).await;
        for state_of in State::ALL {
            for (from, purge_from) in [("never", None), ("now", Some(NOW)), ("later", Some(NOW.plus_ms(1)))] {
                let domain = format!("{from}.{}.example", state_of.as_str());
                silent(&state.db, site, &domain, CaseReason::TooSlow, 9, Impact::default()).await;
                set(&state.db, &domain, state_of, purge_from).await;
            }
        }
        for order in Order::ALL {
            let page = queue::page(&state.db, site, &CaseFilter::default(), order, None, NOW).await.expect("reads");
            assert_eq!(page.matching, 3 * State::ALL.into_iter().filter(|state| state.opens_case()).count() as u64);
            assert!(page.cases.iter().all(|case| case.state.opens_case()));
        }
        for (advised, number) in [(Advised::Purge, 7), (Advised::Wait, 5), (Advised::Unfollow, 3)] {
            let filter = CaseFilter { advice: Some(advised), ..CaseFilter::default() };
            let page = queue::page(&state.db, site, &filter, Order::Easiest, None, NOW).await.expect("reads");
            let of = |case: &Case| match Advice::of(case.state, case.reason, case.purge_from, NOW) {
                Advice::UnfollowAndLimit => Advised::Unfollow,
                advice if advice.is_purge() => Advised::Purge,
                _ => Advised::Wait,
            };
            assert!(page.cases.iter().all(|case| of(case) == advised), "{advised:?}");
            let counted = match advised {
                Advised::Purge => page.counts.purge,
                Advised::Wait => page.counts.wait,
                Advised::Unfollow => page.counts.unfollow,
            };
            assert_eq!((page.matching, counted), (number, number), "{advised:?}");
        }
    }

    async fn pages_follow_one_another_forth_and_back(state) {
        let site = site(&state.db).await;
        let many = 2 * PER_PAGE + 3;
        for n in 0..many {
            silent(&state.db, site, &format!("s{n:03}.example"), CaseReason::TooSlow, 9, impact(u64::from(n % 3), 7)).await;
        }
        for order in Order::ALL {
            let read = async |turn: Option<Turn>| {
                queue::page(&state.db, site, &CaseFilter::default(), order, turn.as_ref(), NOW).await.expect("reads")
            };
            let first = read(None).await;
            let second = read(first.next.clone()).await;
            let third = read(second.next.clone()).await;
            let mut all: Vec<&str> = [&first, &second, &third].into_iter().flat_map(|page| names(&page.cases)).collect();
            assert_eq!([first.before, second.before, third.before], [0, u64::from(PER_PAGE), 2 * u64::from(PER_PAGE)]);
            assert_eq!((first.previous.is_some(), third.next.is_some(), third.matching), (false, false, u64::from(many)));
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), usize::try_from(many).expect("fits"), "each once");
            assert_eq!(read(third.previous).await, second);
            assert_eq!(read(second.previous).await, first);
        }
        let beyond = Turn::After(Place { key: [i64::MAX; 4], nth: 9, domain: "z".to_owned() });
        let read = async |turn| queue::page(&state.db, site, &CaseFilter::default(), Order::Longest, turn, NOW).await.expect("reads");
        assert_eq!(read(Some(&beyond)).await, read(None).await, "who stood there has gone");
    }

    async fn a_decision_can_be_looked_up_and_taken_back(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        let activity = |act| Activity::new(site, NOW, &mika, act, "x");
        let until = NOW.plus_ms(30 * DAY_MS);
        let (kept, waited) = (name("gone.example"), name("old.example"));
        let one = std::slice::from_ref;
        cases::decide(&state.db, one(&kept), Set::Keep, &activity(Act::DecideKeep)).await.expect("writes");
        cases::decide(&state.db, one(&waited), Set::WaitUntil(until), &activity(Act::DecideWait)).await.expect("writes");
        let decided = async |after: &str, now: Millis| cases::decided(&state.db, site, after, 9, now).await.expect("reads");
        let all = decided("", NOW).await;
        assert_eq!(all.iter().map(|one| (one.domain.as_str(), one.until)).collect::<Vec<_>>(),
            [("gone.example", None), ("old.example", Some(until))]);
        assert_eq!(decided("gone.example", NOW).await.len(), 1, "a page begins behind a name");
        assert_eq!(decided("", until).await.len(), 1, "the wait is over");
        for (domain, changed) in [(&kept, 1), (&kept, 0), (&name("new.example"), 0)] {
            let again = cases::ask_again(&state.db, one(domain), &activity(Act::AskAgain)).await.expect("writes");
            assert_eq!(again, changed, "{domain}");
        }
        let listed = queue::page(&state.db, site, &CaseFilter::default(), Order::Easiest, None, NOW).await.expect("reads");
        assert_eq!(names(&listed.cases), ["gone.example", "missed.example", "new.example"]);
        let due = looks::due(&state.db, site, NOW, 9).await.expect("reads");
        assert_eq!(due.iter().map(|due| due.domain.as_str()).collect::<Vec<_>>(), ["gone.example"], "it is looked at at once");
    }

    async fn who_waits_for_a_purge_is_not_in_the_list(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let two = [name("gone.example"), name("old.example")];
        ordered(&state.db, site, &two).await.expect("is ordered");
        let listed = queue::page(&state.db, site, &CaseFilter::default(), Order::Easiest, None, NOW).await.expect("reads");
        assert_eq!(names(&listed.cases), ["missed.example", "new.example"]);
        assert_eq!(queue::count(&state.db, site, NOW).await.expect("reads"), 2);
        assert_eq!(waiting_room::domains(&state.db, site).await.expect("reads"), two);
        assert_eq!(waiting_room::purges(&state.db, site).await.expect("reads"), 1);
    }

    async fn a_decision_is_about_all_its_servers_or_nothing_happens(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        ordered(&state.db, site, &[name("old.example")]).await.expect("is ordered");
        set(&state.db, "gone.example", State::Wobbly, None).await;
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        for other in ["old.example", "gone.example", "unknown.example", "missed.example"] {
            let both = [name("missed.example"), name(other)];
            assert_eq!(ordered(&state.db, site, &both).await, None, "{other}");
            for (act, what) in [(Act::DecideKeep, Set::Keep), (Act::DecideWait, Set::WaitUntil(NOW.plus_ms(DAY_MS)))] {
                let activity = Activity::new(site, NOW, &mika, act, other);
                assert!(!cases::decide(&state.db, &both, what, &activity).await.expect("writes"), "{act} {other}");
            }
        }
        let listed = queue::page(&state.db, site, &CaseFilter::default(), Order::Easiest, None, NOW).await.expect("reads");
        assert_eq!(names(&listed.cases), ["missed.example", "new.example"], "nobody else is kept or waits");
        let filter = RunFilter { job: Some(JobKind::PurgeDomain), before: None, limit: 9 };
        let runs = read::page(&state.db, site, &filter, NOW.plus_ms(DAY_MS)).await.expect("reads");
        assert_eq!(runs.len(), 1, "no purge is left that holds no servers");
        assert_eq!(waiting_room::domains(&state.db, site).await.expect("reads"), [name("old.example")]);
    }

    async fn of_several_people_who_decide_at_once_about_a_server_one_is_heard(state) {
        let site = site(&state.db).await;
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        for n in 0..12 {
            let one = name(&format!("s{n}.example"));
            silent(&state.db, site, one.as_str(), CaseReason::TooSlow, 52, Impact::default()).await;
            let these = std::slice::from_ref(&one);
            let activity = |act| Activity::new(site, NOW, &mika, act, one.as_str());
            let (keeps, waits, by_hand) = (activity(Act::DecideKeep), activity(Act::DecideWait), activity(Act::Keep));
            let with_accounts = [(one.clone(), 10)];
            let (run, kept, waited, kept_by_hand) = tokio::join!(
                ordered(&state.db, site, these),
                cases::decide(&state.db, these, Set::Keep, &keeps),
                cases::decide(&state.db, these, Set::WaitUntil(NOW.plus_ms(DAY_MS)), &waits),
                kept_servers::keep(&state.db, &with_accounts, &by_hand),
            );
            let [kept, waited, kept_by_hand] = [kept, waited, kept_by_hand].map(|done| done.expect("is answered"));
            let waiting = waiting_room::domains(&state.db, site).await.expect("reads").contains(&one);
            assert_eq!(run.is_some(), waiting, "a purge that was ordered holds its server, {n}");
            assert!(!(waiting && (kept || waited || kept_by_hand)), "nobody keeps what is purged, {n}");
            assert_eq!(usize::from(waiting) + usize::from(kept) + usize::from(waited), usize::from(waiting || kept || waited), "{n}");
        }
    }

    async fn who_is_kept_is_found_among_many_in_trouble_or_not(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        let activity = Activity::new(site, NOW, &mika, Act::Keep, "");
        let mut many: Vec<_> = (0..600).map(|n| name(&format!("s{n}.example"))).collect();
        many.push(name("old.example"));
        assert_eq!(kept_servers::first_of(&state.db, site, &many).await.expect("reads"), None);
        assert!(cases::decide(&state.db, &[name("old.example")], Set::Keep, &activity).await.expect("writes"));
        assert_eq!(kept_servers::first_of(&state.db, site, &many).await.expect("reads"), Some(name("old.example")));
        kept_servers::keep(&state.db, &[(name("s7.example"), 1)], &activity).await.expect("writes");
        assert_eq!(kept_servers::first_of(&state.db, site, &many).await.expect("reads"), Some(name("s7.example")));
    }

    async fn an_undone_purge_leaves_its_servers_in_the_list_and_cannot_be_undone_twice(state) {
        let site = site(&state.db).await;
        some(&state.db, site).await;
        let two = [name("gone.example"), name("old.example")];
        let run = ordered(&state.db, site, &two).await.expect("is ordered");
        let mika = Operator { name: "mika".to_owned(), role: Role::Moderator };
        let activity = |act| Activity::new(site, NOW, &mika, act, run.as_str());
        assert!(waiting_room::undo(&state.db, &run, &activity(Act::UndoPurge)).await.expect("writes"));
        assert!(!waiting_room::undo(&state.db, &run, &activity(Act::UndoPurge)).await.expect("writes"));
        assert!(!waiting_room::begin(&state.db, &run, &activity(Act::PurgeNow)).await.expect("writes"));
        assert_eq!(queue::count(&state.db, site, NOW).await.expect("reads"), 4);
        assert!(ordered(&state.db, site, &two).await.is_some());
    }
}

async fn set(db: &Db, domain: &str, state: State, purge_from: Option<Millis>) {
    const SQL: &str = "UPDATE cases SET state = $2, purge_from = $3 WHERE domain = $1";
    let from = purge_from.map(|from| from.0);
    match db {
        Db::Lite { write, .. } => {
            sqlx::query(SQL).bind(domain).bind(state.as_str()).bind(from).execute(write).await.map(|_| ())
        }
        Db::Postgres(pool) => {
            sqlx::query(SQL).bind(domain).bind(state.as_str()).bind(from).execute(pool).await.map(|_| ())
        }
    }
    .expect("writes");
}
