use std::collections::BTreeSet;

use engine::store::{Db, StoreError};

use crate::support::state::State;

/// Table and column of our own state on each engine.
async fn columns(db: &Db) -> BTreeSet<(String, String)> {
    const LITE: &str = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'";
    const POSTGRES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%'";
    let rows: Vec<(String, String)> = match db {
        Db::Lite { read, .. } => sqlx::query_as(LITE).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_as(POSTGRES).fetch_all(pool).await,
    }
    .expect("reads");
    rows.into_iter().collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let (lite, postgres) = (State::sqlite().await, State::postgres().await);
    assert_eq!(columns(&lite.db).await, columns(&postgres.db).await);
}

#[tokio::test]
async fn migrating_twice_changes_nothing() {
    let state = State::sqlite().await;
    state.db.migrate().await.expect("again");
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused_without_its_password() {
    let error = Db::open("mysql://me:secret@host/db").await.expect_err("is refused");
    assert!(matches!(&error, StoreError::Address(address) if !address.contains("secret")), "{error}");
}
