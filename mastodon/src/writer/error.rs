//! Why a removal stopped. Single files that could not be removed are no reason to stop: they are in the result.

use model::{AccountId, Domain};

use crate::catalogue::Refusal;
use crate::files::StorageError;
use crate::journal::JournalError;
use crate::read_error::ReadError;

/// A removal that stopped. What was done before is done, and doing it again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("account {0} belongs to a member; only accounts of other servers are ever removed, so nothing was")]
    LocalAccount(AccountId),
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Refusal>),
    #[error("{count} accounts could not be looked at before their removal")]
    ReadAccounts { count: usize, source: sqlx::Error },
    #[error("what would go with {count} accounts could not be counted")]
    Count { count: usize, source: sqlx::Error },
    #[error("the posts of {count} accounts could not be removed")]
    RemoveStatuses { count: usize, source: sqlx::Error },
    #[error("the attachments of {count} accounts could not be removed")]
    RemoveMedia { count: usize, source: sqlx::Error },
    #[error("the rows of {count} accounts could not be removed")]
    RemoveRows { count: usize, source: sqlx::Error },
    #[error("{count} accounts get new posts faster than they can be removed")]
    StillGrowing { count: usize },
    #[error("{count} profile pictures could not be let go of")]
    ClearPictures { count: usize, source: sqlx::Error },
    #[error("the custom emojis of {domain} could not be removed")]
    RemoveEmojis { domain: Domain, source: sqlx::Error },
    #[error("what Mastodon notes about {domain} could not be brought up to date")]
    ForgetDomain { domain: Domain, source: sqlx::Error },
    #[error("Mastodon's Redis did not tell on how many days deliveries to {domain} failed, or did not forget them")]
    FailedDays { domain: Domain, source: redis::RedisError },
    #[error("deliveries to {domain} could not be restarted")]
    RestartDelivery { domain: Domain, source: sqlx::Error },
    #[error("Mastodon could not be told that {domain} is no longer given up; it will find out within ten minutes")]
    ForgetGivenUp { domain: Domain, source: redis::RedisError },
    #[error("the owners of {count} files could not be asked for them")]
    AskOwners { count: usize, source: sqlx::Error },
    #[error("Mastodon's Redis is not set up, so nobody could fetch a picture; name it with REDIS_URL or REDIS_HOST")]
    NoRedis,
    #[error("Mastodon's background jobs could not be given {count} pictures to fetch")]
    Sidekiq { count: usize, source: redis::RedisError },
    #[error("the length of the queue {queue} of Mastodon's background jobs could not be read")]
    Queue { queue: &'static str, source: redis::RedisError },
    #[error("nothing was removed of the storage")]
    AskRows(#[source] ReadError),
    #[error("what is not there of the files would be taken for removed")]
    Storage(#[source] StorageError),
    #[error(transparent)]
    Journal(#[from] JournalError),
}
