//! The names of the variables that speak of one Redis.

/// What a connection of Mastodon is told by.
pub(super) struct Variables {
    pub(super) url: &'static str,
    pub(super) host: &'static str,
    pub(super) port: &'static str,
    pub(super) db: &'static str,
    pub(super) user: &'static str,
    pub(super) password: &'static str,
    pub(super) sentinels: &'static str,
    pub(super) sentinel_master: &'static str,
    pub(super) sentinel_port: &'static str,
    pub(super) sentinel_username: &'static str,
    pub(super) sentinel_password: &'static str,
}

macro_rules! variables {
    ($prefix:literal) => {
        Variables {
            url: concat!($prefix, "REDIS_URL"),
            host: concat!($prefix, "REDIS_HOST"),
            port: concat!($prefix, "REDIS_PORT"),
            db: concat!($prefix, "REDIS_DB"),
            user: concat!($prefix, "REDIS_USER"),
            password: concat!($prefix, "REDIS_PASSWORD"),
            sentinels: concat!($prefix, "REDIS_SENTINELS"),
            sentinel_master: concat!($prefix, "REDIS_SENTINEL_MASTER"),
            sentinel_port: concat!($prefix, "REDIS_SENTINEL_PORT"),
            sentinel_username: concat!($prefix, "REDIS_SENTINEL_USERNAME"),
            sentinel_password: concat!($prefix, "REDIS_SENTINEL_PASSWORD"),
        }
    };
}

pub(super) const BASE: Variables = variables!("");
pub(super) const CACHE: Variables = variables!("CACHE_");
pub(super) const SIDEKIQ: Variables = variables!("SIDEKIQ_");

impl Variables {
    /// Those that say by themselves that there is a Redis.
    pub(super) fn all(&self) -> [&'static str; 7] {
        [self.url, self.host, self.port, self.db, self.user, self.password, self.sentinels]
    }
}
