//! The beginning of each server's removal: until then a sign of life takes it out of its purge, also after a stop and in a run of hours.

use engine::Engine;
use engine::store::runs::lease::Ending;
use engine::store::runs::{self, NewRun, lease};
use engine::store::waiting_room;
use model::case::{SparedBecause, SparedServer};
use model::jobs::purge_domain::{Options, PurgeReport};
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use model::{Act, Decision, Domain, Job, Mode, Report, RunFailure, RunId, RunState, Trigger};
use simulator::{AccountState, Behaviour, Plan};

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker, worked_to_its_end};
use crate::support::state::{State, on_both_engines};

const SERVERS: [&str; 4] = ["a.example", "b.example", "c.example", "d.example"];

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

/// Four servers that are silent for long, with two accounts each.
async fn four_silent(state: State) -> (Ground, Engine) {
    let accts = SERVERS.iter().flat_map(|server| [format!("x@{server}"), format!("y@{server}")]).collect::<Vec<_>>();
    let mut plan = Plan::new();
    for server in SERVERS {
        plan = plan.server(server, Behaviour::Refused);
    }
    let plan = accts.iter().fold(plan, |plan, acct| plan.account(acct, AccountState::Living));
    let ground = Ground::on(state, plan).await;
    for acct in &accts {
        ground.account(acct).await;
    }
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(95).await;
    let engine = ground.engine().await;
    (ground, engine)
}

