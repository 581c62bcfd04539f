//! Purges in the waiting room: what leaves one, and what can no longer be undone.

use engine::store::activities::Activity;
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::read;
use engine::store::{Db, cases, impacts, spared_servers, waiting_room};
use model::case::{CaseReason, Impact, SparedBecause};
use model::time::DAY_MS;
use model::{Act, Domain, Job, Operator, Role, RunId, RunState, SiteId};

use super::cases::ten_days_of_silence;
use super::{NOW, name, ordered, site};
use crate::support::state::on_both_engines;

/// A purge of servers that have been silent for long.
async fn purge_of_the_silent(db: &Db, site: SiteId, names: &[&str]) -> (RunId, Vec<Domain>) {
    let domains: Vec<Domain> = names.iter().map(|text| name(text)).collect();
    for domain in &domains {
        ten_days_of_silence(db, site, domain, CaseReason::TooSlow).await;
    }
    (ordered(db, site, &domains).await.expect("is ordered"), domains)
}

fn activity(site: SiteId, act: Act) -> Activity {
    Activity::new(site, NOW, &Operator { name: "mika".to_owned(), role: Role::Moderator }, act, "x")
}

async fn of_the_run(db: &Db, run: &RunId) -> (RunState, Vec<Domain>) {
    let run = read::lookup(db, run).await.expect("reads").expect("is there");
    let Job::PurgeDomain(options) = run.job else { panic!("another job") };
    (run.state, options.domains)
}

on_both_engines! {
    async fn two_servers_that_come_back_at_once_are_both_taken_out(state) {
        let (db, site) = (&state.db, site(&state.db).await);
        for n in 0..12 {
            let names = [format!("a{n}.example"), format!("b{n}.example"), format!("c{n}.example")];
            let (run, three) = purge_of_the_silent(db, site, &names.each_ref().map(String::as_str)).await;
            let act = activity(site, Act::CancelPurge);
            let (one, other) = tokio::join!(
                waiting_room::spare(db, &run, &three[0], SparedBecause::Answers, &act),
                waiting_room::spare(db, &run, &three[1], SparedBecause::Refuses, &act),
            );
            assert!(one.expect("writes") && other.expect("writes"), "{n}");
            assert_eq!(of_the_run(db, &run).await.1, three[2..], "{n}");
            for (domain, held) in three.iter().zip([false, false, true]) {
                let standing = waiting_room::purge_of(db, site, domain).await.expect("reads");
                assert_eq!(standing.is_some_and(|standing| standing.run == run), held, "{domain}");
            }
        }
    }

    async fn a_purge_whose_last_server_was_purged_otherwise_is_over(state) {
        let (db, site) = (&state.db, site(&state.db).await);
        let (run, two) = purge_of_the_silent(db, site, &["a.example", "b.example"]).await;
        cases::purged(db, site, &two[0], NOW).await.expect("writes");
        assert!(matches!(of_the_run(db, &run).await.0, RunState::Queued { .. }), "it waits for the other");
        cases::purged(db, site, &two[1], NOW).await.expect("writes");
        assert!(matches!(of_the_run(db, &run).await.0, RunState::Stopped { .. }));
    }

    async fn a_purge_that_was_begun_and_handed_back_can_no_longer_be_undone(state) {
        let (db, site) = (&state.db, site(&state.db).await);
        let (run, quiet) = purge_of_the_silent(db, site, &["quiet.example"]).await;
        let later = NOW.plus_ms(DAY_MS);
        super::cases::look(db, site, &quiet[0], Some(CaseReason::TooSlow), later).await;
        lease::claim(db, "here", Some(&run), later, later.plus_ms(DAY_MS)).await.expect("asks").expect("begins");
        lease::end(db, &run, "here", &Ending::Released, None, later).await.expect("is handed back");
        assert!(matches!(of_the_run(db, &run).await.0, RunState::Queued { .. }));
        assert!(!waiting_room::undo(db, &run, &activity(site, Act::UndoPurge)).await.expect("writes"));
    }

    async fn a_server_leaves_a_purge_at_work_until_its_own_removal_begins(state) {
        let (db, site) = (&state.db, site(&state.db).await);
        let (run, three) = purge_of_the_silent(db, site, &["a.example", "b.example", "c.example"]).await;
        let later = NOW.plus_ms(DAY_MS);
        for domain in &three {
            super::cases::look(db, site, domain, Some(CaseReason::TooSlow), later).await;
        }
        lease::claim(db, "here", Some(&run), later, later.plus_ms(DAY_MS)).await.expect("asks").expect("begins");
        assert!(waiting_room::begin_server(db, site, &run, &three[0], later).await.expect("writes"));
        let act = activity(site, Act::CancelPurge);
        let spare = async |domain: &Domain| {
            waiting_room::spare(db, &run, domain, SparedBecause::Answers, &act).await.expect("writes")
        };
        assert!(!spare(&three[0]).await, "its removal has begun");
        assert!(spare(&three[1]).await);
        assert!(!waiting_room::begin_server(db, site, &run, &three[1], later).await.expect("writes"), "it is out");
        assert_eq!(of_the_run(db, &run).await.1, three, "the checkpoint counts them as they were ordered");
        lease::end(db, &run, "here", &Ending::Released, None, later).await.expect("is handed back");
        assert!(spare(&three[2]).await, "also while nobody works on it");
        impacts::put(db, site, &[(three[0].clone(), Impact::default())], later).await.expect("writes");
        waiting_room::interrupted(db, site, &run, &three[0]).await.expect("writes");
        let uncounted = impacts::uncounted_of(db, site, &three[..1], later).await.expect("reads");
        assert_eq!(uncounted, three[..1], "some of it may be gone");
        assert!(spare(&three[0]).await, "a stop has interrupted its removal");
        let spared: Vec<Domain> = spared_servers::of_run(db, &run).await.expect("reads").into_iter().map(|s| s.domain).collect();
        assert_eq!(spared, three);
    }

    async fn a_last_look_that_is_long_ago_lets_no_purge_begin(state) {
        let (db, site) = (&state.db, site(&state.db).await);
        let (run, quiet) = purge_of_the_silent(db, site, &["quiet.example"]).await;
        let (due, much_later) = (NOW.plus_ms(DAY_MS), NOW.plus_ms(4 * DAY_MS));
        super::cases::look(db, site, &quiet[0], Some(CaseReason::TooSlow), due).await;
        let claim = async || lease::claim(db, "here", Some(&run), much_later, much_later.plus_ms(DAY_MS)).await.expect("asks");
        assert!(claim().await.is_none(), "it was three days ago");
        super::cases::look(db, site, &quiet[0], Some(CaseReason::TooSlow), much_later).await;
        assert!(claim().await.is_some());
    }
}
