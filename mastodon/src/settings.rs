//! What Mastodon's own configuration says: where its database and its files are, and by which name it is known.

mod addresses;
mod cache_buster;
mod database;
mod proxies;
mod redis;
mod storage;

use std::fmt;
use std::path::{Path, PathBuf};

use ipnet::IpNet;

use crate::env_file::{self, Env, EnvFileError};

pub use cache_buster::CacheBuster;
pub use database::{Database, Host, SslMode};
pub use proxies::{NoProxy, Proxies, Proxy};
pub use redis::{Redis, RedisPlace, RedisServer};
pub use storage::{Azure, S3, S3Credentials, Storage, StorageKind, Swift, SwiftProject};

/// Mastodon's configuration, valid throughout.
#[derive(Clone, Debug)]
pub struct Settings {
    pub database: Database,
    pub storage: Storage,
    /// Absent unless a cache in front of the files wants to be told: `CACHE_BUSTER_ENABLED`.
    pub cache_buster: Option<CacheBuster>,
    /// The name in its members' addresses: `LOCAL_DOMAIN`.
    pub local_domain: String,
    /// The name it is reached by: `WEB_DOMAIN`, by default the local domain.
    pub web_domain: String,
    /// Private networks that it may reach nevertheless: `ALLOWED_PRIVATE_ADDRESSES`.
    pub allowed_private_addresses: Vec<IpNet>,
    /// Through which proxies it asks other servers: `http_proxy`, `http_hidden_proxy` and what
    /// belongs to them.
    pub proxies: Proxies,
    /// Absent when no variable speaks of one; Mastodon's feeds and caches are then left alone.
    pub redis: Option<Redis>,
    /// How many days without signing in a member's feeds are kept for: `USER_ACTIVE_DAYS`, by default 7.
    pub active_days: u32,
    /// Whether Mastodon keeps a search index: `ES_ENABLED`.
    pub search: bool,
}

/// One variable that makes no sense, in a sentence that names it. A value is shown only where it cannot be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsFault {
    /// The variable's name.
    pub variable: &'static str,
    pub sentence: String,
}

impl SettingsFault {
    fn new(variable: &'static str, sentence: impl Into<String>) -> Self {
        Self { variable, sentence: sentence.into() }
    }
}

impl fmt::Display for SettingsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.sentence)
    }
}

/// Why Mastodon's configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("Mastodon's settings in {} cannot be read", path.display())]
    File { path: PathBuf, source: EnvFileError },
    #[error("Mastodon's settings in {} are not usable: {}", path.display(), sentences(faults))]
    Faults { path: PathBuf, faults: Vec<SettingsFault> },
}

