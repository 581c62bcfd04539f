//! The simulated Mastodon server and the fediverse around it, while the demo is at work.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use chrono::Utc;
use engine::store::condemned_accounts::Condemned;
use model::{AccountId, Domain, Millis};
use serde::{Deserialize, Serialize};
use simulator::{
    Behaviour, Durability, Fediverse, MastodonVersion, Plan, Population, PrivatePostgres, PrivateRedis, Sidekiq, WebApi,
};
use sqlx::postgres::PgPoolOptions;

use super::DemoError;
use super::history::spread;
use super::kept::{Kept, Place};
use crate::command_line::DemoOptions;

/// The name of Mastodon's database.
const DATABASE: &str = "mastodon_production";
/// The name in the members' addresses.
const SITE: &str = "hollow.example";
/// A little time per answer, so that a run can be watched.
const LATENCY_MS: u64 = 40;
/// Servers live at many addresses, as real ones do: those of one address wait for one another.
const ADDRESSES: u8 = 60;
/// Mastodon forgets a file now and then.
const ACCOUNTS_PER_ORPHAN: u32 = 40;
/// Names of people who were here once.
const NAMES: [&str; 16] = [
    "amara", "bo", "chidi", "dara", "emi", "femke", "goran", "hana", "iris", "joon", "kofi", "lena", "mio", "nils",
    "oyuki", "paz",
];

/// What decides how the simulated world looks; the same at every start.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Shape {
    accounts: u32,
    servers: u32,
    http_port: u16,
    https_port: u16,
}

/// The world at work. It stops when this value is dropped.
#[derive(Debug)]
pub(super) struct World {
    shape: Shape,
    plan: Plan,
    fediverse: Fediverse,
    web_api: WebApi,
    // Dropped before what it works on.
    _sidekiq: Sidekiq,
    redis: PrivateRedis,
    postgres: PrivatePostgres,
}

impl Shape {
    /// Ports are taken once: they are part of the accounts' addresses.
    fn new(options: &DemoOptions) -> io::Result<Self> {
        let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (http, https) = (free()?, free()?);
        Ok(Self {
            accounts: options.accounts(),
            servers: options.servers(),
            http_port: http.local_addr()?.port(),
            https_port: https.local_addr()?.port(),
        })
    }

    fn population(self) -> Population {
        Population {
            accounts: self.accounts,
            servers: self.servers,
            http_port: self.http_port,
            https_port: self.https_port,
            ..Population::default()
        }
    }
}

impl World {
    /// Starts everything; without a kept demo it is made first.
    pub(super) async fn start(place: &Place, kept: Option<&Kept>, options: &DemoOptions) -> Result<Self, DemoError> {
        let told = |source| DemoError::Folder { path: place.folder().to_owned(), source };
        let shape = kept.map_or_else(|| Shape::new(options), |kept| Ok(kept.shape)).map_err(told)?;
        let folder = place.postgres();
        let start = tokio::task::spawn_blocking(move || PrivatePostgres::start(&folder, Durability::Kept));
        let postgres = start.await.map_err(|ended| told(io::Error::other(ended)))??;
        if kept.is_none() {
            make(&postgres, shape, &place.media()).await?;
        }
        let plan = shape.population().plan().latency_ms(LATENCY_MS).spread_over(ADDRESSES);
        let fediverse = Fediverse::start(plan.clone()).await?;
        let folder = place.redis();
        let start = tokio::task::spawn_blocking(move || PrivateRedis::start(&folder));
        let redis = start.await.map_err(|ended| told(io::Error::other(ended)))??;
        let pool = PgPoolOptions::new().max_connections(1).connect_lazy(&postgres.url(DATABASE));
        let pool = pool.map_err(DemoError::Database)?;
        let sidekiq = Sidekiq::start(&redis, pool, place.media()).await?;
        let web_api = WebApi::start().await.map_err(told)?;
        Ok(Self { shape, plan, fediverse, web_api, _sidekiq: sidekiq, redis, postgres })
    }

