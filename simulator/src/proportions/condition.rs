//! What PostgreSQL knows of its tables, which decides what its planner believes.

use sqlx::{AssertSqlSafe, PgPool, raw_sql};

use crate::world::Tables;

/// A state in which a site of any size may be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// A dump was loaded: nothing is known of what is in the columns.
    Loaded,
    /// Everything is known, and no page is known to be visible to all.
    Analysed,
    /// Everything is known and tidied up.
    Vacuumed,
    /// Much was deleted since: what is known is old, and dead rows are everywhere.
    AfterDeletion,
}

impl Condition {
    pub const ALL: [Self; 4] = [Self::Loaded, Self::Analysed, Self::Vacuumed, Self::AfterDeletion];

    /// Brings a site that was just written into this condition. Nothing but a superuser may.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn bring_about(self, pool: &PgPool) -> Result<(), sqlx::Error> {
        match self {
            Self::Loaded => {}
            Self::Analysed => {
                raw_sql("ANALYZE").execute(pool).await?;
            }
            Self::Vacuumed => {
                raw_sql("VACUUM ANALYZE").execute(pool).await?;
            }
            Self::AfterDeletion => {
                raw_sql("VACUUM ANALYZE").execute(pool).await?;
                delete(pool).await?;
            }
        }
        Ok(())
    }
}

/// Every third account of other servers goes, with everything that points at it.
async fn delete(pool: &PgPool) -> Result<(), sqlx::Error> {
    let tables = Tables::read(pool).await?;
    let mut c = pool.acquire().await?;
    raw_sql(
        "SET session_replication_role = replica;
         CREATE TEMPORARY TABLE leaving AS
           SELECT id FROM accounts WHERE domain IS NOT NULL AND ('x' || right(md5(id::text), 4))::bit(16)::int % 3 = 0;
         CREATE TEMPORARY TABLE leaving_posts AS
           SELECT id FROM statuses WHERE account_id IN (SELECT id FROM leaving);
         ANALYZE leaving; ANALYZE leaving_posts",
    )
    .execute(&mut *c)
    .await?;
    for (to, leaving) in [("statuses", "leaving_posts"), ("accounts", "leaving")] {
        for key in tables.pointing_at(to) {
            let (table, column) = (&key.table, &key.column);
            let delete = format!("DELETE FROM {table} WHERE {column} IN (SELECT id FROM {leaving})");
            raw_sql(AssertSqlSafe(delete)).execute(&mut *c).await?;
        }
        raw_sql(AssertSqlSafe(format!("DELETE FROM {to} WHERE id IN (SELECT id FROM {leaving})")))
            .execute(&mut *c)
            .await?;
    }
    c.close().await
}
