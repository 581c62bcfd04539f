//! Evidence has an age: what was true once removes nobody later.

use engine::store::removed_accounts;
use model::jobs::cull_accounts::{HeldReason, Options};
use model::time::{DAY_MS, HOUR_MS};
use model::{Mode, RunId};
use simulator::{AccountState, Behaviour, Plan};

use super::guards::{cull, go_on, stopped_before_deciding};
use super::{at_once, job, report};
use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker};

/// Asks about everybody each time.
fn everybody() -> Options {
    Options { confirmed_within_days: 0, ..Options::default() }
}

/// A server with one account that lives and one that its server does not know.
async fn one_lost() -> Ground {
    let plan =
        Plan::new().account("lost@x.example", AccountState::NotFound).account("a@x.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    for acct in ["lost@x.example", "a@x.example"] {
        ground.account(acct).await;
    }
    ground
}

/// A server whose two accounts are gone, and a run that was stopped before it decided about them.
async fn two_gone() -> (Ground, RunId) {
    let gone = ["a@x.example", "b@x.example"];
    let plan = gone.iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Gone));
    let ground = Ground::with(plan).await;
    let id = stopped_before_deciding(&ground, &gone).await;
    (ground, id)
}

/// The removal of both is written down, and nothing of it done.
async fn written_down(ground: &Ground, id: &RunId) {
    let engine = ground.engine().await;
    let domain = "x.example".parse().expect("a name");
    let both = engine::store::condemned_accounts::undecided(engine.db(), id, &domain, 9).await.expect("reads");
    removed_accounts::intend(engine.db(), id, &both).await.expect("writes");
}

#[tokio::test]
async fn a_first_404_before_a_sign_of_life_is_no_first_look() {
    let ground = one_lost().await;
    assert_eq!(cull(&ground, &everybody()).await.1.second_look, 1);
    ground.clock.advance_ms(10 * DAY_MS);
    ground.hears_from("lost@x.example").await;
    ground.clock.advance_ms(20 * DAY_MS);
    let (_, maintenance) = cull(&ground, &everybody()).await;
    assert_eq!((maintenance.removed, maintenance.second_look), (0, 1), "it begins anew");
    ground.clock.advance_ms(13 * DAY_MS);
    assert_eq!(cull(&ground, &everybody()).await.1.removed, 1, "nothing was heard of it between these two");
}

#[tokio::test]
async fn a_first_404_of_long_ago_is_no_first_look() {
    for (days, removed) in [(60, 1), (61, 0)] {
        let ground = one_lost().await;
        cull(&ground, &everybody()).await;
        ground.clock.advance_ms(days * DAY_MS);
        assert_eq!(cull(&ground, &everybody()).await.1.removed, removed, "{days} days");
    }
}

