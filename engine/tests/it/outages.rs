//! A database that is away for a while ends no run: it waits, and goes on at its checkpoint.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use engine::{Engine, Timing};
use model::time::HOUR_MS;
use model::{Job, Mode, Outage, Report, Run, RunFailure, RunId, RunState, Stage};
use simulator::{AccountState, Plan};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until, worked_to_its_end};
use crate::support::state::{State, on_both_engines};
use crate::support::wire::Wire;

/// A site behind a wire that knows a few accounts that are gone.
async fn behind_a_wire(state: State) -> (Ground, Wire) {
    let accts: Vec<String> = (0..12).map(|n| format!("a@s{n}.example")).collect();
    let plan = accts.iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Gone));
    let mut ground = Ground::on(state, plan).await;
    for acct in &accts {
        ground.account(acct).await;
    }
    let wire = ground.wire().await;
    (ground, wire)
}

/// A run that a worker has begun, and the worker.
async fn begun(engine: &Engine) -> (RunId, CancellationToken) {
    let id = engine.start(&caretaker(), Job::CullAccounts(Default::default()), Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    (id, working)
}

/// The run comes to its end, and each account is gone and counted once.
async fn removed_all(ground: &Ground, engine: &Engine, (id, working): (&RunId, CancellationToken)) {
    let run = ended(engine, id).await;
    working.cancel();
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    let Some(Report::CullAccounts(report)) = run.report else { panic!("a cull reports a cull") };
    assert_eq!((report.removed, ground.remote_accounts().await.len()), (12, 0));
}

fn waits(run: &Run) -> bool {
    matches!(run.progress.stage, Stage::Waiting { outage: Outage::Database, .. })
}

fn waits_for_files(run: &Run) -> bool {
    matches!(run.progress.stage, Stage::Waiting { outage: Outage::Storage, .. })
}

/// Where the disk of the files is kept while it is not mounted.
fn elsewhere(ground: &Ground) -> PathBuf {
    ground.files().with_extension("elsewhere")
}

/// What is left of the folder of the files when its disk is gone: an empty folder.
fn unmount(ground: &Ground) {
    fs::rename(ground.files(), elsewhere(ground)).expect("is moved");
    fs::create_dir(ground.files()).expect("is made");
}

fn mount(ground: &Ground) {
    fs::remove_dir(ground.files()).expect("nobody wrote there");
    fs::rename(elsewhere(ground), ground.files()).expect("is moved back");
}

on_both_engines! {
    async fn a_run_waits_for_mastodons_database_and_goes_on_at_its_checkpoint(state) {
        let (ground, mut wire) = behind_a_wire(state).await;
        let engine = ground.engine().await;
        wire.cut().await;
        let (id, working) = begun(&engine).await;
        let waiting = until(&engine, &id, |run| waits(run) || run.state.is_final()).await;
        assert!(waits(&waiting), "{:?}", waiting.state);
        wire.mend().await;
        removed_all(&ground, &engine, (&id, working)).await;
    }

    async fn a_run_that_is_cut_off_while_it_works_counts_nothing_twice(state) {
        let (ground, mut wire) = behind_a_wire(state).await;
        let engine = ground.engine().await;
        let (id, working) = begun(&engine).await;
        until(&engine, &id, |run| run.progress.removed > 0 || run.state.is_final()).await;
        wire.cut().await;
        until(&engine, &id, |run| waits(run) || run.state.is_final()).await;
        wire.mend().await;
        removed_all(&ground, &engine, (&id, working)).await;
    }

    async fn a_run_waits_for_the_disk_of_the_files_and_misses_none(state) {
        let (ground, _wire) = behind_a_wire(state).await;
        let engine = ground.engine().await;
        engine.mastodon().await.expect("is connected");
        let before = ground.moment().await.rows;
        unmount(&ground);
        let (id, working) = begun(&engine).await;
        let waiting = until(&engine, &id, |run| waits_for_files(run) || run.state.is_final()).await;
        assert!(waits_for_files(&waiting), "{:?}", waiting.state);
        assert_eq!(ground.moment().await.rows, before, "nobody has let go of a picture");
        mount(&ground);
        removed_all(&ground, &engine, (&id, working)).await;
        assert!(ground.moment().await.files.is_empty(), "no file is left behind");
    }

    async fn a_run_that_begins_without_the_disk_of_the_files_waits_for_it(state) {
        let (ground, _wire) = behind_a_wire(state).await;
        unmount(&ground);
        let engine = ground.engine().await;
        let (id, working) = begun(&engine).await;
        let waiting = until(&engine, &id, |run| waits_for_files(run) || run.state.is_final()).await;
        assert!(waits_for_files(&waiting), "{:?}", waiting.state);
        mount(&ground);
        removed_all(&ground, &engine, (&id, working)).await;
        assert!(ground.moment().await.files.is_empty(), "no file is left behind");
    }

    async fn who_waits_can_be_stopped(state) {
        let (ground, mut wire) = behind_a_wire(state).await;
        let engine = ground.engine().await;
        wire.cut().await;
        let (id, working) = begun(&engine).await;
        until(&engine, &id, waits).await;
        engine.stop(&caretaker(), &id).await.expect("may");
        let run = ended(&engine, &id).await;
        working.cancel();
        assert!(matches!(run.state, RunState::Stopped { .. }), "{:?}", run.state);
        assert_eq!(ground.remote_accounts().await.len(), 12);
    }

    async fn who_was_cut_off_at_work_is_handed_back_and_goes_on_elsewhere(state) {
        let (ground, mut wire) = behind_a_wire(state).await;
        let engine = ground.engine().await;
        let (id, working) = begun(&engine).await;
        until(&engine, &id, |run| run.progress.removed > 0 || run.state.is_final()).await;
        wire.cut().await;
        until(&engine, &id, |run| waits(run) || run.state.is_final()).await;
        working.cancel();
        until(&engine, &id, |run| matches!(run.state, RunState::Queued { .. }) || run.state.is_final()).await;
        wire.mend().await;
        let run = worked_to_its_end(&engine, &id).await;
        assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
        assert_eq!(ground.remote_accounts().await.len(), 0);
    }

    async fn nobody_waits_longer_than_six_hours(state) {
        let (ground, mut wire) = behind_a_wire(state).await;
        // Its heart does not beat in hours that pass at once.
        let engine = ground.engine_with(Timing { lease: Duration::from_hours(24), ..Timing::default() }).await;
        wire.cut().await;
        let (id, working) = begun(&engine).await;
        until(&engine, &id, waits).await;
        ground.clock.advance_ms(6 * HOUR_MS);
        let run = ended(&engine, &id).await;
        working.cancel();
        let failure = RunFailure::Database;
        assert!(matches!(&run.state, RunState::Failed { failure: why, .. } if *why == failure), "{:?}", run.state);
    }
}
