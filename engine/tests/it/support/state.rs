//! Our own state, fresh, on each of the two engines.

use engine::store::Db;
use model::Act;
use simulator::TestDatabase;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

/// Keeps the database alive as long as the test.
pub(crate) struct State {
    pub(crate) db: Db,
    pub(crate) address: String,
    _folder: Option<TempDir>,
    _database: Option<TestDatabase>,
}

impl State {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite://{}", folder.path().join("state.db").display());
        Self::at(address, Some(folder), None).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = TestDatabase::empty().await;
        Self::at(database.url(), None, Some(database)).await
    }

    async fn at(address: String, folder: Option<TempDir>, database: Option<TestDatabase>) -> Self {
        let db = Db::open(&address).await.expect("opens");
        db.migrate().await.expect("migrates");
        Self { db, address, _folder: folder, _database: database }
    }

    /// Writes into our own state what we would never write.
    pub(crate) async fn spoil(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.db {
            Db::Lite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(|_| ()),
            Db::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ()),
        }
        .expect("is written");
    }

    /// To what this was done, by the activity log.
    pub(crate) async fn acts(&self, act: Act) -> Vec<String> {
        const SQL: &str = "SELECT subject FROM activities WHERE act = $1 ORDER BY id";
        match &self.db {
            Db::Lite { read, .. } => sqlx::query_scalar(SQL).bind(act.as_str()).fetch_all(read).await,
            Db::Postgres(pool) => sqlx::query_scalar(SQL).bind(act.as_str()).fetch_all(pool).await,
        }
        .expect("reads")
    }
}

/// Makes each test twice, once per engine: `on_both_engines! { async fn name(state) { … } }`.
macro_rules! on_both_engines {
    ($(async fn $name:ident($state:ident) $body:block)*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::state::State::sqlite().await).await; })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::support::state::State::postgres().await).await; })*
        }
        $(async fn $name($state: $crate::support::state::State) $body)*
    };
}
pub(crate) use on_both_engines;
