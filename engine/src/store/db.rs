//! Two engines behind one handle: every query has one text, and each engine its own typed pool.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor, PgPool, SqlitePool};

/// The database of our own state.
///
/// SQLite has one writing connection, because a transaction that reads before it writes cannot wait for another writer.
#[derive(Clone, Debug)]
pub enum Db {
    Lite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// Our own state could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the state address “{0}” is neither sqlite://FILE nor postgres://…")]
    Address(String),
    #[error("could not open our own state")]
    Open(#[source] sqlx::Error),
    #[error("could not bring our own state up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    #[error("our own state could not be read or written ({question})")]
    Query {
        /// The function that asked.
        question: &'static str,
        #[source]
        source: sqlx::Error,
    },
    #[error("the disk that holds our own state is full; make room and run it again, nothing is lost ({question})")]
    Full {
        /// The function that asked.
        question: &'static str,
        #[source]
        source: sqlx::Error,
    },
    /// A row that the work itself needs. What is only shown is shown as damaged instead.
    #[error("a row of our own state is damaged ({0})")]
    Damaged(&'static str),
    #[error("another process has taken this run over")]
    LeaseLost,
}

impl StoreError {
    /// A unique rule refused the row: somebody else was first.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Query { source, .. } if source.as_database_error().is_some_and(|e| e.is_unique_violation()))
    }
}

/// Names the question in an error: `.map_err(asking("runs::claim"))`.
pub(crate) fn asking(question: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |source| {
        if is_full(&source) { StoreError::Full { question, source } } else { StoreError::Query { question, source } }
    }
}

/// SQLite's `SQLITE_FULL` and PostgreSQL's `disk_full`.
fn is_full(error: &sqlx::Error) -> bool {
    matches!(error.as_database_error().and_then(|error| error.code()).as_deref(), Some("13" | "53100"))
}

/// Runs one expression on whichever pool there is; `read` may use SQLite's readers.
macro_rules! on_db {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::store::db::Db::Lite { write: $pool, .. } => $body,
            $crate::store::db::Db::Postgres($pool) => $body,
        }
    };
    (read $db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::store::db::Db::Lite { read: $pool, .. } => $body,
            $crate::store::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs a block in one transaction that takes the write lock at its start, and commits when the block is `Ok`.
macro_rules! in_transaction {
    ($db:expr, $question:literal, $tx:ident => $body:expr) => {
        match $db {
            $crate::store::db::Db::Lite { write, .. } => {
                let mut $tx =
                    write.begin_with("BEGIN IMMEDIATE").await.map_err($crate::store::db::asking($question))?;
                let value = $body;
                $tx.commit().await.map_err($crate::store::db::asking($question))?;
                value
            }
            $crate::store::db::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await.map_err($crate::store::db::asking($question))?;
                let value = $body;
                $tx.commit().await.map_err($crate::store::db::asking($question))?;
                value
            }
        }
    };
}

pub(crate) use {in_transaction, on_db};

/// Rows that [`tuples`] writes into one statement. SQLite looks a parameter up by walking over all before it: ten times as many rows in a
/// statement take ten times as long for each.
pub(crate) const ROWS: usize = 50;

