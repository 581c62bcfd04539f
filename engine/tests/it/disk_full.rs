//! The disk that holds our own state runs full in the middle of a run.

use engine::store::Db;
use engine::{Engine, RunError};
use model::jobs::cull_accounts::Options;
use model::{Job, Mode, Report, RunFailure, RunState};
use simulator::{AccountState, Plan};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::support::ground::Ground;

const VANISHED: usize = 80;

async fn forsaken_village() -> Ground {
    let names: Vec<String> = (0..VANISHED).map(|n| format!("a{n}@s{}.example", n % 8)).collect();
    let plan = names.iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Gone));
    let ground = Ground::with(plan).await;
    for acct in &names {
        ground.account(acct).await;
    }
    ground
}

/// SQLite refuses to grow beyond so many pages, with the error of a full disk.
async fn room_for(engine: &Engine, more_pages: i64) {
    let Db::Lite { write, .. } = engine.db() else { panic!("the state is SQLite") };
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(write).await.expect("reads");
    let most = format!("PRAGMA max_page_count = {}", pages + more_pages);
    sqlx::query(AssertSqlSafe(most)).execute(write).await.expect("is set");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_on_a_full_disk_says_so_and_the_next_one_finishes_what_it_began() {
    let ground = forsaken_village().await;
    let engine = ground.engine().await;
    let job = Job::CullAccounts(Options { second_look_404_hours: 0, ..Options::default() });
    room_for(&engine, 2).await;
    let run = engine.run_in_foreground(job.clone(), Mode::Apply, CancellationToken::new(), |_| {}).await;
    match run {
        Ok(run) => assert!(
            matches!(run.state, RunState::Failed { failure: RunFailure::DiskFull, .. }),
            "the run says that the disk is full: {:?}",
            run.state
        ),
        // Where even that could not be written down, the caller is told, and the run waits for its lease to run out.
        Err(RunError::Engine(error)) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            assert!(cause.contains("the disk that holds our own state is full"), "{error}: {cause}");
        }
        Err(other) => panic!("{other}"),
    }
    assert!(!ground.remote_accounts().await.is_empty(), "it did not come to its end");

    room_for(&engine, 1_000).await;
    let run = engine.run_in_foreground(job, Mode::Apply, CancellationToken::new(), |_| {}).await.expect("runs");
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    let Some(Report::CullAccounts(report)) = run.report else { panic!("a cull reports on a cull") };
    assert!(report.failures.is_empty());
    assert_eq!(ground.remote_accounts().await, Vec::<String>::new());
    assert_eq!(ground.moment().await.files.files().count(), 0, "no file has lost its owner");
}
