//! The days on which Mastodon could not deliver to a server, as it counts them in Redis.

use model::Domain;
use redis::{Pipeline, RedisError};

use super::Link;

/// Servers asked about in one pipeline.
const TOGETHER: usize = 500;
/// What Rails keeps of the servers that Mastodon has given up.
const GIVEN_UP: &str = "unavailable_domains";

impl Link {
    /// How many days are counted for each of these servers, in their order.
    pub(crate) async fn failed_days(&self, domains: &[Domain]) -> Result<Vec<u64>, RedisError> {
        let mut days = Vec::with_capacity(domains.len());
        for together in domains.chunks(TOGETHER) {
            let mut pipe = Pipeline::with_capacity(together.len());
            for domain in together {
                pipe.scard(self.failures(domain));
            }
            days.extend(self.base.ask_all::<Vec<u64>>(&pipe).await?);
        }
        Ok(days)
    }

    /// Forgets the days of a server, and tells how many there were.
    pub(crate) async fn forget_failed_days(&self, domain: &Domain) -> Result<u64, RedisError> {
        let mut pipe = Pipeline::new();
        pipe.atomic().scard(self.failures(domain)).del(self.failures(domain)).ignore();
        let (days,) = self.base.ask_all(&pipe).await?;
        Ok(days)
    }

    /// Has Rails read anew which servers are given up. It would by itself within ten minutes.
    pub(crate) async fn forget_given_up(&self) -> Result<(), RedisError> {
        let mut pipe = Pipeline::new();
        pipe.del(self.settings.cache_key(GIVEN_UP)).ignore();
        self.cache.send(&pipe).await
    }

    fn failures(&self, domain: &Domain) -> String {
        self.settings.key(&format!("exhausted_deliveries:{domain}"))
    }
}
