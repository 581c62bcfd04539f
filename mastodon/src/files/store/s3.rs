//! Files in an S3-compatible service.

mod open;

use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::aws::AmazonS3;
use object_store::{ObjectStore, ObjectStoreExt};

use super::batches::{Batches, Remove};
use super::fault::Fault;
use super::object;
use super::{Gone, StorageError, Store, StoredObject};
use crate::settings::StorageKind;

pub(crate) use open::open;

/// The bucket, seen in three ways: each needs another behaviour of the library.
#[derive(Debug)]
pub(crate) struct S3Store {
    removal: Batches<Bucket>,
    listing: Arc<dyn ObjectStore>,
    prefix: String,
}

#[derive(Debug)]
struct Bucket {
    /// Sends `DeleteObjects` for whatever it gets.
    batch: AmazonS3,
    /// Sends `DeleteObject` for each key.
    single: AmazonS3,
    prefix: String,
}

#[async_trait]
impl Store for S3Store {
    async fn remove(&self, keys: Vec<String>) -> Vec<Gone> {
        self.removal.remove(keys).await
    }

    async fn measure(&self, keys: Vec<String>) -> Vec<Gone> {
        vec![Gone::Unseen; keys.len()]
    }

    fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>> {
        object::list(StorageKind::S3, &self.listing, &self.prefix, folder, after)
    }
}

#[async_trait]
impl Remove for Bucket {
    async fn batch(&self, keys: &[String]) -> Result<Vec<Result<(), Fault>>, Fault> {
        object::delete(&self.batch, &self.prefix, keys).await
    }

    async fn single(&self, key: &str) -> Result<(), Fault> {
        object::gone(self.single.delete(&object::path(&self.prefix, key)?).await)
    }
}
