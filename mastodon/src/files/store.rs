//! What every place for files can do.

mod adaptive_width;
pub(super) mod azure;
mod batches;
mod connector;
mod fault;
pub(super) mod local;
mod object;
pub(super) mod s3;
#[cfg(feature = "swift")]
pub(super) mod swift;

use std::fmt::Debug;
use std::path::PathBuf;

use async_trait::async_trait;
use futures::stream::BoxStream;
use model::{Bytes, Millis};

use crate::settings::StorageKind;
pub(super) use connector::install_provider;

/// A place for files. Keys are Mastodon's; a prefix of the place's own is no part of them.
#[async_trait]
pub(crate) trait Store: Debug + Send + Sync {
    /// Removes the objects under these keys; what became of each is in their order.
    async fn remove(&self, keys: Vec<String>) -> Vec<Gone>;

    /// What [`Self::remove`] would say, as far as it can be known without asking a service.
    async fn measure(&self, keys: Vec<String>) -> Vec<Gone>;

    /// Whether this is still the place that was opened. A folder may be another one, without its
    /// disk; then that a file is not there says nothing. A service is asked by each request.
    ///
    /// # Errors
    /// [`StorageError::Away`].
    async fn prove(&self) -> Result<(), StorageError> {
        Ok(())
    }

    /// The objects below a folder, after a key, in the order of the keys' bytes.
    fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>>;
}

/// What became of the object under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// It was there, with that size, and is no more.
    Seen(Bytes),
    /// It is not there; whether it was is not known.
    Unseen,
    /// It was not there.
    Absent,
    /// It may still be there; the reason is the system's.
    Failed(String),
}

/// An object that lies in the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObject {
    pub key: String,
    pub size: Bytes,
    pub last_modified: Millis,
}

/// Why a storage cannot be used, in sentences for the one who set it up.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the folder of Mastodon's files, {}, cannot be used; is PAPERCLIP_ROOT_PATH right?", root.display())]
    Folder { root: PathBuf, source: std::io::Error },
    #[error(
        "the folder of Mastodon's files, {}, is empty or not the one it was; is its disk mounted?",
        root.display()
    )]
    Away { root: PathBuf },
    #[error(
        "none of the last {count} files could be removed from {kind}, so nothing more is taken from Mastodon: {reason}"
    )]
    NothingGoes { kind: StorageKind, count: u64, reason: String },
    #[error("no connection to {kind} can be made out of Mastodon's settings: {reason}")]
    Settings { kind: StorageKind, reason: String },
    #[cfg(not(feature = "swift"))]
    #[error("Mastodon's files are stored in OpenStack Swift, which this Groundskeeper was built without")]
    WithoutSwift,
    #[error("the files in {kind} cannot be listed: {reason}")]
    List { kind: StorageKind, reason: String },
}
