//! Looks and purges: who is there after all is purged by nobody.

use std::time::Duration;

use engine::store::runs::read::RunFilter;
use engine::{Engine, Timing};
use model::case::State;
use model::jobs::cull_accounts::Options;
use model::time::{DAY_MS, MINUTE_MS};
use model::{Act, Decision, Job, Mode, RunState};
use simulator::Behaviour;
use tokio_util::sync::CancellationToken;

use super::{name, open, two_silent, watched};
use crate::support::ground::{Ground, caretaker, ended, worked_to_its_end};

/// A server whose purge was ordered and that was silent once more since.
async fn looked_at_since_the_order() -> (Ground, Engine) {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    ground.clock.advance_ms(DAY_MS - 1);
    while engine.look_again().await.expect("looks") > 0 {}
    (ground, engine)
}

#[tokio::test]
async fn signs_of_life_cancel_the_purge_of_that_server_alone() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    let both = [name("one.example"), name("two.example")];
    engine.decide(&caretaker(), &both, Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await[0].purge.clone().expect("waits").run;

    ground.fediverse.set("one.example", Behaviour::Healthy);
    ground.clock.advance_ms(DAY_MS - 1);
    while engine.look_again().await.expect("looks") > 0 {}

    let spared = watched(&engine).await;
    assert_eq!((spared.len(), &spared[0].domain), (1, &both[0]));
    assert_eq!(spared[0].purge_cancelled_at, Some(ground.clock.now()));
    let waits = engine.run(&run).await.expect("reads").expect("is there");
    let Job::PurgeDomain(options) = waits.job else { panic!("another job") };
    assert_eq!(options.domains, both[1..]);
    assert_eq!(ground.state.acts(Act::CancelPurge).await, ["one.example"]);

    ground.fediverse.set("two.example", Behaviour::Healthy);
    ground.clock.advance_ms(2 * DAY_MS);
    while engine.look_again().await.expect("looks") > 0 {}
    let over = engine.run(&run).await.expect("reads").expect("is there");
    assert!(matches!(over.state, RunState::Stopped { .. }), "{:?}", over.state);
    assert_eq!(ground.remote_accounts().await.len(), 2, "nobody was removed");
}

#[tokio::test]
async fn what_was_sent_since_the_order_cancels_a_purge_too() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    ground.clock.advance_ms(DAY_MS - 1);
    let sql = "UPDATE accounts SET last_webfingered_at = to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC' WHERE domain = 'one.example'";
    sqlx::query(sql).bind(ground.clock.now().0).execute(ground.world.pool()).await.expect("is written");
    while engine.look_again().await.expect("looks") > 0 {}
    assert!(watched(&engine).await[0].purge_cancelled_at.is_some());
}

#[tokio::test]
async fn who_refuses_us_is_there_and_not_purged() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    ground.fediverse.set("one.example", Behaviour::Forbidden);
    ground.clock.advance_ms(DAY_MS - 1);
    while engine.look_again().await.expect("looks") > 0 {}
    assert_eq!(watched(&engine).await[0].state, State::NotTalking);
}

#[tokio::test]
async fn a_cull_that_finds_a_server_well_cancels_its_purge() {
    let (ground, engine) = looked_at_since_the_order().await;
    ground.fediverse.set("one.example", Behaviour::Healthy);
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    assert!(watched(&engine).await[0].purge_cancelled_at.is_some());
}

#[tokio::test]
async fn a_cull_that_a_server_refuses_cancels_its_purge() {
    let (ground, engine) = looked_at_since_the_order().await;
    ground.fediverse.set("one.example", Behaviour::Forbidden);
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    let refusing: Vec<_> = watched(&engine).await.into_iter().filter(|case| case.state == State::NotTalking).collect();
    assert_eq!(refusing.iter().map(|case| case.domain.as_str()).collect::<Vec<_>>(), ["one.example"]);
    assert!(refusing[0].purge_cancelled_at.is_some());
}

