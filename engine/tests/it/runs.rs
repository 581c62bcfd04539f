//! Runs as a whole: who may start them, stopping, taking over, watching.

use std::time::Duration;

use engine::store::runs::lease;
use engine::{ActError, RunError, Timing};
use futures::StreamExt;
use model::time::DAY_MS;
use model::{Job, JobKind, Mode, Operator, Permission, Role, RunFailure, RunState};
use simulator::{AccountState, Plan};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until, worked_to_its_end};
use crate::support::state::on_both_engines;

fn cull() -> Job {
    JobKind::CullAccounts.with_defaults()
}

/// Accounts enough to be interrupted at.
async fn crowd() -> Ground {
    let mut plan = Plan::new().latency_ms(20);
    let accts: Vec<String> = (0..60).map(|n| format!("a{n}@s{}.example", n % 6)).collect();
    for acct in &accts {
        plan = plan.account(acct, AccountState::Living);
    }
    let ground = Ground::with(plan).await;
    for acct in &accts {
        ground.account(acct).await;
    }
    ground
}

on_both_engines! {
    async fn a_run_that_a_worker_ends_while_its_heart_beats_is_not_told_to_be_lost(state) {
        let ground = Ground::on(state, Plan::new()).await;
        // The heart beats every millisecond; the lease itself is counted by a clock that stands.
        let timing = Timing { lease: Duration::from_millis(3), ..Timing::default() };
        let engine = ground.engine_with(timing).await;
        for nth in 0..100 {
            engine.start(&caretaker(), cull(), Mode::Preview).await.expect("starts");
            let ticked = engine.tick(&CancellationToken::new()).await;
            assert!(ticked.is_ok(), "run {nth}: {ticked:?}");
        }
    }

    async fn a_run_held_by_a_clock_that_was_a_day_ahead_goes_on_when_its_owner_is_silent(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let timing =
            Timing { lease: Duration::from_millis(20), poll: Duration::from_millis(5), ..Timing::default() };
        let engine = ground.engine_with(timing).await;
        let now = ground.clock.now();
        let id = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
        let tomorrow = now.plus_ms(DAY_MS);
        lease::claim(engine.db(), "elsewhere", Some(&id), now, tomorrow).await.expect("asks").expect("is free");
        let run = worked_to_its_end(&engine, &id).await;
        assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    }
}

#[tokio::test]
async fn each_act_needs_its_permission() {
    let ground = Ground::with(Plan::new()).await;
    let engine = ground.engine().await;
    let visitor = Operator { name: "visitor".to_owned(), role: Role::Visitor };
    let refused = engine.start(&visitor, cull(), Mode::Preview).await;
    assert!(matches!(refused, Err(ActError::NotAllowed(Permission::Run))));
    let moderator = Operator { name: "mod".to_owned(), role: Role::Moderator };
    engine.start(&moderator, cull(), Mode::Preview).await.expect("may");
}

#[tokio::test]
async fn a_job_at_work_is_not_started_twice() {
    let ground = Ground::with(Plan::new()).await;
    let engine = ground.engine().await;
    let first = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
    let second = engine.start(&caretaker(), cull(), Mode::Preview).await;
    assert!(matches!(second, Err(ActError::AlreadyRunning(id)) if id == first));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_asked_to_stop_ends_with_what_it_did() {
    let ground = crowd().await;
    let engine = ground.engine().await;
    let job = Job::CullAccounts(model::jobs::cull_accounts::Options { concurrency: 1, ..Default::default() });
    let id = engine.start(&caretaker(), job, Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    until(&engine, &id, |run| run.progress.done > 0).await;
    engine.stop(&caretaker(), &id).await.expect("is asked");
    let run = ended(&engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(matches!(run.state, RunState::Stopped { .. }), "{:?}", run.state);
    assert!(run.progress.done < 60 && run.report.is_some());
}

#[tokio::test]
async fn the_run_of_a_dead_process_goes_on_at_once() {
    let ground = crowd().await;
    let engine = ground.engine().await;
    let now = ground.clock.now();
    let id = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
    let mut child = std::process::Command::new("true").spawn().expect("starts");
    let dead = format!("{}/{}/0/x", place(), child.id());
    child.wait().expect("ends");
    lease::claim(engine.db(), &dead, Some(&id), now, now.plus_ms(3_600_000)).await.expect("asks").expect("is free");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(&engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(matches!(run.state, RunState::Finished { .. }));
    assert_eq!(run.progress.done, 60);
}

/// Boot and process namespace, as a lease names them.
fn place() -> String {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").expect("Linux");
    let namespace = std::fs::read_link("/proc/self/ns/pid").expect("Linux");
    format!("{}/{}", boot.trim(), namespace.display())
}

#[tokio::test]
async fn an_unknown_table_that_holds_accounts_fails_a_removal_with_its_name_but_holds_no_picture() {
    let ground = Ground::with(Plan::new()).await;
    let custom = "CREATE TABLE custom_things (account_id bigint NOT NULL REFERENCES accounts (id))";
    sqlx::query(custom).execute(ground.world.pool()).await.expect("is made");
    let engine = ground.engine().await;
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let id = engine.start(&caretaker(), cull(), Mode::Preview).await.expect("starts");
    let run = ended(&engine, &id).await;
    let RunState::Failed { failure: RunFailure::Unsupported { sentence }, .. } = run.state else { panic!("{run:?}") };
    assert!(sentence.contains("custom_things"), "{sentence}");
    let pictures = engine.start(&caretaker(), JobKind::RemoveProfileMedia.with_defaults(), Mode::Apply).await;
    let run = ended(&engine, &pictures.expect("starts")).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
}

#[tokio::test]
async fn a_run_held_by_a_living_process_elsewhere_refuses_the_command_line() {
    let ground = Ground::with(Plan::new()).await;
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
    let now = ground.clock.now();
    lease::claim(engine.db(), "elsewhere", Some(&id), now, now.plus_ms(30_000)).await.expect("asks").expect("is free");
    let refused = engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await;
    assert!(matches!(refused, Err(RunError::Refused(engine::Refused::AlreadyRunning(run))) if run == id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_watches_sees_every_run_to_its_end() {
    let ground = crowd().await;
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), cull(), Mode::Preview).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let seen: Vec<_> = ground.engine().await.watch(id).collect().await;
    working.cancel();
    worker.await.expect("ends");
    let last = seen.last().expect("something was seen");
    assert!(matches!(last.state, RunState::Finished { .. }));
    assert_eq!(seen.iter().filter(|run| run.state.is_final()).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_fails_the_run_with_what_a_person_can_do() {
    let ground = Ground::with(Plan::new()).await;
    sqlx::query("DROP TABLE accounts CASCADE").execute(ground.world.pool()).await.expect("goes");
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(&engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    let failure = match run.state {
        RunState::Failed { failure, .. } => failure,
        other => panic!("{other:?}"),
    };
    assert!(matches!(&failure, RunFailure::Unsupported { sentence } if sentence.contains("accounts")), "{failure:?}");
}
