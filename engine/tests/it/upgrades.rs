//! Mastodon is upgraded under a running panel: its tables are read anew.

use engine::{Engine, Refused, RunError};
use model::{Job, Mode, Run, RunFailure, RunState};
use simulator::{AccountState, Plan};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended};

const NOVELTY: &str =
    "CREATE TABLE novelties (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts (id))";

/// A site with one account that is gone, and an engine that connected before the upgrade.
async fn one_gone() -> (Ground, Engine) {
    let ground = Ground::with(Plan::new().account("gone@x.example", AccountState::Gone)).await;
    ground.account("gone@x.example").await;
    let engine = ground.engine().await;
    engine.mastodon().await.expect("is connected");
    (ground, engine)
}

async fn alter(ground: &Ground, sql: &'static str) {
    sqlx::raw_sql(sql).execute(ground.world.pool()).await.expect("is altered");
}

fn cull() -> Job {
    Job::CullAccounts(Default::default())
}

/// A run that was started in the panel, and how it ended.
async fn run(engine: &Engine) -> Run {
    let id = engine.start(&caretaker(), cull(), Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    run
}

/// With which sentence a run ended that this Mastodon does not allow.
fn refusal(run: &Run) -> &str {
    match &run.state {
        RunState::Failed { failure: RunFailure::Unsupported { sentence }, .. } => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_an_upgrade_brought_is_met_at_the_next_run_and_told() {
    let (ground, engine) = one_gone().await;
    alter(&ground, NOVELTY).await;
    assert!(refusal(&run(&engine).await).contains("novelties"));
    assert_eq!(ground.remote_accounts().await, ["gone@x.example"]);
    alter(&ground, "DROP TABLE novelties").await;
    assert!(matches!(run(&engine).await.state, RunState::Finished { .. }));
    assert!(ground.remote_accounts().await.is_empty());
}

#[tokio::test]
async fn the_command_line_sees_what_is_there_now() {
    let (ground, engine) = one_gone().await;
    let begun = async || engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await;
    alter(&ground, NOVELTY).await;
    let Err(RunError::Refused(Refused::Unsupported(sentence))) = begun().await else { panic!("is refused") };
    assert!(sentence.contains("novelties"), "{sentence}");
    alter(&ground, "DROP TABLE novelties").await;
    assert!(matches!(begun().await.expect("runs").state, RunState::Finished { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_that_an_upgrade_took_away_is_noticed_by_every_run() {
    let (ground, engine) = one_gone().await;
    alter(&ground, "ALTER TABLE accounts RENAME COLUMN uri TO address").await;
    assert!(refusal(&run(&engine).await).contains("uri"));
    alter(&ground, "ALTER TABLE accounts RENAME COLUMN address TO uri").await;
    assert!(matches!(run(&engine).await.state, RunState::Finished { .. }));
}
