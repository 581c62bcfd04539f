//! A database of its own for each test.

use std::env;
use std::thread;

use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool, raw_sql};

use crate::services::POSTGRES;
use crate::version::MastodonVersion;

/// A database on the tests' PostgreSQL that is dropped with this value.
///
/// Databases of one release are copies of one template, made by whichever test comes first.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    admin: PgConnectOptions,
    pool: PgPool,
}

impl TestDatabase {
    /// A database with the empty tables of that release of Mastodon.
    ///
    /// # Panics
    /// When the tests' PostgreSQL is absent or refuses.
    pub async fn fresh(version: MastodonVersion) -> Self {
        let admin = server();
        let mut connection = admin.connect().await.expect("the tests' PostgreSQL answers");
        let template = template(&mut connection, &admin, version).await.expect("the template is made");
        Self::create(connection, admin, &format!("TEMPLATE {template}")).await
    }

    /// A database without any table, for our own state.
    ///
    /// # Panics
    /// When the tests' PostgreSQL is absent or refuses.
    pub async fn empty() -> Self {
        let admin = server();
        let connection = admin.connect().await.expect("the tests' PostgreSQL answers");
        Self::create(connection, admin, "TEMPLATE template0").await
    }

    /// Another database with what this one holds. Connections to this one are ended for it.
    ///
    /// # Panics
    /// When the tests' PostgreSQL refuses.
    pub async fn copy(&self) -> Self {
        let mut connection = self.admin.connect().await.expect("the tests' PostgreSQL answers");
        sqlx::query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")
            .bind(&self.name)
            .execute(&mut connection)
            .await
            .expect("connections are ended");
        Self::create(connection, self.admin.clone(), &format!("TEMPLATE {}", self.name)).await
    }

    async fn create(mut connection: PgConnection, admin: PgConnectOptions, source: &str) -> Self {
        let name = format!("test_{:016x}", rand::random::<u64>());
        raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name} {source}")))
            .execute(&mut connection)
            .await
            .expect("a database is made");
        let pool = PgPoolOptions::new().max_connections(8).connect_lazy_with(admin.clone().database(&name));
        Self { name, admin, pool }
    }

    /// Its address, for a superuser.
    #[must_use]
    pub fn url(&self) -> String {
        self.admin.clone().database(&self.name).to_url_lossy().to_string()
    }

    /// Up to eight connections to it.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }
}

impl Drop for TestDatabase {
    /// Drops the database, whoever is still connected. Dropping cannot wait within a runtime, so a thread does it.
    fn drop(&mut self) {
        let admin = self.admin.clone();
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(sqlx::Error::Io)?;
            runtime.block_on(async {
                let mut connection = admin.connect().await?;
                raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
                connection.close().await
            })
        })
        .join();
        if let Ok(Err(error)) = dropped {
            tracing::warn!(%error, "a test database stays until the services stop");
        }
    }
}

/// The server that tests make their databases on.
fn server() -> PgConnectOptions {
    let url = env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run the tests by `make test` or under `scripts/with-services`")
    });
    let options: PgConnectOptions = url.parse().expect("the variable holds the address of a PostgreSQL");
    options.disable_statement_logging()
}

/// The name of the database that holds this very schema; made now if nobody did yet.
async fn template(
    connection: &mut PgConnection,
    admin: &PgConnectOptions,
    version: MastodonVersion,
) -> Result<String, sqlx::Error> {
    let digest = Sha256::digest(version.schema());
    let name = format!(
        "mastodon_{}_{}",
        version.to_string().to_lowercase().replace(['.', '-'], "_"),
        hex::encode(&digest[..4])
    );
    // One maker at a time; the others wait here and find it.
    let lock = i64::from_be_bytes(std::array::from_fn(|i| digest[i]));
    sqlx::query("SELECT pg_advisory_lock($1)").bind(lock).execute(&mut *connection).await?;
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(&name)
        .fetch_one(&mut *connection)
        .await?;
    if !there {
        make_template(connection, admin, version, &name).await?;
    }
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(lock).execute(&mut *connection).await?;
    Ok(name)
}

/// Fills a database under another name and renames it when it is whole, so that a killed test leaves no half template.
async fn make_template(
    connection: &mut PgConnection,
    admin: &PgConnectOptions,
    version: MastodonVersion,
    name: &str,
) -> Result<(), sqlx::Error> {
    let half = format!("half_{name}");
    for statement in
        [format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)"), format!("CREATE DATABASE {half} TEMPLATE template0")]
    {
        raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    let mut inside = admin.clone().database(&half).connect().await?;
    raw_sql(version.schema()).execute(&mut inside).await?;
    inside.close().await?;
    raw_sql(AssertSqlSafe(format!("ALTER DATABASE {half} RENAME TO {name}"))).execute(&mut *connection).await?;
    Ok(())
}
