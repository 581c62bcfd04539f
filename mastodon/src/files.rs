//! Mastodon's stored files: which they are, and taking them away.
//!
//! Where they lie is the business of a [`store`](self): a folder of this machine or a service, as Mastodon's own variables say.

mod cache;
mod key;
mod object_name;
mod outcome;
pub(crate) mod row;
mod store;
mod stored;
mod stuck;

use std::sync::Arc;

use futures::stream::BoxStream;

use crate::settings::{Settings, Storage, StorageKind};
use cache::Cache;
pub(crate) use store::Store;
use store::azure::AzureStore;
use store::local::LocalStore;
use store::{Gone, s3};
use stuck::Stuck;

pub use key::StrangeName;
pub use object_name::{ObjectName, Place};
pub use outcome::{FileOutcome, FileResult};
pub use store::{StorageError, StoredObject};
pub use stored::{FileOwner, StoredFile};

/// The place Mastodon stores its files in. Only keys that follow from a [`StoredFile`] are ever removed from it.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn Store>,
    kind: StorageKind,
    cache: Option<Arc<Cache>>,
    stuck: Arc<Stuck>,
}

impl Files {
    /// The storage that Mastodon's variables name. Nothing is asked of a service yet.
    ///
    /// # Errors
    /// When the folder is not there or cannot be entered, or no connection can be made out of the settings.
    pub fn open(storage: &Storage) -> Result<Self, StorageError> {
        let store: Arc<dyn Store> = match storage {
            Storage::Local { root } => Arc::new(LocalStore::open(root)?),
            Storage::S3(settings) => Arc::new(s3::open(settings)?),
            Storage::Azure(settings) => Arc::new(AzureStore::open(settings)?),
            #[cfg(feature = "swift")]
            Storage::Swift(settings) => Arc::new(store::swift::SwiftStore::open(settings)?),
            #[cfg(not(feature = "swift"))]
            Storage::Swift(_) => return Err(StorageError::WithoutSwift),
        };
        Ok(Self { store, kind: storage.kind(), cache: None, stuck: Arc::default() })
    }

    /// The same with the cache in front of it, which is told of each object that is gone.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn of(settings: &Settings) -> Result<Self, StorageError> {
        let kind = settings.storage.kind();
        let cache = settings.cache_buster.as_ref().map(Cache::new).transpose();
        let cache = cache.map_err(|error| StorageError::Settings { kind, reason: error.to_string() })?;
        Ok(Self { cache: cache.map(Arc::new), ..Self::open(&settings.storage)? })
    }

    /// Removes every style of these files; outcomes are in the order of the files. One that is not there is no failure.
    ///
    /// What counts: in a folder the objects that were there, with their real sizes. A service does not say whether an object was there,
    /// and asking would take longer than removing; so there a file counts as its row describes it, once all its keys are confirmed gone.
    pub async fn remove(&self, files: &[StoredFile]) -> Vec<FileOutcome> {
        let keys = Keys::of(files);
        let gone = self.store.remove(keys.all()).await;
        let outcomes = keys.outcomes(files, gone);
        self.stuck.learn(outcomes.iter().map(|outcome| &outcome.result));
        if let Some(cache) = &self.cache {
            let gone = outcomes.iter().filter(|outcome| outcome.result == FileResult::Removed);
            cache.tell_gone(gone.flat_map(|outcome| outcome.file.keys()).flatten().collect()).await;
        }
        outcomes
    }

    /// Whether the files are where they were: where they are not, nobody is missing them.
    ///
    /// # Errors
    /// [`StorageError::Away`].
    pub(crate) async fn prove(&self) -> Result<(), StorageError> {
        self.store.prove().await
    }

    /// Whether files can be taken away at all, by what became of the last ones.
    ///
    /// # Errors
    /// [`StorageError::NothingGoes`], after which it is tried anew.
    pub(crate) fn are_going(&self) -> Result<(), StorageError> {
        match self.stuck.take() {
            None => Ok(()),
            Some((count, reason)) => Err(StorageError::NothingGoes { kind: self.kind, count, reason }),
        }
    }

    /// What became of the last files says nothing of the next ones.
    pub(crate) fn forget_stuck(&self) {
        self.stuck.forget();
    }

    /// What [`Self::remove`] would say, changing nothing. In a folder it looks at each file; a service is sent no request at all.
    pub async fn measure(&self, files: &[StoredFile]) -> Vec<FileOutcome> {
        let keys = Keys::of(files);
        let there = self.store.measure(keys.all()).await;
        keys.outcomes(files, there)
    }

    /// Removes these objects; what became of each is in their order.
    pub async fn remove_objects(&self, objects: &[ObjectName]) -> Vec<FileResult> {
        let gone = self.store.remove(objects.iter().map(String::from).collect()).await;
        let results: Vec<FileResult> = gone.into_iter().map(FileResult::of).collect();
        self.stuck.learn(results.iter());
        if let Some(cache) = &self.cache {
            let gone = objects.iter().zip(&results).filter(|(_, result)| **result == FileResult::Removed);
            cache.tell_gone(gone.map(|(object, _)| object.key().to_owned()).collect()).await;
        }
        results
    }

    /// Everything that lies below a folder of the storage (empty: all), after a key, in the order of the keys' bytes, in bounded memory.
    ///
    /// It ends with the first error; to go on, list again after the last key.
    #[must_use]
    pub fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>> {
        self.store.list(folder, after)
    }
}

/// The keys of each file.
struct Keys(Vec<Result<Vec<String>, StrangeName>>);

impl Keys {
    fn of(files: &[StoredFile]) -> Self {
        Self(files.iter().map(StoredFile::keys).collect())
    }

    /// All of them, one file after the other.
    fn all(&self) -> Vec<String> {
        self.0.iter().flatten().flatten().cloned().collect()
    }

    /// What became of each file, out of what became of each key.
    fn outcomes(self, files: &[StoredFile], gone: Vec<Gone>) -> Vec<FileOutcome> {
        let mut gone = gone.into_iter();
        let each = files.iter().cloned().zip(self.0);
        each.map(|(file, keys)| match keys {
            Ok(keys) => FileOutcome::of(file, gone.by_ref().take(keys.len())),
            Err(StrangeName) => FileOutcome::nothing(file, FileResult::Strange),
        })
        .collect()
    }
}
