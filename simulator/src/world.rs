//! The builder of small worlds for tests, for every supported release of Mastodon.
//!
//! It reads as sentences: `world.remote_account("alice@gone.example").seen(days_ago(9)).avatar(Kind::Png).await`. What a release has
//! no table or column for is left out, so one story serves all six. A world that cannot be written is a fault of the test: these
//! functions panic with what the database said.

mod accounts;
mod attachments;
mod conversations;
mod emojis;
mod everything;
pub(crate) mod files;
mod moderation;
pub(crate) mod moment;
mod people;
pub(crate) mod pictures;
mod polls;
mod reactions;
mod severance;
mod statuses;
mod tables;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::BoxFuture;
use model::Millis;
use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, PgPool};

pub use accounts::{Account, NewAccount};
pub use attachments::Attachment;
pub use everything::Everything;
pub use moment::{Ago, days_ago, hours_ago, minutes_ago};
pub use pictures::Kind;
pub use statuses::{NewStatus, Status, Visibility};
pub use tables::{ForeignKey, Tables};

use crate::test_database::TestDatabase;
use files::Files;

/// The name of the simulated site, `LOCAL_DOMAIN` of its Mastodon.
pub const LOCAL_DOMAIN: &str = "home.example";

/// One Mastodon server's database and files, to be filled.
#[derive(Debug)]
pub struct World {
    pool: PgPool,
    tables: Tables,
    files: Files,
    now: Millis,
    sequence: AtomicU32,
}

impl World {
    /// A world in an empty Mastodon database of any release, whose now is the database's.
    pub async fn on(database: &TestDatabase) -> Self {
        let pool = database.pool().clone();
        let tables = Tables::read(&pool).await.expect("the catalogue is read");
        let now = sqlx::query_scalar("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            .fetch_one(&pool)
            .await
            .expect("the database knows the time");
        Self { pool, tables, files: Files::default(), now: Millis(now), sequence: AtomicU32::new(0) }
    }

    /// The same world with its files in that folder (`PAPERCLIP_ROOT_PATH`). Without one only the rows speak of files.
    #[must_use]
    pub fn files(mut self, root: impl Into<PathBuf>) -> Self {
        self.files = Files::at(root.into());
        self
    }

    /// The same world at another time.
    #[must_use]
    pub fn at(mut self, now: Millis) -> Self {
        self.now = now;
        self
    }

    /// What "ago" counts back from.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.now
    }

    /// What the catalogue says of this release.
    #[must_use]
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The account by which the site itself speaks to others, with its key.
    pub async fn instance_actor(&self) {
        let key = crate::instance_key::PRIVATE;
        self.insert("accounts", json!({ "id": -99, "username": "mastodon.internal", "private_key": key })).await;
    }

    /// A connection for what the builder has no words for.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Writes one row and gives its id, or nothing when this release has no such table.
    ///
    /// `values` is a JSON object; columns this release lacks are left out. Times left open are now, ids are made of `created_at`, and
    /// required columns get a filler, or a row of their own when they point at one.
    pub async fn insert(&self, table: &'static str, values: Value) -> Option<i64> {
        let Value::Object(row) = values else {
            panic!("the values of a row of {table} must be an object");
        };
        if self.tables.has(table) { Some(self.insert_row(table.to_owned(), row).await) } else { None }
    }

    fn insert_row(&self, table: String, mut row: Map<String, Value>) -> BoxFuture<'_, i64> {
        Box::pin(async move {
            for column in ["created_at", "updated_at"] {
                row.entry(column).or_insert_with(|| json!(moment::timestamp(self.now)));
            }
            if self.tables.has_snowflakes(&table) && !row.contains_key("id") {
                let created = row["created_at"].as_str().and_then(|text| text.parse::<chrono::NaiveDateTime>().ok());
                let at = created.map_or(self.now, |at| Millis(at.and_utc().timestamp_millis()));
                row.insert("id".to_owned(), json!(self.snowflake(at)));
            }
            for (name, column, to) in self.tables.required(&table) {
                if row.contains_key(name) {
                    continue;
                }
                let value = match to {
                    Some(to) => json!(self.insert_row(to.to_owned(), Map::new()).await),
                    None => self.filler(&column.kind),
                };
                row.insert(name.to_owned(), value);
            }
            match self.tables.insert(&self.pool, &table, row.clone()).await {
                Ok(id) => id,
                Err(error) => panic!("a row of {table} is refused: {error}; {}", Value::Object(row)),
            }
        })
    }

    /// A value for a required column that nobody spoke of; texts are never the same twice, because some must be unique.
    fn filler(&self, kind: &str) -> Value {
        match kind {
            "boolean" => json!(false),
            "jsonb" | "json" => json!({}),
            "integer" | "bigint" => json!(self.next()),
            kind if kind.starts_with("timestamp") => json!(moment::timestamp(self.now)),
            _ => json!(format!("filler {}", self.next())),
        }
    }

    fn next(&self) -> u32 {
        self.sequence.fetch_add(1, Ordering::Relaxed)
    }

    fn snowflake(&self, at: Millis) -> i64 {
        moment::snowflake(at, self.next())
    }

    fn timestamp(&self, ago: Ago) -> String {
        moment::timestamp(ago.before(self.now))
    }

    /// A stored file's name: 16 random hexadecimal digits and the extension.
    fn file_name(&self, kind: Kind) -> String {
        format!("{:016x}.{}", rand::random::<u64>(), kind.extension())
    }

    /// Adds to a counter in `account_stats` or `status_stats`, making the row when it is absent.
    async fn count(&self, table: &'static str, owner: &'static str, id: i64, counter: &'static str) {
        if !self.tables.has_column(table, counter) {
            return;
        }
        let statement = format!(
            "INSERT INTO {table} ({owner}, {counter}, created_at, updated_at) VALUES ($1, 1, $2::timestamp, $2::timestamp)
             ON CONFLICT ({owner}) DO UPDATE SET {counter} = {table}.{counter} + 1"
        );
        sqlx::query(AssertSqlSafe(statement))
            .bind(id)
            .bind(self.timestamp(Ago::default()))
            .execute(&self.pool)
            .await
            .expect("a counter is raised");
    }
}
