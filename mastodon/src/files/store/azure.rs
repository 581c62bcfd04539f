//! Files in Azure's blob service.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use secrecy::ExposeSecret;

use super::adaptive_width::Width;
use super::batches::{Batches, Remove};
use super::connector::Attentive;
use super::fault::Fault;
use super::object;
use super::{Gone, StorageError, Store, StoredObject};
use crate::settings::{Azure, StorageKind};

/// Most deletions that Azure takes in a batch.
const MOST: usize = 256;

/// The container, for deletions and for listings.
pub(crate) struct AzureStore {
    removal: Batches<Container>,
    listing: Arc<dyn ObjectStore>,
}

struct Container(MicrosoftAzure);

// By hand, because the library would show the account's key.
impl fmt::Debug for AzureStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureStore").finish_non_exhaustive()
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Container").finish_non_exhaustive()
    }
}

impl AzureStore {
    /// Makes the connections; nothing is sent yet.
    pub(crate) fn open(settings: &Azure) -> Result<Self, StorageError> {
        let width = Arc::<Width>::default();
        let built = |retry: RetryConfig| {
            let builder = MicrosoftAzureBuilder::new()
                .with_account(&settings.account)
                .with_access_key(settings.access_key.expose_secret())
                .with_container_name(&settings.container)
                .with_endpoint(settings.endpoint.clone())
                .with_http_connector(Attentive::new(&width))
                .with_client_options(object::client_options(settings.endpoint.starts_with("http://")))
                .with_retry(retry);
            // What is wrong with a key is told with the key, which is a secret.
            builder.build().map_err(|_| StorageError::Settings {
                kind: StorageKind::Azure,
                reason: "is AZURE_STORAGE_ACCESS_KEY copied whole?".to_owned(),
            })
        };
        let listing = Arc::new(built(object::some_retry())?);
        let container = Container(built(object::no_retry())?);
        Ok(Self { removal: Batches::new(container, MOST, width), listing })
    }
}

#[async_trait]
impl Store for AzureStore {
    async fn remove(&self, keys: Vec<String>) -> Vec<Gone> {
        self.removal.remove(keys).await
    }

    async fn measure(&self, keys: Vec<String>) -> Vec<Gone> {
        vec![Gone::Unseen; keys.len()]
    }

    fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>> {
        object::list(StorageKind::Azure, &self.listing, "", folder, after)
    }
}

#[async_trait]
impl Remove for Container {
    async fn batch(&self, keys: &[String]) -> Result<Vec<Result<(), Fault>>, Fault> {
        object::delete(&self.0, "", keys).await
    }

    async fn single(&self, key: &str) -> Result<(), Fault> {
        // The library sends a batch of one.
        object::gone(self.0.delete(&object::path("", key)?).await)
    }
}