#[tokio::test]
async fn what_was_written_before_our_clock_was_set_back_neither_confirms_nor_is_a_first_look() {
    let ground = one_lost().await;
    ground.clock.advance_ms(900 * DAY_MS);
    let (_, ahead) = cull(&ground, &Options::default()).await;
    assert_eq!((ahead.confirmed, ahead.second_look), (1, 1));
    ground.clock.advance_ms(-900 * DAY_MS);
    let (_, back) = cull(&ground, &Options::default()).await;
    assert_eq!((back.confirmed, back.second_look), (1, 1), "both are asked about again");
    ground.clock.advance_ms(13 * DAY_MS);
    assert_eq!(cull(&ground, &Options::default()).await.1.removed, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_lay_for_a_week_begins_anew_and_says_so() {
    let (ground, id) = two_gone().await;
    ground.clock.advance_ms(7 * DAY_MS);
    ground.fediverse.set_account("a@x.example", AccountState::Living);
    let report = report(go_on(&ground, &id).await.report.expect("has a report"));
    assert_eq!((report.begun_anew, report.visited, report.confirmed, report.removed), (1, 2, 1, 1));
    assert_eq!(ground.remote_accounts().await, ["a@x.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_was_written_down_a_week_ago_is_given_up_where_nothing_of_it_was_done() {
    let (ground, id) = two_gone().await;
    written_down(&ground, &id).await;
    ground.clock.advance_ms(7 * DAY_MS);
    ground.fediverse.set_account("a@x.example", AccountState::Living);
    let report = report(go_on(&ground, &id).await.report.expect("has a report"));
    assert_eq!((report.confirmed, report.removed), (1, 1));
    assert_eq!(ground.remote_accounts().await, ["a@x.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_was_written_down_before_a_sign_of_life_is_asked_about_again() {
    let (ground, id) = two_gone().await;
    written_down(&ground, &id).await;
    ground.clock.advance_ms(HOUR_MS);
    ground.hears_from("a@x.example").await;
    ground.fediverse.set_account("a@x.example", AccountState::Living);
    ground.clock.advance_ms(HOUR_MS);
    let report = report(go_on(&ground, &id).await.report.expect("has a report"));
    assert_eq!((report.begun_anew, report.confirmed, report.removed, report.visited), (0, 1, 1, 2));
    assert_eq!(ground.remote_accounts().await, ["a@x.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_older_than_a_sign_of_life_is_asked_for_again() {
    let (ground, id) = two_gone().await;
    ground.clock.advance_ms(HOUR_MS);
    ground.hears_from("a@x.example").await;
    ground.fediverse.set_account("a@x.example", AccountState::Living);
    ground.clock.advance_ms(HOUR_MS);
    let report = report(go_on(&ground, &id).await.report.expect("has a report"));
    assert_eq!((report.begun_anew, report.confirmed, report.removed, report.visited), (0, 1, 1, 2));
    assert_eq!(ground.remote_accounts().await, ["a@x.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_set_back_loses_no_fifth_part_after_the_other_without_anybody_asking() {
    let name = |n: usize| format!("a{n}@town.example");
    let ground = super::guards::town(0, 236).await;
    let mut removed = Vec::new();
    for day in 0..6 {
        for n in day * 19..(day + 1) * 19 {
            ground.fediverse.set_account(&name(n), AccountState::Gone);
        }
        let (_, report) = cull(&ground, &everybody()).await;
        removed.push(report.removed);
        if report.held > 0 {
            assert_eq!(report.held_because[0].reason, HeldReason::MassGone);
        }
        ground.clock.advance_ms(DAY_MS);
    }
    // 57 are less than 30 percent of 236, 76 are more.
    assert_eq!(removed, [19, 19, 19, 0, 0, 0]);
    assert_eq!(ground.remote_accounts().await.len(), 236 - 57);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_look_at_a_small_part_of_a_server_is_no_mass() {
    let ground = super::guards::town(0, 236).await;
    for n in 0..38 {
        ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
    }
    let next_day = Options { second_look_404_hours: 24, ..Options::default() };
    assert_eq!(cull(&ground, &next_day).await.1.second_look, 38);
    ground.clock.advance_ms(DAY_MS);
    // The others were confirmed yesterday, so nobody else is asked about.
    let (_, second) = cull(&ground, &next_day).await;
    assert_eq!((second.visited, second.removed, second.held), (38, 38, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_vanishes_a_month_after_a_mass_is_none_of_it() {
    let ground = super::guards::town(0, 60).await;
    for n in 0..30 {
        ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
    }
    cull(&ground, &everybody()).await;
    for (days, name, removed) in [(25, "a30", 0), (30, "a31", 1)] {
        ground.clock.advance_ms(days * DAY_MS);
        ground.fediverse.set_account(&format!("{name}@town.example"), AccountState::Gone);
        let (_, report) = cull(&ground, &everybody()).await;
        assert_eq!(report.removed, removed, "{name}");
        assert!(report.held >= 30, "whoever vanished with the mass waits for a person: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_checked_of_late_is_asked_about_its_accounts_alone() {
    let ground = super::guards::town(0, 12).await;
    cull(&ground, &everybody()).await;
    let requests = async |days: i64| {
        ground.clock.advance_ms(days * DAY_MS);
        ground.fediverse.forget();
        cull(&ground, &everybody()).await;
        ground.fediverse.seen("town.example").requests
    };
    assert_eq!(requests(150).await, 12);
    assert!(requests(31).await > 12, "the check is half a year old");
    assert_eq!(requests(1).await, 12);
    ground.fediverse.set_account("a3@town.example", AccountState::Gone);
    assert!(requests(1).await > 12, "before anybody goes the server shows that it is well");
    assert_eq!(ground.remote_accounts().await.len(), 11);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_here_again_is_asked_about_its_accounts_alone() {
    let ground = super::guards::town(0, 12).await;
    cull(&ground, &everybody()).await;
    let requests = async |behaviour: Behaviour| {
        ground.clock.advance_ms(DAY_MS);
        ground.fediverse.set("town.example", behaviour);
        ground.fediverse.forget();
        cull(&ground, &everybody()).await;
        ground.fediverse.seen("town.example").requests
    };
    requests(Behaviour::Trouble(500)).await;
    for _ in 0..2 {
        assert!(requests(Behaviour::Healthy).await > 12, "it is not trusted yet");
    }
    assert_eq!(requests(Behaviour::Healthy).await, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_and_a_run_see_the_same_mass() {
    let ground = super::guards::town(1, 40).await;
    for n in 1..30 {
        ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
    }
    let preview = report(ground.run(job(&everybody()), Mode::Preview).await);
    assert_eq!((preview.removed, preview.held, preview.second_look), (0, 1, 29));
    assert_eq!(preview, report(ground.run(job(&everybody()), Mode::Apply).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_run_asks_before_it_removes_a_tenth_of_the_site() {
    let plan = (0..125).fold(Plan::new(), |plan, n| plan.account(&format!("a@s{n}.example"), AccountState::Gone));
    let ground = Ground::with(plan).await;
    for n in 0..125 {
        ground.account(&format!("a@s{n}.example")).await;
    }
    let (_, report) = cull(&ground, &at_once()).await;
    assert_eq!((report.removed, report.held), (100, 25));
    assert_eq!(report.held_because[0].reason, HeldReason::SizeBrake);
}

#[tokio::test]
async fn suspended_neighbours_do_not_keep_a_big_server_from_being_culled() {
    let mut plan = Plan::new();
    for n in 0..8 {
        plan = plan.account(&format!("a{n}@big.example"), AccountState::Suspended);
    }
    let plan = plan.account("living@big.example", AccountState::Living).account("gone@big.example", AccountState::Gone);
    let ground = Ground::with(plan).await;
    for n in 0..8 {
        ground.account(&format!("a{n}@big.example")).await;
    }
    for acct in ["living@big.example", "gone@big.example"] {
        ground.account(acct).await;
    }
    let (_, report) = cull(&ground, &at_once()).await;
    assert_eq!((report.confirmed, report.removed, report.unanswered), (1, 1, 8));
    assert!(report.skipped_domains.is_empty(), "{:?}", report.skipped_domains);
}

#[tokio::test]
async fn what_a_cache_answers_for_is_no_first_look() {
    let plan = Plan::new().account("a@x.example", AccountState::Living).account("b@x.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    for acct in ["a@x.example", "b@x.example"] {
        ground.account(acct).await;
    }
    cull(&ground, &everybody()).await;
    for (behaviour, account, first_looks) in
        [(Behaviour::CachedNodeInfo, AccountState::Living, 0), (Behaviour::Healthy, AccountState::NotFound, 1)]
    {
        ground.clock.advance_ms(4 * DAY_MS);
        ground.fediverse.set("x.example", behaviour.clone());
        ground.fediverse.set_account("a@x.example", account);
        let (_, report) = cull(&ground, &everybody()).await;
        assert_eq!((report.second_look, report.removed), (first_looks, 0), "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_server_whose_backend_is_gone_behind_a_cache_loses_nobody() {
    let plan = Plan::new().account("a@x.example", AccountState::Living).account("b@x.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    for acct in ["a@x.example", "b@x.example"] {
        ground.account(acct).await;
    }
    cull(&ground, &everybody()).await;
    ground.fediverse.set("x.example", Behaviour::CachedNodeInfo);
    for _ in 0..5 {
        ground.clock.advance_ms(4 * DAY_MS);
        let (_, report) = cull(&ground, &everybody()).await;
        assert_eq!(report.removed, 0);
    }
    assert_eq!(ground.remote_accounts().await.len(), 2);
}

/// A server has many accounts, and while they are asked, only a cache is left of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_says_long_after_it_was_well_is_no_news() {
    let accts: Vec<String> = (0..30).map(|n| format!("a{n}@x.example")).collect();
    let plan = accts.iter().fold(Plan::new().latency_ms(5), |plan, acct| plan.account(acct, AccountState::Living));
    let ground = Ground::with(plan).await;
    for acct in &accts {
        ground.account(acct).await;
    }
    let vanishes = async {
        while ground.fediverse.seen("x.example").requests < 10 {
            tokio::task::yield_now().await;
        }
        ground.fediverse.set("x.example", Behaviour::CachedNodeInfo);
        ground.clock.advance_ms(HOUR_MS);
    };
    let options = Options { per_origin: 1, ..everybody() };
    let ((_, report), ()) = tokio::join!(cull(&ground, &options), vanishes);
    assert!(report.confirmed > 0 && report.confirmed < 30, "{report:?}");
    assert_eq!((report.second_look, report.removed), (0, 0), "{report:?}");
}

#[tokio::test]
async fn a_culls_look_knows_of_signs_of_life() {
    let plan = Plan::new().server("quiet.example", Behaviour::Refused).account("a@quiet.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    ground.account("a@quiet.example").await;
    cull(&ground, &everybody()).await;
    ground.days_pass(95).await;
    let engine = ground.engine().await;
    let long = open(&engine).await.remove(0);
    assert!(long.advice(engine.now()).is_purge(), "{:?}", long.state);

    ground.hears_from("a@quiet.example").await;
    ground.clock.advance_ms(HOUR_MS);
    cull(&ground, &everybody()).await;
    assert!(open(&engine).await.is_empty());
    let watched = watched(&engine).await.remove(0);
    assert!(Some(watched.silent_since) >= watched.impact.last_sign_of_life, "{watched:?}");
    let change = watched.change.expect("is told");
    assert_eq!(change.from, long.state);
    assert_eq!(ground.state.acts(model::Act::ChangeState).await.last().map(String::as_str), Some("quiet.example"));
}

#[tokio::test]
async fn a_purge_that_rests_on_a_silence_that_is_over_is_refused() {
    let plan = Plan::new().server("quiet.example", Behaviour::Refused).account("a@quiet.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    ground.account("a@quiet.example").await;
    cull(&ground, &everybody()).await;
    ground.days_pass(95).await;
    let engine = ground.engine().await;
    let quiet = [open(&engine).await.remove(0).domain];
    ground.hears_from("a@quiet.example").await;
    let heard_at = ground.clock.now();
    ground.clock.advance_ms(HOUR_MS);
    let refused = engine.decide(&caretaker(), &quiet, model::Decision::Purge).await;
    let Err(engine::ActError::Heard { domain, at }) = refused else { panic!("{refused:?}") };
    assert_eq!((&domain, at.0 / 1_000), (&quiet[0], heard_at.0 / 1_000));
    assert!(open(&engine).await.is_empty(), "it is judged anew at once");
    let again = engine.decide(&caretaker(), &quiet, model::Decision::Purge).await;
    assert!(again.is_err(), "nobody is asked about it any more");
}
