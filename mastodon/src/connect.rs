//! The connection to one Mastodon.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::{Connection, PgConnection, PgPool};

use crate::accounts::directory::Directory;
use crate::catalogue::{Catalogue, Missing};
use crate::deletion::pace::{Manner, Pace};
use crate::effects::link::Link;
use crate::files::{Files, StorageError};
use crate::settings::{Database, Host, Settings, SslMode};
use crate::sidekiq::Sidekiq;
use crate::sql;

/// Most connections to Mastodon's database; the site needs the others.
const CONNECTIONS: u32 = 8;
/// Most statements that a connection keeps prepared; there are fewer.
const STATEMENTS: usize = 200;
/// How long to wait for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// One Mastodon: its database, the shape of it, and its files. Clones share everything.
#[derive(Clone, Debug)]
pub struct Mastodon {
    pub(crate) pool: PgPool,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) files: Files,
    /// Connected to when there is something to send, so that a site without an answering Redis can be worked on.
    pub(crate) redis: Option<Arc<Link>>,
    pub(crate) sidekiq: Option<Arc<Sidekiq>>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) manner: Manner,
    pub(crate) directory: Arc<Directory>,
    settings: Arc<Settings>,
}

/// Why a Mastodon cannot be worked on, in sentences for the one who set it up. The database's own words are the source.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error(
        "the database {name} at {place} does not answer; is PostgreSQL running there, and are DB_HOST and DB_PORT right?"
    )]
    Unreachable { place: String, name: String, source: sqlx::Error },
    #[error("the database at {place} refuses the user {user}; are DB_USER and DB_PASS right?")]
    NotLetIn { place: String, user: String, source: sqlx::Error },
    #[error("there is no database {name} at {place}; is DB_NAME right?")]
    NoSuchDatabase { place: String, name: String, source: sqlx::Error },
    #[error("the catalogue of the database {name} cannot be read")]
    Catalogue { name: String, source: sqlx::Error },
    #[error("the database {name} is not one of a Mastodon that is supported: it lacks {}", listed(missing))]
    NotMastodon { name: String, missing: Vec<Missing> },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn listed(missing: &[Missing]) -> String {
    let shown: Vec<_> = missing.iter().take(3).map(ToString::to_string).collect();
    match missing.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Mastodon {
    /// Connects, reads the catalogue and opens the storage.
    ///
    /// # Errors
    /// When the database does not answer or is not Mastodon's, or when no storage can be made out of the settings.
    pub async fn connect(settings: &Settings) -> Result<Self, ConnectError> {
        let files = Files::of(settings)?;
        let (pool, catalogue) = open(&settings.database).await?;
        let sidekiq = settings.redis.clone().map(|redis| Arc::new(Sidekiq::new(redis)));
        let redis = settings.redis.clone().map(|redis| Arc::new(Link::new(redis)));
        let (catalogue, settings) = (Arc::new(catalogue), Arc::new(settings.clone()));
        let (pace, manner, directory) = (Arc::default(), Manner::default(), Arc::default());
        Ok(Self { pool, catalogue, files, redis, sidekiq, pace, manner, directory, settings })
    }

    /// The same with the shape that its database has now: Mastodon may have been upgraded since it was read.
    ///
    /// # Errors
    /// When the database does not answer, or is not one of a supported Mastodon any more.
    pub async fn read_again(self) -> Result<Self, ConnectError> {
        let catalogue = read_catalogue(&self.pool, &self.settings.database).await?;
        Ok(Self { catalogue: Arc::new(catalogue), ..self })
    }

    /// The same, worked on in that manner.
    #[must_use]
    pub fn in_manner(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Gives the connections back. What is still at work ends first.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The database alone: connected, and known to be Mastodon's.
pub(crate) async fn open(database: &Database) -> Result<(PgPool, Catalogue), ConnectError> {
    let pool = match database.prepared_statements {
        true => pool_keeping_statements(database).await,
        false => pool_options().connect_with(options(database)).await,
    };
    let pool = pool.map_err(|source| failure(database, source))?;
    let catalogue = read_catalogue(&pool, database).await?;
    Ok((pool, catalogue))
}

async fn read_catalogue(pool: &PgPool, database: &Database) -> Result<Catalogue, ConnectError> {
    let name = || database.name.clone();
    let catalogue = Catalogue::read(pool).await.map_err(|source| ConnectError::Catalogue { name: name(), source })?;
    let missing = catalogue.missing();
    if missing.is_empty() { Ok(catalogue) } else { Err(ConnectError::NotMastodon { name: name(), missing }) }
}

fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| Box::pin(is_alive(connection, meta.idle_for)))
}

/// A connection that was used so shortly before is taken as it is.
const USED_JUST_NOW: Duration = Duration::from_secs(1);

/// Whether a connection of a pool that was idle for so long may be used. It is asked only after a
/// second: each question takes as long as most statements, and the pool asked when it came back.
///
/// # Errors
/// The connection is broken.
pub async fn is_alive(connection: &mut PgConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
    if idle_for > USED_JUST_NOW {
        connection.ping().await?;
    }
    Ok(true)
}

/// Connections that keep their statements; where somebody stands in between who refuses the proof, such that do not.
async fn pool_keeping_statements(database: &Database) -> Result<PgPool, sqlx::Error> {
    /// What PostgreSQL's protocol calls a start that is not understood.
    const PROTOCOL_VIOLATION: &str = "08P01";
    let proving = options(database).options([sql::DIRECT]).statement_cache_capacity(STATEMENTS);
    let keeping = pool_options().after_connect(|c, _| Box::pin(sql::keep_statements(c))).connect_with(proving).await;
    match keeping {
        Err(error) if error.as_database_error().and_then(|e| e.code()).as_deref() == Some(PROTOCOL_VIOLATION) => {
            pool_options().connect_with(options(database)).await
        }
        pool => pool,
    }
}

/// Nothing is sent at the start that PgBouncer would refuse, and no statement is kept.
fn options(database: &Database) -> PgConnectOptions {
    let options = PgConnectOptions::new_without_pgpass()
        .port(database.port)
        .username(&database.user)
        .password(database.password.expose_secret())
        .database(&database.name)
        .application_name("groundskeeper")
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .ssl_mode(match database.ssl_mode {
            SslMode::Disable => PgSslMode::Disable,
            SslMode::Allow => PgSslMode::Allow,
            SslMode::Prefer => PgSslMode::Prefer,
            SslMode::Require => PgSslMode::Require,
            SslMode::VerifyCa => PgSslMode::VerifyCa,
            SslMode::VerifyFull => PgSslMode::VerifyFull,
        });
    match &database.host {
        Host::Name(name) => options.host(name),
        Host::SocketFolder(folder) => options.socket(folder),
    }
}

/// Which of the sentences an error of the first connection belongs to, by PostgreSQL's own code.
fn failure(database: &Database, source: sqlx::Error) -> ConnectError {
    let place = match &database.host {
        Host::Name(name) => format!("{name}:{}", database.port),
        Host::SocketFolder(folder) => format!("{} (port {})", folder.display(), database.port),
    };
    let code = source.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
    match code.as_deref() {
        Some("28000" | "28P01" | "42501") => ConnectError::NotLetIn { place, user: database.user.clone(), source },
        Some("3D000") => ConnectError::NoSuchDatabase { place, name: database.name.clone(), source },
        _ => ConnectError::Unreachable { place, name: database.name.clone(), source },
    }
}
