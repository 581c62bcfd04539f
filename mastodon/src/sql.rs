//! How this crate speaks to Mastodon's database.
//!
//! Statements are never kept prepared, and all of them run inside a transaction, so that a PgBouncer in transaction mode may stand in
//! between, whatever `PREPARED_STATEMENTS` says.

use chrono::NaiveDateTime;
use model::Millis;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgPool, Postgres, SqlSafeStr, Transaction};

/// A statement that leaves nothing behind in the connection.
pub(crate) fn query<'q>(text: impl SqlSafeStr) -> Query<'q, Postgres, PgArguments> {
    sqlx::query(text).persistent(false)
}

/// A transaction that PostgreSQL itself keeps from changing anything; all its reads see one moment.
pub(crate) async fn reading(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

/// A transaction that gives up its wait for a lock after two seconds, so that Mastodon never queues up behind it for long.
pub(crate) async fn writing(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN; SET LOCAL lock_timeout = '2s'").await
}

/// A moment as Mastodon stores it: UTC, without a zone.
pub(crate) fn timestamp(at: Millis) -> NaiveDateTime {
    at.to_utc().naive_utc()
}

/// A moment as Mastodon stored it.
pub(crate) fn millis(at: NaiveDateTime) -> Millis {
    Millis(at.and_utc().timestamp_millis())
}
