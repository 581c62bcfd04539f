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
        self.0.persistent(is_direct(c))
    }

    /// Reads with this statement alone. On a connection that is ours alone that needs no
    /// transaction: one statement sees one moment, and PostgreSQL itself keeps it from changing
    /// anything.
    pub(crate) async fn read_all(self, pool: &PgPool) -> Result<Vec<PgRow>, sqlx::Error> {
        let mut connection = pool.acquire().await?;
        if is_direct(&connection) {
            return self.fetch_all(&mut connection).await;
        }
        let mut tx = connection.begin_with(READ).await?;
        set_up_local(&mut tx).await?;
        let rows = self.fetch_all(&mut tx).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// The same where there is one row.
    pub(crate) async fn read_one(self, pool: &PgPool) -> Result<PgRow, sqlx::Error> {
        self.read_all(pool).await?.pop().ok_or(sqlx::Error::RowNotFound)
    }
}

/// A setting that only the start of a connection makes. A PgBouncer refuses it or leaves it out, so that a server which knows it is
/// one that we speak to directly.
pub(crate) const DIRECT: (&str, &str) = ("groundskeeper.direct", "on");

/// No table is read from one end to the other where an index leads to the rows, and no table is put
/// into a hash to be joined, whatever the planner believes of it. Each statement is written so that
/// it is found by the right index even without; this is for those that PostgreSQL makes by itself,
/// for foreign keys. Statements of many parts would be compiled anew each time, which takes several
/// times as long as to run them; a release before 11 knows no compiling.
///
/// A transaction that its client has left alone, because its machine is frozen, suspended or cut
/// off, is ended before another worker takes over (`Timing::lease`, 30 s): until then its locks are
/// in the way of that one, and of Mastodon.
macro_rules! set_up {
    ($before:literal, $set:literal, $is_local:literal) => {
        concat!(
            $before,
            $set,
            " idle_in_transaction_session_timeout = '20s'; ",
            $set,
            " enable_seqscan = off; ",
            $set,
            " enable_hashjoin = off; ",
            $set,
            " enable_mergejoin = off;
             SELECT set_config('jit', 'off', ",
            $is_local,
            ")
                 WHERE current_setting('server_version_num')::int >= 110000"
        )
    };
}

/// Makes a new connection one that keeps its statements, if it is proven to be direct: it keeps one from the start, by which it is
/// known. Names of statements are the same on every connection, so one that is shared would run somebody else's. It asks in the simple
/// protocol, which is one message: between two, a connection that is shared may already be another.
///
/// One that is ours alone is also set once for all. It changes nothing unless it is told so, and
/// PostgreSQL plans a statement once and not for every value, which costs it more than most of them
/// take to run.
pub(crate) async fn keep_statements(c: &mut PgConnection) -> Result<(), sqlx::Error> {
    const ASK: &str = "SELECT coalesce(current_setting('groundskeeper.direct', true), '') = 'on' AS direct";
    // A client that is gone without a word is noticed after 10 + 3 * 5 seconds.
    const SET: &str = set_up!(
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
         SET SESSION tcp_keepalives_idle = 10; SET SESSION tcp_keepalives_interval = 5;
         SET SESSION tcp_keepalives_count = 3;
         SELECT set_config('plan_cache_mode', 'force_generic_plan', false)
             WHERE current_setting('server_version_num')::int >= 120000;",
        "SET SESSION",
        "false"
    );
    if sqlx::raw_sql(ASK).fetch_one(&mut *c).await?.try_get("direct")? {
        sqlx::raw_sql(SET).execute(&mut *c).await?;
        sqlx::query("SELECT 1").execute(c).await?;
    }
    Ok(())
}

/// Whether a connection is ours alone, and was set when it was made.
fn is_direct(c: &PgConnection) -> bool {
    c.cached_statements_size() > 0
}

const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Sets a transaction, until its end, where others may share its connection.
async fn set_up_local(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    if !is_direct(tx) {
        sqlx::raw_sql(set_up!("", "SET LOCAL", "true")).execute(tx).await?;
    }
    Ok(())
}

/// A transaction that PostgreSQL itself keeps from changing anything; all its reads see one moment.
pub(crate) async fn reading(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = pool.begin_with(READ).await?;
    set_up_local(&mut tx).await?;
    Ok(tx)
}

/// A transaction that soon gives up its wait for a lock, so that Mastodon never queues up behind it for long. Two of ours that wait for each
/// other part ten times as fast as PostgreSQL would notice. No statement of it outlives the lease,
/// so that a successor never meets one.
pub(crate) async fn writing(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    const BEGIN: &str = "BEGIN READ WRITE; SET LOCAL lock_timeout = '100ms'; SET LOCAL statement_timeout = '20s'";
    let mut tx = pool.begin_with(BEGIN).await?;
    set_up_local(&mut tx).await?;
    Ok(tx)
}

/// Gives the statements of a transaction that have to look through a whole table the time for it.
pub(crate) async fn may_take_long(c: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql("SET LOCAL statement_timeout = '10min'").execute(c).await?;
    Ok(())
}

/// A moment as Mastodon stores it: UTC, without a zone.
pub(crate) fn timestamp(at: Millis) -> NaiveDateTime {
    at.to_utc().naive_utc()
}

/// A moment as Mastodon stored it.
pub(crate) fn millis(at: NaiveDateTime) -> Millis {
    Millis(at.and_utc().timestamp_millis())
}
