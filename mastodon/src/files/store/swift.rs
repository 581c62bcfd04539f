//! Files in OpenStack Swift.

mod keystone;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable};
use chrono::NaiveDateTime;
use futures::stream::{self, BoxStream, StreamExt};
use model::{Bytes, Millis};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::{Response, header};
use serde::Deserialize;
use tokio::sync::OnceCell;

use super::adaptive_width::Width;
use super::batches::{Batches, Remove};
use super::fault::{Fault, Remedy};
use super::{Gone, StorageError, Store, StoredObject};
use crate::settings::{StorageKind, Swift};
use keystone::Session;

/// Names in one bulk deletion. Swift takes 10,000 and deletes them one after the other; several requests at a time are faster.
const MOST: usize = 1_000;
/// Names per page of a listing.
const PAGE: usize = 1_000;
/// What stands in an address as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The container.
#[derive(Debug)]
pub(crate) struct SwiftStore {
    removal: Batches<Container>,
    container: Container,
}

#[derive(Clone, Debug)]
struct Container {
    session: Arc<Session>,
    name: String,
    /// Set once the container was seen: only then does 404 mean that an object is not there.
    seen: Arc<OnceCell<()>>,
}

/// What Swift's middleware answers to a bulk deletion.
#[derive(Debug, Deserialize)]
struct BulkDeleted {
    #[serde(rename = "Response Status")]
    status: String,
    #[serde(rename = "Number Deleted")]
    deleted: usize,
    #[serde(rename = "Number Not Found")]
    absent: usize,
    /// Name and status of each that is still there.
    #[serde(rename = "Errors")]
    errors: Vec<(String, String)>,
}

/// One line of a listing.
#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    bytes: u64,
    last_modified: String,
}

impl SwiftStore {
    /// Makes the connection; nothing is sent yet.
    pub(crate) fn open(settings: &Swift) -> Result<Self, StorageError> {
        let width = Arc::<Width>::default();
        let session = Session::new(settings.clone(), Arc::clone(&width))
            .map_err(|error| StorageError::Settings { kind: StorageKind::Swift, reason: error.to_string() })?;
        let name = settings.container.clone();
        let container = Container { session: Arc::new(session), name, seen: Arc::default() };
        Ok(Self { removal: Batches::new(container.clone(), MOST, width), container })
    }
}

#[async_trait]
impl Store for SwiftStore {
    async fn remove(&self, keys: Vec<String>) -> Vec<Gone> {
        self.removal.remove(keys).await
    }

    async fn measure(&self, keys: Vec<String>) -> Vec<Gone> {
        vec![Gone::Unseen; keys.len()]
    }

    fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>> {
        let folder = folder.trim_matches('/');
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let begin = Some((self.container.clone(), prefix, after.unwrap_or_default().to_owned()));
        let pages = stream::try_unfold(begin, |place| async move {
            let Some((container, prefix, after)) = place else { return Ok(None) };
            let page = (|| container.page(&prefix, &after))
                .retry(ExponentialBuilder::default().with_jitter())
                .when(|fault| fault.remedy.is_patience())
                .await
                .map_err(|fault| StorageError::List { kind: StorageKind::Swift, reason: fault.reason })?;
            let last = page.last().map(|object| object.key.clone());
            let next = last.map(|last| (container, prefix, last));
            Ok(next.is_some().then_some((page, next)))
        });
        let objects = pages.map(|page| match page {
            Ok(page) => stream::iter(page).map(Ok).boxed(),
            Err(error) => stream::iter([Err(error)]).boxed(),
        });
        objects.flatten().boxed()
    }
}

