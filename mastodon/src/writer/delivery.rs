//! Having Mastodon deliver to a server again.

use model::Domain;

use super::{WriteError, Writer, commit};
use crate::connect::Mastodon;
use crate::deletion::delivery::{ForgetGivenUp, given_up, has_inboxes};
use crate::sql;

/// What Mastodon held against a server before its deliveries were restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restarted {
    /// Whether it had given up.
    pub given_up: bool,
    /// On how many days a delivery had failed. Nothing where no Redis is set up: the days are still counted there, and the next failure
    /// makes Mastodon give up at once.
    pub failed_days: Option<u64>,
}

impl Restarted {
    /// Whether there was anything to do.
    #[must_use]
    pub fn anything(&self) -> bool {
        self.given_up || self.failed_days.is_some_and(|days| days > 0)
    }
}

impl Writer {
    /// Has Mastodon deliver to this server again, which is named as [`crate::delivery::unavailable_after`] names it: the days of failure
    /// are forgotten, then that it was given up, then what is cached of that.
    ///
    /// Mirrors `track_success!` of app/lib/delivery_failure_tracker.rb, whose order it is: after a stop between the two the server is
    /// still given up, so that it is seen and may be restarted; the other way round one more failure would give it up again. May be
    /// repeated.
    ///
    /// # Errors
    /// [`WriteError::FailedDays`], after which nothing else is changed; [`WriteError::RestartDelivery`];
    /// [`WriteError::ForgetGivenUp`], after which Mastodon delivers again within ten minutes.
    pub async fn restart_delivery(&self, domain: &Domain) -> Result<Restarted, WriteError> {
        match self {
            Self::Preview(mastodon) => held_against(mastodon, domain).await,
            Self::Apply(mastodon) => {
                let failed_days = forget_failed_days(mastodon, domain).await?;
                let given_up = commit(mastodon, &ForgetGivenUp { domain: domain.as_str() })
                    .await
                    .map_err(|source| WriteError::RestartDelivery { domain: domain.clone(), source })?;
                forget_given_up(mastodon, domain).await?;
                Ok(Restarted { given_up, failed_days })
            }
        }
    }

    /// Forgets what Mastodon holds against the hosts on which the inboxes of a purged server were, as [`crate::delivery::inbox_hosts`]
    /// named them before its accounts went. A host that an account of another server uses is left as it is. May be repeated; a preview does
    /// nothing.
    ///
    /// Returns why Redis could not be told of one of them, which is no error: see [`super::Purged::untold`].
    ///
    /// # Errors
    /// [`WriteError::RestartDelivery`].
    pub async fn forget_inbox_hosts(&self, hosts: &[Domain]) -> Result<Option<String>, WriteError> {
        let Self::Apply(mastodon) = self else { return Ok(None) };
        let mut untold = None;
        for host in hosts {
            let forgotten = match held_against(mastodon, host).await {
                Ok(held) if !held.anything() || is_used(mastodon, host).await? => continue,
                Ok(_) => self.restart_delivery(host).await.map(|_| ()),
                Err(error) => Err(error),
            };
            match forgotten {
                Err(WriteError::FailedDays { source, .. } | WriteError::ForgetGivenUp { source, .. }) => {
                    untold = Some(format!("Mastodon's Redis could not be told to forget {host}: {source}"));
                }
                forgotten => forgotten?,
            }
        }
        Ok(untold)
    }
}

async fn is_used(mastodon: &Mastodon, host: &Domain) -> Result<bool, WriteError> {
    let used = has_inboxes(&mastodon.pool, host.as_str()).await;
    used.map_err(|source| WriteError::RestartDelivery { domain: host.clone(), source })
}

async fn held_against(mastodon: &Mastodon, domain: &Domain) -> Result<Restarted, WriteError> {
    let failed_days = match &mastodon.redis {
        None => None,
        Some(redis) => {
            let days = redis.failed_days(std::slice::from_ref(domain)).await;
            days.map_err(|source| WriteError::FailedDays { domain: domain.clone(), source })?.first().copied()
        }
    };
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let given_up = given_up(&mut tx, domain.as_str()).await?;
        tx.commit().await?;
        Ok(given_up)
    };
    let given_up = read.await.map_err(|source| WriteError::RestartDelivery { domain: domain.clone(), source })?;
    Ok(Restarted { given_up, failed_days })
}

/// Nothing where there is no Redis.
async fn forget_failed_days(mastodon: &Mastodon, domain: &Domain) -> Result<Option<u64>, WriteError> {
    let Some(redis) = &mastodon.redis else { return Ok(None) };
    let days = redis.forget_failed_days(domain).await;
    days.map(Some).map_err(|source| WriteError::FailedDays { domain: domain.clone(), source })
}

async fn forget_given_up(mastodon: &Mastodon, domain: &Domain) -> Result<(), WriteError> {
    let Some(redis) = &mastodon.redis else { return Ok(()) };
    let forgotten = redis.forget_given_up().await;
    forgotten.map_err(|source| WriteError::ForgetGivenUp { domain: domain.clone(), source })
}
