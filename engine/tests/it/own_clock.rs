//! A clock of ours that is wrong: by it nobody is judged, until it is set right.

use engine::{Clock, Engine};
use model::time::{DAY_MS, MINUTE_MS};
use model::{Decision, Domain, Job, Mode, Run, RunId, RunState, Stage};
use simulator::{AccountState, Behaviour, Plan, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::state::{State, on_both_engines};

/// Servers that are well, and two that are not; the clock of the machine is a week ahead.
async fn a_week_ahead(state: State) -> Ground {
    let well: Vec<String> = (0..8).map(|n| format!("well{n}.example")).collect();
    let plan = Plan::new()
        .server("quiet.example", Behaviour::Refused)
        .account("a@quiet.example", AccountState::Living)
        .server("closed.example", Behaviour::CatchAllGone)
        .account("a@closed.example", AccountState::Living)
        .account("gone@well0.example", AccountState::Gone);
    let plan = well.iter().fold(plan, |plan, server| plan.account(&format!("a@{server}"), AccountState::Living));
    let mut ground = Ground::on(state, plan).await;
    for acct in ["a@quiet.example", "a@closed.example", "gone@well0.example"] {
        ground.account(acct).await;
    }
    for server in &well {
        let account = ground.account(&format!("a@{server}")).await;
        ground.world.status(&account).at(days_ago(1)).await;
    }
    ground.machine = Clock::manual(Clock::System.now().plus_ms(7 * DAY_MS));
    ground
}

async fn looked_at(engine: &Engine) -> usize {
    let named: Vec<Domain> = ["quiet.example", "closed.example"].map(|name| name.parse().expect("a name")).into();
    engine.suspect(&caretaker(), &named).await.expect("is noted");
    engine.look_at_suspects().await.expect("looks")
}

/// Lets the engine work until this run is so, and then until it is over with the clock set right.
async fn paused_until_the_clock_is_right(ground: &Ground, engine: &Engine, run: &RunId) -> Run {
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    until(engine, run, |run| run.progress.stage == Stage::Paused).await;
    ground.machine.advance_ms(-7 * DAY_MS);
    let over = ended(engine, run).await;
    working.cancel();
    worker.await.expect("ends");
    over
}

on_both_engines! {
    async fn while_our_clock_is_wrong_no_look_is_written_down(state) {
        let ground = a_week_ahead(state).await;
        let engine = ground.engine().await;
        assert_eq!(looked_at(&engine).await, 0);
        assert!(watched(&engine).await.is_empty());
        ground.machine.advance_ms(-7 * DAY_MS);
        ground.clock.advance_ms(DAY_MS);
        assert_eq!(looked_at(&engine).await, 2);
        assert_eq!(watched(&engine).await.len(), 2);
    }

    async fn a_few_minutes_are_no_wrong_clock(state) {
        let ground = a_week_ahead(state).await;
        ground.machine.advance_ms(-7 * DAY_MS + 20 * MINUTE_MS);
        assert_eq!(looked_at(&ground.engine().await).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cull_waits_until_our_clock_is_right() {
    let ground = a_week_ahead(State::sqlite().await).await;
    let engine = ground.engine().await;
    let run = engine.start(&caretaker(), Job::CullAccounts(Default::default()), Mode::Apply).await.expect("starts");
    let before = ground.remote_accounts().await.len();
    let over = paused_until_the_clock_is_right(&ground, &engine, &run).await;
    assert!(matches!(over.state, RunState::Finished { .. }), "{:?}", over.state);
    assert_eq!(ground.remote_accounts().await.len(), before - 1, "who is gone went when it was right");
}

#[tokio::test]
async fn a_purge_whose_time_comes_by_a_wrong_clock_waits() {
    let ground = a_week_ahead(State::sqlite().await).await;
    ground.machine.advance_ms(-7 * DAY_MS);
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(5).await;
    let engine = ground.engine().await;
    let quiet: Domain = "quiet.example".parse().expect("a name");
    engine.decide(&caretaker(), std::slice::from_ref(&quiet), Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await.into_iter().find_map(|case| case.purge).expect("waits").run;

    ground.machine.advance_ms(7 * DAY_MS);
    ground.clock.advance_ms(7 * DAY_MS);
    engine.tick(&CancellationToken::new()).await.expect("works");
    let waiting = engine.run(&run).await.expect("reads").expect("is there");
    assert!(matches!(waiting.state, RunState::Queued { .. }), "{:?}", waiting.state);

    ground.machine.advance_ms(-7 * DAY_MS);
    ground.clock.advance_ms(-6 * DAY_MS);
    ground.fediverse.set("quiet.example", Behaviour::Healthy);
    engine.tick(&CancellationToken::new()).await.expect("works");
    assert!(ground.remote_accounts().await.iter().any(|acct| acct.ends_with("@quiet.example")), "it is back");
}