impl Container {
    /// The next objects after a key; none at the end.
    async fn page(&self, prefix: &str, after: &str) -> Result<Vec<StoredObject>, Fault> {
        let (prefix, after) = (encoded(prefix), encoded(after));
        let path = format!("/{}?format=json&limit={PAGE}&prefix={prefix}&marker={after}", encoded(&self.name));
        let response = self.session.send(|client, url| client.get(format!("{url}{path}"))).await?;
        let listed: Vec<Listed> = success(response)?.json().await.map_err(|error| nonsense(&error))?;
        let object = |listed: Listed| {
            let written = NaiveDateTime::parse_from_str(&listed.last_modified, "%Y-%m-%dT%H:%M:%S%.f");
            let last_modified = Millis(written.map(|at| at.and_utc().timestamp_millis()).unwrap_or_default());
            StoredObject { key: listed.name, size: Bytes(listed.bytes), last_modified }
        };
        Ok(listed.into_iter().map(object).collect())
    }

    async fn is_there(&self) -> Result<(), Fault> {
        let asked = self.seen.get_or_try_init(|| async {
            let path = format!("/{}", encoded(&self.name));
            let response = self.session.send(|client, url| client.head(format!("{url}{path}"))).await?;
            match response.status().as_u16() {
                404 => Err(Fault::new(Remedy::None, "there is no such container; is SWIFT_CONTAINER right?")),
                _ => success(response).map(|_| ()),
            }
        });
        asked.await.copied()
    }
}

#[async_trait]
impl Remove for Container {
    async fn batch(&self, keys: &[String]) -> Result<Vec<Result<(), Fault>>, Fault> {
        let names: String = keys.iter().map(|key| format!("{}/{}\n", encoded(&self.name), encoded(key))).collect();
        let response = self.session.send(|client, url| {
            let request = client.post(format!("{url}?bulk-delete")).header(header::CONTENT_TYPE, "text/plain");
            request.header(header::ACCEPT, "application/json").body(names.clone())
        });
        let told: BulkDeleted = success(response.await?)?.json().await.map_err(|error| nonsense(&error))?;
        // It stops after too many errors, and then says nothing of the rest.
        if told.deleted + told.absent + told.errors.len() != keys.len() {
            return Err(Fault::new(Remedy::Fewer, format!("Swift stopped: {}", told.status)));
        }
        if told.absent > 0 {
            self.is_there().await?;
        }
        let prefix = format!("{}/", self.name);
        let mut errors: HashMap<String, Fault> =
            told.errors.iter().filter_map(|error| refused(error, &prefix)).collect();
        if errors.len() != told.errors.len() {
            return Err(Fault::new(Remedy::Fewer, "Swift speaks of objects that it was not asked for"));
        }
        Ok(keys.iter().map(|key| errors.remove(key).map_or(Ok(()), Err)).collect())
    }

    async fn single(&self, key: &str) -> Result<(), Fault> {
        let path = format!("/{}/{}", encoded(&self.name), encoded(key));
        let response = self.session.send(|client, url| client.delete(format!("{url}{path}"))).await?;
        match response.status().as_u16() {
            404 => self.is_there().await,
            _ => success(response).map(|_| ()),
        }
    }
}

/// The key and the fault out of a name and a status such as `403 Forbidden`.
fn refused((name, status): &(String, String), prefix: &str) -> Option<(String, Fault)> {
    let name = percent_decode_str(name).decode_utf8().ok()?;
    let key = name.trim_start_matches('/').strip_prefix(prefix)?.to_owned();
    let (code, words) = status.split_once(' ').unwrap_or((status, ""));
    Some((key, Fault::answered(code.parse().ok()?, "", words)))
}

fn success(response: Response) -> Result<Response, Fault> {
    let status = response.status();
    match status.is_success() {
        true => Ok(response),
        false => Err(Fault::answered(status.as_u16(), "", status.canonical_reason().unwrap_or_default())),
    }
}

fn nonsense(error: &reqwest::Error) -> Fault {
    match error.is_decode() {
        // The request was something that this service does not know.
        true => Fault::new(Remedy::Singly, "the service gave an answer that makes no sense"),
        false => keystone::unheard(error),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}