/// A purge of all four whose time has come after a last look.
async fn purge_of_four(state: State) -> (Ground, Engine, RunId) {
    let (ground, engine) = four_silent(state).await;
    engine.decide(&caretaker(), &SERVERS.map(name), Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await.remove(0).purge.expect("waits").run;
    ground.clock.advance_ms(DAY_MS);
    while engine.look_again().await.expect("looks") > 0 {}
    (ground, engine, run)
}

/// A purge of all four on the command line.
fn by_command_line(engine: &Engine) -> NewRun {
    let now = engine.now();
    NewRun {
        site: engine.site(),
        job: Job::PurgeDomain(Options::of(SERVERS.map(name).to_vec())),
        mode: Mode::Apply,
        trigger: Trigger::CommandLine,
        fired: None,
        created_at: now,
        due_at: now,
    }
}

/// A process begins the purge, removes the first server and dies.
async fn begun_and_left(engine: &Engine, run: &RunId) {
    let now = engine.now();
    lease::claim(engine.db(), "dies", Some(run), now, now.plus_ms(30_000)).await.expect("asks").expect("begins");
    assert!(
        waiting_room::begin_server(engine.db(), engine.site(), run, &name("a.example"), now).await.expect("writes")
    );
    lease::end(engine.db(), run, "dies", &Ending::Released, None, now).await.expect("is handed back");
}

async fn brought_to_its_end(engine: &Engine, run: &RunId) -> PurgeReport {
    match worked_to_its_end(engine, run).await.report {
        Some(Report::PurgeDomain(report)) => report,
        other => panic!("{other:?}"),
    }
}

fn spared(server: &str, because: SparedBecause) -> SparedServer {
    SparedServer { domain: name(server), because }
}

on_both_engines! {
    async fn who_is_back_while_a_purge_lay_leaves_it_and_the_others_are_purged(state) {
        let (ground, engine, run) = purge_of_four(state).await;
        begun_and_left(&engine, &run).await;
        ground.fediverse.set("b.example", Behaviour::Healthy);
        ground.fediverse.set("d.example", Behaviour::Forbidden);
        ground.clock.advance_ms(5 * DAY_MS);
        ground.hears_from("x@c.example").await;
        let heard_at = ground.clock.now();
        ground.clock.advance_ms(HOUR_MS);
        let report = brought_to_its_end(&engine, &run).await;
        let sent = SparedBecause::Sent { at: model::Millis(heard_at.0) };
        let left = [spared("b.example", SparedBecause::Answers), spared("c.example", sent), spared("d.example", SparedBecause::Refuses)];
        assert_eq!((report.accounts, &report.spared[..]), (2, &left[..]));
        assert_eq!(ground.remote_accounts().await.len(), 6);
        assert_eq!(watched(&engine).await.iter().filter(|case| case.purge_cancelled_at.is_some()).count(), 3);
        assert_eq!(ground.state.acts(Act::CancelPurge).await.len(), 3);
    }

    async fn a_server_whose_removal_a_stop_has_interrupted_is_judged_again(state) {
        let (ground, engine, run) = purge_of_four(state).await;
        begun_and_left(&engine, &run).await;
        ground.fediverse.set("a.example", Behaviour::Healthy);
        ground.clock.advance_ms(5 * DAY_MS);
        let report = brought_to_its_end(&engine, &run).await;
        assert_eq!((report.accounts, report.spared), (6, vec![spared("a.example", SparedBecause::Answers)]));
        assert_eq!(ground.remote_accounts().await, ["x@a.example", "y@a.example"]);
    }

    async fn our_own_looks_take_servers_out_of_a_purge_at_work(state) {
        let (ground, engine, run) = purge_of_four(state).await;
        begun_and_left(&engine, &run).await;
        let now = engine.now();
        lease::claim(engine.db(), "works", Some(&run), now, now.plus_ms(HOUR_MS)).await.expect("asks").expect("is free");
        ground.fediverse.set("c.example", Behaviour::Healthy);
        ground.clock.advance_ms(DAY_MS);
        while engine.look_again().await.expect("looks") > 0 {}
        lease::end(engine.db(), &run, "works", &Ending::Released, None, engine.now()).await.expect("is handed back");
        let report = brought_to_its_end(&engine, &run).await;
        assert_eq!((report.accounts, report.spared), (6, vec![spared("c.example", SparedBecause::Answers)]));
    }

    async fn what_came_after_the_order_spares_a_server_though_it_was_written_before(state) {
        let (ground, engine, run) = purge_of_four(state).await;
        let written_at = ground.clock.now().days_before(3);
        ground.clock.advance_ms(5 * DAY_MS);
        ground.heard_from_at("x@c.example", written_at).await;
        let report = brought_to_its_end(&engine, &run).await;
        let sent = SparedBecause::Sent { at: written_at };
        assert_eq!((report.accounts, report.spared), (6, vec![spared("c.example", sent)]));
    }

    async fn who_is_kept_for_ever_meanwhile_leaves_also_a_purge_of_the_command_line(state) {
        let (ground, engine) = four_silent(state).await;
        let run = runs::insert(engine.db(), &by_command_line(&engine), None).await.expect("is queued");
        engine.keep(&caretaker(), &[name("b.example")]).await.expect("is kept");
        let report = brought_to_its_end(&engine, &run).await;
        assert_eq!((report.accounts, report.spared), (6, vec![spared("b.example", SparedBecause::Kept)]));
        assert_eq!(ground.remote_accounts().await, ["x@b.example", "y@b.example"]);
    }

    async fn a_purge_of_the_command_line_that_lay_for_an_hour_is_over(state) {
        let (ground, engine) = four_silent(state).await;
        for (left_ms, remain) in [(HOUR_MS + MINUTE_MS, 8), (HOUR_MS - MINUTE_MS, 0)] {
            let now = engine.now();
            let new = by_command_line(&engine);
            let run = runs::insert(engine.db(), &new, None).await.expect("is queued");
            lease::claim(engine.db(), "dies", Some(&run), now, now).await.expect("asks").expect("begins");
            ground.clock.advance_ms(left_ms);
            let ended = worked_to_its_end(&engine, &run).await;
            let is_over = matches!(ended.state, RunState::Failed { failure: RunFailure::Interrupted, .. });
            assert_eq!((is_over, ground.remote_accounts().await.len()), (remain > 0, remain), "{left_ms} ms");
        }
    }

    async fn a_purge_of_who_stays_silent_looks_again_and_goes_on(state) {
        let (ground, engine, run) = purge_of_four(state).await;
        begun_and_left(&engine, &run).await;
        ground.clock.advance_ms(5 * DAY_MS);
        let report = brought_to_its_end(&engine, &run).await;
        assert_eq!((report.accounts, report.spared), (8, Vec::new()));
        assert!(ground.remote_accounts().await.is_empty());
    }
}
