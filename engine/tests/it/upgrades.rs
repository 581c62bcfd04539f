//! Mastodon is upgraded under a running panel: its tables are read anew.

use model::{Job, Mode, RunFailure, RunState};
use simulator::{AccountState, Plan};
use tokio_util::sync::CancellationToken;

use crate::support::ground::Ground;

async fn one_gone() -> Ground {
    let ground = Ground::with(Plan::new().account("gone@x.example", AccountState::Gone)).await;
    ground.account("gone@x.example").await;
    ground
}

async fn alter(ground: &Ground, sql: &'static str) {
    sqlx::raw_sql(sql).execute(ground.world.pool()).await.expect("is altered");
}

fn cull() -> Job {
    Job::CullAccounts(Default::default())
}

#[tokio::test]
async fn a_table_that_an_upgrade_brought_is_met_at_the_next_run_and_told() {
    let ground = one_gone().await;
    let engine = ground.engine().await;
    engine.mastodon().await.expect("is connected before the upgrade");
    alter(
        &ground,
        "CREATE TABLE novelties (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts (id))",
    )
    .await;
    let run = engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await.expect("ends");
    let RunState::Failed { failure: RunFailure::Unsupported { sentence }, .. } = run.state else { panic!("{run:?}") };
    assert!(sentence.contains("novelties"), "{sentence}");
    assert_eq!(ground.remote_accounts().await, ["gone@x.example"]);

    alter(&ground, "DROP TABLE novelties").await;
    let run = engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await.expect("ends");
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    assert!(ground.remote_accounts().await.is_empty());
}

#[tokio::test]
async fn a_column_that_an_upgrade_took_away_is_noticed_by_every_run() {
    let ground = one_gone().await;
    let engine = ground.engine().await;
    engine.mastodon().await.expect("is connected before the upgrade");
    alter(&ground, "ALTER TABLE accounts RENAME COLUMN uri TO address").await;
    let run = engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await.expect("ends");
    let RunState::Failed { failure: RunFailure::Unsupported { sentence }, .. } = run.state else { panic!("{run:?}") };
    assert!(sentence.contains("uri"), "{sentence}");
    alter(&ground, "ALTER TABLE accounts RENAME COLUMN address TO uri").await;
    let run = engine.run_in_foreground(cull(), Mode::Apply, CancellationToken::new(), |_| {}).await.expect("ends");
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
}
