//! The services that tests need, started together and cleared away together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::postgres::leftover::works_in;
use crate::postgres::owner::Owner;
use crate::postgres::programs::Programs;
use crate::postgres::{Durability, PostgresError, PrivatePostgres, leftover};
use crate::redis::{PrivateRedis, RedisError};

/// The variable that holds the address of a PostgreSQL where tests may make databases.
pub const POSTGRES: &str = "GROUNDSKEEPER_TEST_POSTGRES";

/// The variable that holds the address of a Redis that tests may fill.
pub const REDIS: &str = "GROUNDSKEEPER_TEST_REDIS";

/// A private PostgreSQL and a private Redis in a folder of this process, which goes with them.
#[derive(Debug)]
pub struct TestServices {
    postgres: Option<PrivatePostgres>,
    redis: Option<PrivateRedis>,
    folder: PathBuf,
}

/// Why the services could not be started.
#[derive(Debug, thiserror::Error)]
pub enum ServicesError {
    #[error("the private PostgreSQL did not start")]
    Postgres(#[from] PostgresError),
    #[error("the private Redis did not start")]
    Redis(#[from] RedisError),
}

impl TestServices {
    /// Starts both in `all/<process id>`, after clearing away what killed processes left in `all`.
    ///
    /// # Errors
    /// When either does not come up.
    pub fn start(all: &Path) -> Result<Self, ServicesError> {
        sweep(all);
        let folder = all.join(std::process::id().to_string());
        let mut services = Self { postgres: None, redis: None, folder };
        services.postgres = Some(PrivatePostgres::start(&services.folder.join("postgres"), Durability::Disposable)?);
        services.redis = Some(PrivateRedis::start(&services.folder.join("redis"))?);
        Ok(services)
    }

    /// The variables a command needs to use them.
    #[must_use]
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let postgres = self.postgres.iter().map(|server| (POSTGRES, server.url("postgres")));
        let redis = self.redis.iter().map(|server| (REDIS, server.url()));
        postgres.chain(redis).collect()
    }
}

impl Drop for TestServices {
    fn drop(&mut self) {
        self.postgres = None;
        self.redis = None;
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the folder of the test services stays");
        }
    }
}

/// Stops the services of processes that were killed, and removes their folders. What cannot be cleared is left for the next time.
fn sweep(all: &Path) {
    let (Ok(entries), Some(programs), Ok(owner)) = (fs::read_dir(all), Programs::find(), Owner::of_this_process())
    else {
        return;
    };
    for folder in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let pid = folder.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse::<u32>().ok());
        if pid.is_none_or(|pid| Path::new("/proc").join(pid.to_string()).exists()) {
            continue;
        }
        let redis = folder.join("redis");
        let left: Option<u32> =
            fs::read_to_string(redis.join("redis.pid")).ok().and_then(|text| text.trim().parse().ok());
        if let Some(left) = left.filter(|left| works_in(*left, &redis)) {
            let _ = Command::new("kill").arg(left.to_string()).status();
        }
        if leftover::stop(&folder.join("postgres/data"), &programs, &owner).is_ok() {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}