#[tokio::test]
async fn an_early_look_does_not_take_the_place_of_the_last_one() {
    let ground = two_silent().await;
    ground.days_pass(30).await;
    let engine = ground.engine_with(Timing { waiting_room: Duration::from_hours(72), ..Timing::default() }).await;
    let next = open(&engine).await[0].next_look_at.expect("is planned");
    ground.clock.advance_ms(next.0 - ground.clock.now().0 - DAY_MS);
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    let due_at = open(&engine).await.into_iter().find_map(|case| case.purge).expect("waits").due_at;
    ground.clock.advance_ms(DAY_MS);
    while engine.look_again().await.expect("looks") > 0 {}
    ground.clock.advance_ms(due_at.0 - ground.clock.now().0);
    let looked_at = async || crate::support::cases::open(&engine).await.into_iter().find(|case| case.purge.is_some());
    assert!(looked_at().await.expect("waits").last_asked_at < due_at);
    while engine.look_again().await.expect("looks") > 0 {}
    assert_eq!(looked_at().await.expect("waits").last_asked_at, due_at, "the timetable alone would look a week later");
}

/// A panel that was off when the purge came due: it looks before it purges.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_purge_begins_before_the_last_look() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await.into_iter().find_map(|case| case.purge).expect("waits").run;
    ground.fediverse.set("one.example", Behaviour::Healthy);
    ground.clock.advance_ms(9 * DAY_MS);
    let over = worked_to_its_end(&engine, &run).await;
    assert!(matches!(over.state, RunState::Stopped { .. }), "{:?}", over.state);
    assert_eq!(ground.remote_accounts().await.len(), 2, "nobody was removed");
}

/// A site without a waiting time: also there nobody is purged who has come back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_that_does_not_wait_begins_after_the_last_look_too() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine_with(Timing { waiting_room: Duration::ZERO, ..Timing::default() }).await;
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    ground.clock.advance_ms(DAY_MS);
    ground.fediverse.set("one.example", Behaviour::Healthy);
    engine
        .decide(&caretaker(), &[name("one.example"), name("two.example")], Decision::Purge)
        .await
        .expect("is ordered");
    let run = &engine.runs(&RunFilter { job: None, before: None, limit: 1 }).await.expect("reads")[0].id;
    let over = ended(&engine, run).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(matches!(over.state, RunState::Finished { .. }), "{:?}", over.state);
    assert_eq!(ground.remote_accounts().await, ["a@one.example"]);
}

/// The look before the order asked no account: a purge that begins at once needs one that did.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_before_the_order_does_not_take_the_place_of_the_last_one() {
    let ground = two_silent().await;
    ground.fediverse.set("one.example", Behaviour::BrokenNodeInfo(500));
    ground.days_pass(4).await;
    let engine = ground.engine_with(Timing { waiting_room: Duration::ZERO, ..Timing::default() }).await;
    ground.clock.advance_ms(1_000);
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await.into_iter().find_map(|case| case.purge).expect("waits").run;
    let over = worked_to_its_end(&engine, &run).await;
    assert!(matches!(over.state, RunState::Stopped { .. }), "{:?}", over.state);
    assert_eq!(ground.remote_accounts().await.len(), 2, "an account answers, so nobody was removed");
}

/// A cull asks no account that it would not remove: where a purge may be near, a look does.
#[tokio::test]
async fn what_a_cull_meets_is_no_look_where_a_purge_may_be_near() {
    let ground = two_silent().await;
    ground.days_pass(40).await;
    ground.fediverse.set("one.example", Behaviour::BrokenNodeInfo(500));
    let engine = ground.engine().await;
    let before = open(&engine).await.into_iter().find(|case| case.domain == name("one.example")).expect("is open");
    let job = Job::CullAccounts(Options { confirmed_within_days: 0, ..Options::default() });
    ground.clock.advance_ms(MINUTE_MS);
    ground.run(job, Mode::Apply).await;
    let after = open(&engine).await.into_iter().find(|case| case.domain == name("one.example")).expect("is open");
    assert_eq!((after.evidence.len(), after.reason), (before.evidence.len(), before.reason));
    assert_eq!(after.next_look_at, Some(ground.clock.now()));
    engine.look_again().await.expect("looks");
    assert!(watched(&engine).await.iter().any(|case| case.domain == name("one.example")), "an account answers");
}

/// Whoever orders a purge that waits already is refused by what arrived since, and that spares it.
#[tokio::test]
async fn a_second_order_does_not_hide_what_arrived_since_the_first() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    let one = [name("one.example")];
    engine.decide(&caretaker(), &one, Decision::Purge).await.expect("is ordered");
    ground.heard_from_at("a@one.example", ground.clock.now().days_before(1)).await;
    ground.clock.advance_ms(MINUTE_MS);
    engine.decide(&caretaker(), &one, Decision::Purge).await.expect_err("something arrived");
    assert_eq!(ground.state.acts(Act::CancelPurge).await, ["one.example"]);
}
