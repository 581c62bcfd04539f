//! Where Mastodon's Redis is, and what its keys are called there.

mod variables;

use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

use super::database::decoded;
use super::{SettingsFault, text};
use crate::env_file::Env;
use variables::{BASE, CACHE, SIDEKIQ, Variables};

const PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26_379;

/// Mastodon's Redis: its own data, and its cache and its jobs, which may be elsewhere.
#[derive(Clone, Debug)]
pub struct Redis {
    /// Feeds, queues of the search index, and the channels of streaming.
    pub base: RedisServer,
    /// What Rails keeps for some minutes: `CACHE_REDIS_…`, else the base as a whole.
    pub cache: RedisServer,
    /// The queues of Mastodon's background jobs: `SIDEKIQ_REDIS_…`, else the base as a whole.
    pub sidekiq: RedisServer,
    /// `REDIS_NAMESPACE`, which Mastodon knows up to 4.3.
    pub namespace: Option<String>,
}

/// One of the numbered databases of a Redis, and who one is there.
#[derive(Clone, Debug)]
pub struct RedisServer {
    pub place: RedisPlace,
    pub database: i64,
    pub user: Option<String>,
    pub password: Option<SecretString>,
}

/// How a Redis is found.
#[derive(Clone, Debug)]
pub enum RedisPlace {
    Server {
        host: String,
        port: u16,
        /// `rediss://`
        tls: bool,
    },
    Socket(PathBuf),
    /// Sentinels that know who the master of that name is at the moment.
    Sentinels {
        sentinels: Vec<(String, u16)>,
        master: String,
        user: Option<String>,
        password: Option<SecretString>,
    },
}

impl Redis {
    /// A key or a channel of the base or of Sidekiq, as Mastodon calls it here.
    #[must_use]
    pub fn key(&self, key: &str) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}:{key}"),
            None => key.to_owned(),
        }
    }

    /// A key of the Rails cache.
    #[must_use]
    pub fn cache_key(&self, key: &str) -> String {
        match &self.namespace {
            Some(namespace) => format!("{namespace}_cache:{key}"),
            None => format!("cache:{key}"),
        }
    }
}

/// Nothing when no variable speaks of a Redis: a Mastodon that only leans on the defaults is told apart from settings that leave it out
/// only by writing one of them down.
///
/// Mirrors lib/mastodon/redis_configuration.rb of 4.3. 4.1 and 4.2 take a lone `CACHE_REDIS_PORT` or `CACHE_REDIS_DB` for another
/// server, too; what they cached there goes by itself within ten minutes.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<Redis> {
    let namespace = text(env, "REDIS_NAMESPACE").map(str::to_owned);
    if namespace.is_none() && BASE.all().iter().all(|variable| text(env, variable).is_none()) {
        return None;
    }
    let base = server(env, &BASE, Some("localhost"), faults);
    let cache = server(env, &CACHE, None, faults);
    let sidekiq = server(env, &SIDEKIQ, None, faults);
    let base = base?;
    let or_base = |server: Option<RedisServer>| server.unwrap_or_else(|| base.clone());
    Some(Redis { cache: or_base(cache), sidekiq: or_base(sidekiq), base, namespace })
}

/// The server that these variables speak of; nothing when they name none, or with a fault.
fn server(
    env: &Env,
    variables: &Variables,
    default_host: Option<&str>,
    faults: &mut Vec<SettingsFault>,
) -> Option<RedisServer> {
    if let Some(url) = text(env, variables.url) {
        return of_url(url).map_err(|sentence| faults.push(SettingsFault::new(variables.url, sentence))).ok();
    }
    let owned = |variable: &str| text(env, variable).map(str::to_owned);
    let user = owned(variables.user);
    let password = owned(variables.password).map(SecretString::from);
    let sentinels = sentinels(env, variables, faults);
    let place = match (text(env, variables.sentinel_master), text(env, variables.host).or(default_host)) {
        (Some(master), _) if !sentinels.is_empty() => RedisPlace::Sentinels {
            sentinels,
            master: master.to_owned(),
            user: owned(variables.sentinel_username).or_else(|| user.clone()),
            password: owned(variables.sentinel_password).map(SecretString::from).or_else(|| password.clone()),
        },
        (_, Some(host)) => {
            RedisPlace::Server { host: host.to_owned(), port: number(env, variables.port, PORT, faults)?, tls: false }
        }
        (_, None) => return None,
    };
    Some(RedisServer { place, database: number(env, variables.db, 0, faults)?, user, password })
}

/// Names or addresses between commas, each with a port or without.
fn sentinels(env: &Env, variables: &Variables, faults: &mut Vec<SettingsFault>) -> Vec<(String, u16)> {
    let Some(listed) = text(env, variables.sentinels) else {
        return Vec::new();
    };
    let Some(usual) = number(env, variables.sentinel_port, SENTINEL_PORT, faults) else {
        return Vec::new();
    };
    let words = listed.split(',').map(str::trim).filter(|word| !word.is_empty());
    let read = words.map(|word| match word.split_once(':') {
        None => Some((word.to_owned(), usual)),
        Some((host, port)) => port.parse().ok().map(|port| (host.to_owned(), port)),
    });
    read.collect::<Option<_>>().unwrap_or_else(|| {
        let sentence = "must be names of servers, each with a port or without: one:26379,two";
        faults.push(SettingsFault::new(variables.sentinels, sentence));
        Vec::new()
    })
}

fn number<T: std::str::FromStr>(
    env: &Env,
    variable: &'static str,
    default: T,
    faults: &mut Vec<SettingsFault>,
) -> Option<T> {
    let Some(word) = text(env, variable) else {
        return Some(default);
    };
    word.parse().map_err(|_| faults.push(SettingsFault::new(variable, format!("“{word}” is not such a number")))).ok()
}

/// `redis://user:password@host:port/database`, `rediss://` with TLS, or `unix:///path?db=1`.
fn of_url(address: &str) -> Result<RedisServer, String> {
    let url = Url::parse(address).map_err(|fault| format!("is not an address ({fault})"))?;
    let plain = |part: &str| decoded(part).filter(|part| !part.is_empty());
    let query = |key: &str| url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
    let (place, database) = match url.scheme() {
        "redis" | "rediss" => {
            let host = url.host_str().and_then(plain).unwrap_or_else(|| "localhost".to_owned());
            // An address of version 6 stands between brackets in a URL only.
            let host = host.trim_matches(['[', ']']).to_owned();
            let tls = url.scheme() == "rediss";
            let named = plain(url.path().trim_matches('/'));
            (RedisPlace::Server { host, port: url.port().unwrap_or(PORT), tls }, named.or_else(|| query("db")))
        }
        "unix" => (RedisPlace::Socket(decoded(url.path()).ok_or("names no socket")?.into()), query("db")),
        _ => return Err("must begin with redis://, rediss:// or unix://".to_owned()),
    };
    let database = match database {
        Some(word) => word.parse().map_err(|_| "ends with what is not the number of a database".to_owned())?,
        None => 0,
    };
    let password = url.password().and_then(plain).or_else(|| query("password"));
    Ok(RedisServer { place, database, user: plain(url.username()), password: password.map(SecretString::from) })
}

#[cfg(test)]
mod tests;
