//! How this crate speaks to Mastodon's database.
//!
//! All statements run inside a transaction. They are kept prepared on their connection, which spares the database to read and plan
//! each of them again, unless `PREPARED_STATEMENTS` says otherwise or the connection is not proven to be direct: behind a PgBouncer in
//! transaction mode the next transaction may meet another connection.

use chrono::NaiveDateTime;
use model::Millis;
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow};
use sqlx::query::Query;
use sqlx::{Connection, Encode, PgConnection, PgPool, Postgres, Row, SqlSafeStr, Transaction, Type};

/// A statement with its values.
pub(crate) struct Statement<'q>(Query<'q, Postgres, PgArguments>);

/// A statement, still without values.
pub(crate) fn query<'q>(text: impl SqlSafeStr) -> Statement<'q> {
    Statement(sqlx::query(text))
}

impl<'q> Statement<'q> {
    /// Gives the next value.
    pub(crate) fn bind<T: 'q + Encode<'q, Postgres> + Type<Postgres>>(self, value: T) -> Self {
        Self(self.0.bind(value))
    }

    pub(crate) async fn execute(self, c: &mut PgConnection) -> Result<PgQueryResult, sqlx::Error> {
        self.on(c).execute(c).await
    }

    pub(crate) async fn fetch_all(self, c: &mut PgConnection) -> Result<Vec<PgRow>, sqlx::Error> {
        self.on(c).fetch_all(c).await
    }

    pub(crate) async fn fetch_one(self, c: &mut PgConnection) -> Result<PgRow, sqlx::Error> {
        self.on(c).fetch_one(c).await
    }

    pub(crate) async fn fetch_optional(self, c: &mut PgConnection) -> Result<Option<PgRow>, sqlx::Error> {
        self.on(c).fetch_optional(c).await
    }

    /// Kept or not, as that connection does it.
    fn on(self, c: &PgConnection) -> Query<'q, Postgres, PgArguments> {
        self.0.persistent(c.cached_statements_size() > 0)
    }
}

/// A setting that only the start of a connection makes. A PgBouncer refuses it or leaves it out, so that a server which knows it is
/// one that we speak to directly.
pub(crate) const DIRECT: (&str, &str) = ("groundskeeper.direct", "on");

/// Makes a new connection one that keeps its statements, if it is proven to be direct: it keeps one from the start, by which it is
/// known. Names of statements are the same on every connection, so one that is shared would run somebody else's. It asks in the simple
/// protocol, which is one message: between two, a connection that is shared may already be another.
pub(crate) async fn keep_statements(c: &mut PgConnection) -> Result<(), sqlx::Error> {
    const ASK: &str = "SELECT coalesce(current_setting('groundskeeper.direct', true), '') = 'on' AS direct";
    if sqlx::raw_sql(ASK).fetch_one(&mut *c).await?.try_get("direct")? {
        sqlx::query("SELECT 1").execute(c).await?;
    }
    Ok(())
}

/// What every transaction begins with: no table is read from one end to the other where an index
/// leads to the rows, and no table is put into a hash to be joined, whatever the planner believes
/// of it. Each statement is written so that it is found by the right index even without; this is
/// for those that PostgreSQL makes by itself, for foreign keys. Statements of many parts would be
/// compiled anew each time, which takes several times as long as to run them; a release before 11
/// knows no compiling.
///
/// It ends with the transaction, so that a connection which others share is as it was.
macro_rules! by_index {
    ($begin:literal) => {
        concat!(
            $begin,
            "; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;
             SELECT set_config('jit', 'off', true) WHERE current_setting('server_version_num')::int >= 110000"
        )
    };
}

/// A transaction that PostgreSQL itself keeps from changing anything; all its reads see one moment.
pub(crate) async fn reading(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with(by_index!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")).await
}

/// A transaction that soon gives up its wait for a lock, so that Mastodon never queues up behind it for long. Two of ours that wait for each
/// other part ten times as fast as PostgreSQL would notice.
pub(crate) async fn writing(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with(by_index!("BEGIN; SET LOCAL lock_timeout = '100ms'")).await
}

/// A moment as Mastodon stores it: UTC, without a zone.
pub(crate) fn timestamp(at: Millis) -> NaiveDateTime {
    at.to_utc().naive_utc()
}

/// A moment as Mastodon stored it.
pub(crate) fn millis(at: NaiveDateTime) -> Millis {
    Millis(at.and_utc().timestamp_millis())
}
