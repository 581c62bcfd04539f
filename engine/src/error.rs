//! What may go wrong at the engine's border.

use model::{Domain, Millis, Permission, RunId};

use crate::store::StoreError;

/// The engine could not answer.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("our own state did not answer")]
    Store(#[from] StoreError),
    #[error("no Mastodon is connected; name its settings with --mastodon-env FILE")]
    NoMastodon,
    #[error("Mastodon could not be connected")]
    Connect(#[from] mastodon::ConnectError),
    #[error("Mastodon's database did not answer")]
    Read(#[from] mastodon::ReadError),
    #[error("the questions to other servers could not be set up")]
    Remotes(#[from] crate::remotes::RemotesError),
    #[error("a password could not be hashed")]
    Password,
}

/// An operator's act was refused, or failed.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error("this operator may not do that ({0:?})")]
    NotAllowed(Permission),
    #[error("this job is already at work (run {0})")]
    AlreadyRunning(RunId),
    #[error("there is no such run, or it has ended")]
    NoSuchRun,
    #[error("there is no open case for this server")]
    NoSuchCase,
    #[error("a second person has to agree to this purge first")]
    WantsAgreement,
    #[error("somebody else than who ordered this purge has to agree")]
    SamePerson,
    #[error("one of these servers is in the waiting room")]
    InWaitingRoom,
    #[error("something reached us from {domain} after it fell silent")]
    Heard { domain: Domain, at: Millis },
    #[error("somebody decided to keep {0} for ever")]
    Kept(Domain),
    #[error("a server is purged by deciding about it: it goes through the waiting room")]
    NotDecided,
    #[error("this time zone is not known")]
    UnknownZone,
    #[error("no server was named")]
    NothingToPurge,
    #[error("Mastodon's Redis is not set up, so nobody could fetch a picture; name it with REDIS_URL or REDIS_HOST")]
    NoRedis,
    #[error("the site's web API and its token are not set, so nobody could be written to; name them in [notices]")]
    NoWebApi,
    #[error("deliveries could not be restarted")]
    Delivery(#[from] mastodon::WriteError),
    #[error("the engine could not answer")]
    Store(#[from] EngineError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.into())
    }
}