/// Rows of values for one statement, `($1, $2), ($3, $4)`; each cell is written as told, with its number behind the `$`.
pub(crate) fn tuples(first: usize, rows: usize, cells: &[&str]) -> String {
    let row = |nth: usize| {
        let cell = |(at, cell): (usize, &&str)| cell.replace('$', &format!("${}", first + nth * cells.len() + at));
        format!("({})", cells.iter().enumerate().map(cell).collect::<Vec<_>>().join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// `$2, $3, …`
pub(crate) fn numbered(first: usize, count: usize) -> String {
    (first..first + count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}

/// A pattern that finds a part of a name: `LIKE $1 ESCAPE '!'`.
pub(crate) fn like(part: &str) -> String {
    let escaped: String = part.chars().flat_map(|c| if "!%_".contains(c) { vec!['!', c] } else { vec![c] }).collect();
    format!("%{escaped}%")
}

/// Later statements of a transaction see what others have written meanwhile. A transaction that its
/// client has left alone is ended before another worker takes over, and a client that is gone
/// without a word is noticed.
const SESSION: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED;
    SET SESSION idle_in_transaction_session_timeout = '20s'; SET SESSION tcp_keepalives_idle = 10;
    SET SESSION tcp_keepalives_interval = 5; SET SESSION tcp_keepalives_count = 3";

impl Db {
    /// Opens `sqlite://FILE` (made when absent), `sqlite::memory:` is refused, or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError::Address`] for another address, [`StoreError::Open`] when the database cannot be reached.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(address).map_err(StoreError::Open)?;
            let pool = PgPoolOptions::new()
                .max_connections(8)
                .acquire_timeout(Duration::from_secs(10))
                .test_before_acquire(false)
                .before_acquire(|connection, meta| Box::pin(mastodon::connect::is_alive(connection, meta.idle_for)))
                // A role may have another default; who waited for another has to see what it wrote.
                .after_connect(|connection, _| Box::pin(async move { connection.execute(SESSION).await.map(|_| ()) }))
                .connect_with(options.application_name("groundskeeper-state"))
                .await
                .map_err(StoreError::Open)?;
            return Ok(Self::Postgres(pool));
        }
        if !address.starts_with("sqlite:") || address.contains(":memory:") {
            return Err(StoreError::Address(without_password(address)));
        }
        let options = SqliteConnectOptions::from_str(address)
            .map_err(StoreError::Open)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was said to be written survives a loss of power: it is written before anything
            // is removed.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20));
        // Many servers of a cull may wait for the one writer; that is a queue and no fault. A file
        // does not go away between two questions as a server may.
        let pool = |most| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .acquire_timeout(Duration::from_secs(300))
                .test_before_acquire(false)
        };
        // SQLite ends a transaction by itself when the disk is full, and the connection then no longer knows whether it is in one.
        let write = pool(1)
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone())
            .await
            .map_err(StoreError::Open)?;
        let read = pool(4).connect_with(options).await.map_err(StoreError::Open)?;
        Ok(Self::Lite { write, read })
    }

    /// Brings the tables up to date; safe to repeat and to run in several processes at once.
    ///
    /// # Errors
    /// [`StoreError::Migrate`], also when the state was written by a newer Groundskeeper.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        match self {
            Self::Lite { write, .. } => sqlx::migrate!("../migrations/sqlite").run(write).await,
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await,
        }
        .map_err(StoreError::Migrate)
    }

    /// Closes every connection, so that SQLite's files are complete.
    pub async fn close(&self) {
        match self {
            Self::Lite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// An address without what stands between `//` and `@`, for messages.
fn without_password(address: &str) -> String {
    match (address.find("//"), address.rfind('@')) {
        (Some(start), Some(at)) if start + 2 < at => format!("{}{}", &address[..start + 2], &address[at + 1..]),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_through_all_rows() {
        assert_eq!(tuples(2, 2, &["$", "CAST($ AS BIGINT)"]), "($2, CAST($3 AS BIGINT)), ($4, CAST($5 AS BIGINT))");
    }

    #[tokio::test]
    async fn what_is_written_survives_a_loss_of_power() {
        const FULL: i64 = 2;
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite://{}", folder.path().join("state.db").display());
        let Db::Lite { write, .. } = Db::open(&address).await.expect("opens") else { panic!("{address}") };
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&write).await.expect("is read");
        assert_eq!(synchronous, FULL);
    }

    #[test]
    fn a_password_never_gets_into_a_message() {
        assert_eq!(without_password("mysql://me:secret@host/db"), "mysql://host/db");
        assert_eq!(without_password("nonsense"), "nonsense");
    }
}
