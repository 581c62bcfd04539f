//! Asking Mastodon to fetch missing profile pictures.

use model::{AccountId, Millis};

use super::{WriteError, Writer};
use crate::sidekiq::{Job, PULL, Worker};

/// An account with what is missing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub id: AccountId,
    pub avatar: bool,
    pub header: bool,
}

impl Writer {
    /// Puts a job on Mastodon's queue for each missing picture, and says how many. Mastodon fetches a picture only while it is still
    /// missing, so that asking twice does no harm.
    ///
    /// # Errors
    /// [`WriteError::NoRedis`], [`WriteError::Sidekiq`].
    pub async fn restore_profile_media(&self, wanted: &[Wanted], now: Millis) -> Result<usize, WriteError> {
        let jobs: Vec<Job> = wanted
            .iter()
            .flat_map(|one| {
                let avatar = one.avatar.then(|| Job::new(Worker::Avatar, one.id, now));
                avatar.into_iter().chain(one.header.then(|| Job::new(Worker::Header, one.id, now)))
            })
            .collect();
        let sidekiq = self.mastodon().sidekiq.as_ref().ok_or(WriteError::NoRedis)?;
        if let (Self::Apply(mastodon), false) = (self, jobs.is_empty()) {
            let push = async {
                let times = sidekiq.times(&mastodon.catalogue).await?;
                sidekiq.push(PULL, &jobs, times).await
            };
            push.await.map_err(|source| WriteError::Sidekiq { count: jobs.len(), source })?;
        }
        Ok(jobs.len())
    }
}