    /// Stops everything without holding up other tasks.
    pub(super) async fn stop(self) {
        let stopping = tokio::task::spawn_blocking(move || drop(self));
        if stopping.await.is_err() {
            tracing::warn!("The demo's database did not stop in order.");
        }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    pub(super) fn accounts(&self) -> u64 {
        self.shape.accounts.into()
    }

    /// Where the site's own web API answers.
    pub(super) fn web_api(&self) -> SocketAddr {
        self.web_api.address()
    }

    pub(super) fn dns(&self) -> SocketAddr {
        self.fediverse.dns_addr()
    }

    /// The certificate of the simulated authority, made anew at each start.
    pub(super) fn authority(&self) -> &Path {
        self.fediverse.ca_pem_path()
    }

    /// Every other server with how it behaves.
    pub(super) fn behaviours(&self) -> impl Iterator<Item = (&str, &Behaviour)> {
        self.plan.servers.iter().map(|(name, server)| (name.as_str(), &server.behaviour))
    }

    /// Accounts that were removed in one week of the past, from servers that answer.
    pub(super) fn vanished(&self, week: usize, count: usize) -> Vec<Condemned> {
        let healthy: Vec<&String> = self
            .plan
            .servers
            .iter()
            .filter(|(_, server)| server.behaviour == Behaviour::Healthy)
            .map(|(name, _)| name)
            .collect();
        (0..count.min(healthy.len() * NAMES.len()))
            .map(|number| {
                let index = week * 1_000 + number;
                let home = healthy[number % healthy.len()];
                let name = NAMES[number / healthy.len() % NAMES.len()];
                Condemned {
                    id: AccountId(100_000_000_000_000_000 + i64::try_from(index).unwrap_or(0)),
                    account: format!("{name}_{}@{home}", spread(index, 10, 99)),
                    domain: Domain::from_database(home.clone()),
                    status: if spread(index, 0, 3) == 0 { 404 } else { 410 },
                    answered_at: Millis(0),
                    life: None,
                    proof: model::probe::Proof::default(),
                }
            })
            .collect()
    }

    /// Servers that were purged in the past, so nothing of them is left.
    pub(super) fn closed_servers(&self) -> Vec<Domain> {
        ["old-harbour.example", "tinytown.example"].map(|name| Domain::from_database(name.to_owned())).into()
    }

    /// The `.env.production` of this Mastodon.
    pub(super) fn env_file(&self, media: &Path) -> String {
        format!(
            "# The simulated Mastodon server of the demo; written anew at each start.\n\
             LOCAL_DOMAIN={SITE}\n\
             DATABASE_URL={}\n\
             REDIS_URL={}\n\
             PAPERCLIP_ROOT_PATH='{}'\n\
             ALLOWED_PRIVATE_ADDRESSES={}\n",
            self.postgres.url(DATABASE),
            self.redis.url(),
            media.display(),
            Fediverse::allowed_private_addresses(),
        )
    }
}

/// Makes Mastodon's database with its people and their files.
async fn make(postgres: &PrivatePostgres, shape: Shape, media: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(media).map_err(|source| DemoError::Folder { path: media.to_owned(), source })?;
    let pool = |database: &str| PgPoolOptions::new().max_connections(2).connect_lazy(&postgres.url(database));
    let server = pool("postgres").map_err(DemoError::Database)?;
    let create = sqlx::query("CREATE DATABASE mastodon_production").execute(&server).await;
    create.map_err(DemoError::Database)?;
    server.close().await;
    let mastodon = pool(DATABASE).map_err(DemoError::Database)?;
    sqlx::raw_sql(MastodonVersion::V4_6.schema()).execute(&mastodon).await.map_err(DemoError::Database)?;
    let now = Millis::from(Utc::now());
    let written = shape.population().write(&mastodon, media, now).await?;
    mastodon.close().await;
    let left = shape.population().leave_orphans(media, shape.accounts / ACCOUNTS_PER_ORPHAN, now);
    left.map_err(|source| DemoError::Folder { path: media.to_owned(), source })?;
    tracing::info!(statuses = written.statuses, files = written.files, "The simulated Mastodon server is made.");
    Ok(())
}
