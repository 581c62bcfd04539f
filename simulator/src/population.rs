//! A believable Mastodon server of any size, the same for the same seed.
//!
//! Everything about an account follows from the seed and its number, so the database, the files and the fediverse that answers for it
//! agree without sharing anything, and a population of any size takes little memory.

mod accounts;
mod chance;
mod emojis;
mod moderation;
mod names;
mod orphans;
mod person;
mod pictures;
mod posts;
mod relations;
mod scene;
mod servers;
mod sheet;
mod statuses;
mod totals;

use std::path::Path;

use model::Millis;
use sqlx::PgPool;

use crate::fediverse::{Plan, Server};
use crate::world::Tables;
use person::Person;
use pictures::Pictures;
use scene::Scene;
use servers::Home;

/// How big a population is, and where its fediverse answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Population {
    pub seed: u64,
    /// Remote accounts.
    pub accounts: u32,
    /// Servers they live on.
    pub servers: u32,
    /// People of the site itself; the first is called `admin`.
    pub members: u32,
    /// On average; most have written little, a few much.
    pub statuses_per_account: u32,
    /// Where the fediverse answers HTTP; part of the accounts' addresses.
    pub http_port: u16,
    /// Where the fediverse answers HTTPS.
    pub https_port: u16,
}

impl Default for Population {
    /// The demo's: 20,000 accounts on 300 servers with some 60,000 statuses, 40 members.
    fn default() -> Self {
        Self {
            seed: 1,
            accounts: 20_000,
            servers: 300,
            members: 40,
            statuses_per_account: 3,
            http_port: 80,
            https_port: 443,
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Populated {
    /// Remote accounts.
    pub accounts: u64,
    /// Statuses of everybody, boosts included.
    pub statuses: u64,
    /// Files of all styles.
    pub files: u64,
    /// The sum of their lengths; on disk they take less, because most of each is a hole.
    pub bytes: u64,
}

/// Why a population could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PopulationError {
    #[error("the database refused the simulated population")]
    Database(#[from] sqlx::Error),
    #[error("the database has accounts already; a population needs an empty one")]
    NotEmpty,
    #[error("the simulated pictures cannot be written")]
    Files(#[source] std::io::Error),
}

impl Population {
    /// The fediverse that answers for its accounts.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let homes = servers::homes(self);
        let mut plan = Plan { http_port: self.http_port, https_port: self.https_port, ..Plan::default() };
        for home in &homes {
            let server = Server { behaviour: home.behaviour.clone(), software: home.software, ..Server::default() };
            plan.servers.insert(home.name.clone(), server);
        }
        for (_, rank, person) in self.people(&homes) {
            if let Some(server) = plan.servers.get_mut(&homes[rank as usize].name) {
                server.accounts.insert(person.username, person.state);
            }
        }
        plan
    }

    /// Fills an empty Mastodon database of any release, and `files` with its pictures, as of `now`.
    ///
    /// All rows are one transaction that ends when all files are there; what a killed attempt leaves is files without rows.
    ///
    /// # Errors
    /// When the database is not empty or refuses, or a file cannot be written.
    pub async fn write(&self, pool: &PgPool, files: &Path, now: Millis) -> Result<Populated, PopulationError> {
        let tables = Tables::read(pool).await?;
        let mut transaction = pool.begin().await?;
        if sqlx::query_scalar("SELECT EXISTS (SELECT FROM accounts)").fetch_one(&mut *transaction).await? {
            return Err(PopulationError::NotEmpty);
        }
        // Rows come in an order in which each finds what it points at; having each looked up takes half of the time. Only a superuser
        // may go without, and the tests look every pointer up.
        sqlx::query("SELECT set_config('session_replication_role', 'replica', true) WHERE current_setting('is_superuser') = 'on'")
            .execute(&mut *transaction)
            .await?;
        let mut pictures = Pictures::new(files.to_owned());
        let mut scene = Scene::new(self.clone(), now, tables);
        accounts::write(&mut scene, &mut transaction, &mut pictures).await?;
        statuses::write(&mut scene, &mut transaction, &mut pictures).await?;
        relations::write(&mut scene, &mut transaction).await?;
        moderation::write(&mut scene, &mut transaction).await?;
        emojis::write(&scene, &mut transaction, &mut pictures).await?;
        totals::write(&scene, &mut transaction).await?;
        let statuses: i64 = sqlx::query_scalar("SELECT count(*) FROM statuses").fetch_one(&mut *transaction).await?;
        let (files, bytes) = pictures.finish().await?;
        transaction.commit().await?;
        sqlx::query("ANALYZE").execute(pool).await?;
        let statuses = u64::try_from(statuses).unwrap_or_default();
        Ok(Populated { accounts: self.accounts.into(), statuses, files, bytes })
    }

    /// Everybody with their number and the rank of their server.
    fn people<'a>(&'a self, homes: &'a [Home]) -> impl Iterator<Item = (u32, u32, Person)> + 'a {
        (0..).zip(homes).flat_map(move |(rank, home)| {
            (home.first..home.first + home.people).map(move |index| (index, rank, Person::new(self, index, home, rank)))
        })
    }
}