fn sentences(faults: &[SettingsFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Settings {
    /// Reads `.env.production`. Mastodon's folder is the one that holds the file, unless `RAILS_ROOT` names another.
    ///
    /// # Errors
    /// When the file cannot be read, or with all faults of its variables together.
    pub fn from_env_file(path: &Path) -> Result<Self, SettingsError> {
        let env = env_file::read(path).map_err(|source| SettingsError::File { path: path.to_owned(), source })?;
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = whole.parent().unwrap_or(Path::new("/"));
        Self::from_env(&env, folder).map_err(|faults| SettingsError::Faults { path: path.to_owned(), faults })
    }

    /// Makes sense of the variables of a Mastodon whose folder is given.
    ///
    /// # Errors
    /// All faults together, each naming its variable.
    pub fn from_env(env: &Env, folder: &Path) -> Result<Self, Vec<SettingsFault>> {
        let mut faults = Vec::new();
        let rails_root = text(env, "RAILS_ROOT").map_or_else(|| folder.to_owned(), PathBuf::from);
        let database = database::read(env, &mut faults);
        let storage = storage::read(env, &rails_root, &mut faults);
        let local_domain = name(env, "LOCAL_DOMAIN", &mut faults);
        if local_domain.is_none() && text(env, "LOCAL_DOMAIN").is_none() {
            faults.push(SettingsFault::new("LOCAL_DOMAIN", "is missing; it is the name of the Mastodon server"));
        }
        let web_domain = name(env, "WEB_DOMAIN", &mut faults);
        let web_name = web_domain.as_deref().or(local_domain.as_deref()).unwrap_or_default();
        let cache_buster = storage.as_ref().and_then(|storage| cache_buster::read(env, storage, web_name, &mut faults));
        let allowed_private_addresses = addresses::read(env, &mut faults);
        let proxies = proxies::read(env, &mut faults);
        let redis = redis::read(env, &mut faults);
        let active_days = text(env, "USER_ACTIVE_DAYS").map_or(Ok(7), str::parse).unwrap_or_else(|_| {
            faults.push(SettingsFault::new("USER_ACTIVE_DAYS", "must be a number of days"));
            7
        });
        match (database, storage, local_domain) {
            (Some(database), Some(storage), Some(local_domain)) if faults.is_empty() => Ok(Self {
                database,
                storage,
                cache_buster,
                web_domain: web_domain.unwrap_or_else(|| local_domain.clone()),
                local_domain,
                allowed_private_addresses,
                proxies,
                redis,
                active_days,
                search: text(env, "ES_ENABLED") == Some("true"),
            }),
            _ => Err(faults),
        }
    }
}

/// A variable that is there and not blank.
fn text<'a>(env: &'a Env, variable: &str) -> Option<&'a str> {
    env.get(variable).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// A variable that holds the name of a server.
fn name(env: &Env, variable: &'static str, faults: &mut Vec<SettingsFault>) -> Option<String> {
    match text(env, variable)?.parse::<model::Domain>() {
        Ok(domain) => Some(domain.to_string()),
        Err(fault) => {
            faults.push(SettingsFault::new(variable, fault.to_string()));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, Vec<SettingsFault>> {
        Settings::from_env(&env_file::parse(text).expect("is read"), Path::new("/home/mastodon/live"))
    }

    fn root(settings: &Settings) -> Option<&Path> {
        match &settings.storage {
            Storage::Local { root } => Some(root),
            _ => None,
        }
    }

    #[test]
    fn a_short_file_is_enough() {
        let settings = settings("LOCAL_DOMAIN=Example.social").expect("is usable");
        assert_eq!(settings.local_domain, "example.social");
        assert_eq!(settings.web_domain, "example.social");
        assert_eq!(root(&settings), Some(Path::new("/home/mastodon/live/public/system")));
        assert!(settings.allowed_private_addresses.is_empty());
        assert!(settings.redis.is_none() && !settings.search);
        assert_eq!(settings.active_days, 7);
    }

    #[test]
    fn all_faults_are_told_together() {
        let faults = settings(
            "WEB_DOMAIN=https://example.social\nDB_PORT=many\nDB_SSLMODE=maybe\nALLOWED_PRIVATE_ADDRESSES=10.0.0.0/99\nREDIS_URL=db\nUSER_ACTIVE_DAYS=few",
        )
        .expect_err("is not usable");
        let variables: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
        let expected =
            ["DB_PORT", "DB_SSLMODE", "LOCAL_DOMAIN", "WEB_DOMAIN", "ALLOWED_PRIVATE_ADDRESSES", "REDIS_URL"];
        assert_eq!(variables, [&expected[..], &["USER_ACTIVE_DAYS"]].concat());
    }

    #[test]
    fn no_fault_shows_a_secret() {
        let faults = settings("LOCAL_DOMAIN=a.example\nDB_PASS=hunter2\nDATABASE_URL=postgres://u:hunter2@h:nine/x")
            .expect_err("is not usable");
        assert!(!format!("{faults:?}").contains("hunter2"), "{faults:?}");
        let settings = settings("LOCAL_DOMAIN=a.example\nDB_PASS=hunter2\nREDIS_URL=redis://:hunter2@h").expect("ok");
        assert!(!format!("{settings:?}").contains("hunter2"), "{settings:?}");
    }

    #[test]
    fn rails_root_may_be_named() {
        let settings = settings("LOCAL_DOMAIN=a.example\nRAILS_ROOT=/opt/mastodon").expect("is usable");
        assert_eq!(root(&settings), Some(Path::new("/opt/mastodon/public/system")));
    }
}
