//! A site of real proportions, written by PostgreSQL itself in minutes and the same every time.
//!
//! It has what small worlds lack, and what leads a planner astray: nearly every row has to do with
//! what stays. All notifications belong to a few members, some of whom have written tens of
//! thousands of posts; servers, authors and followers are spread by a power law; half of the
//! columns that may be NULL are. It has no files.

mod condition;
mod functions;
mod rows;

use model::Millis;
use sqlx::{AssertSqlSafe, PgPool, raw_sql};

use crate::world::Tables;

pub use condition::Condition;

/// How many rows each table has, or nearly: what would be there twice is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportions {
    /// The site's own people.
    pub members: u64,
    /// Accounts of other servers.
    pub accounts: u64,
    /// Servers they live on.
    pub servers: u64,
    /// A fifth of them are boosts, a quarter are replies.
    pub posts: u64,
    pub attachments: u64,
    pub notifications: u64,
    pub favourites: u64,
    pub mentions: u64,
    pub follows: u64,
    /// Where a fediverse answers for the servers, over HTTP; nowhere in particular otherwise.
    pub http_port: Option<u16>,
}

impl Proportions {
    /// A site that is small, but as real as any.
    pub const S: Self = Self {
        members: 60,
        accounts: 60_000,
        servers: 3_000,
        posts: 2_000_000,
        attachments: 2_500_000,
        notifications: 1_500_000,
        favourites: 1_000_000,
        mentions: 600_000,
        follows: 150_000,
        http_port: None,
    };

    /// A large one.
    pub const L: Self = Self {
        members: 5_000,
        accounts: 2_000_000,
        servers: 25_000,
        posts: 20_000_000,
        attachments: 10_000_000,
        notifications: 30_000_000,
        favourites: 20_000_000,
        mentions: 8_000_000,
        follows: 5_000_000,
        http_port: None,
    };

    /// A tenth of the small one, for tests: every large table still has more than 10,000 rows.
    pub const TENTH: Self = Self {
        members: 60,
        accounts: 20_000,
        servers: 1_000,
        posts: 200_000,
        attachments: 250_000,
        notifications: 150_000,
        favourites: 100_000,
        mentions: 60_000,
        follows: 30_000,
        http_port: None,
    };

    /// Fills an empty Mastodon database of any release, as of `now`. The database is as after
    /// loading a dump: it has its indexes, and nothing has been analysed.
    ///
    /// # Errors
    /// When the database refuses. It must be its superuser's: pointers are not looked up.
    pub async fn write(&self, pool: &PgPool, now: Millis) -> Result<(), sqlx::Error> {
        let tables = Tables::read(pool).await?;
        let mut c = pool.acquire().await?;
        raw_sql(
            "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'",
        )
        .execute(&mut *c)
        .await?;
        raw_sql(AssertSqlSafe(functions::text(self, now))).execute(&mut *c).await?;
        for table in rows::all(self, &tables) {
            // One by one they would be kept in order row by row, which takes several times as long.
            let indexes: Vec<(String, String)> = sqlx::query_as(
                "SELECT format('%I', c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i
                 JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::regclass AND NOT i.indisunique",
            )
            .bind(table.name)
            .fetch_all(&mut *c)
            .await?;
            for (name, _) in &indexes {
                raw_sql(AssertSqlSafe(format!("DROP INDEX {name}"))).execute(&mut *c).await?;
            }
            raw_sql(AssertSqlSafe(table.insert)).execute(&mut *c).await?;
            for (_, definition) in indexes {
                raw_sql(AssertSqlSafe(definition)).execute(&mut *c).await?;
            }
        }
        raw_sql(rows::SEQUENCES).execute(&mut *c).await?;
        if !sqlx::query("SELECT FROM pg_class WHERE relname = 'instances' AND relkind = 'm'")
            .fetch_all(&mut *c)
            .await?
            .is_empty()
        {
            raw_sql("REFRESH MATERIALIZED VIEW instances").execute(&mut *c).await?;
        }
        // What was set would outlive this in the pool.
        c.close().await
    }
}
