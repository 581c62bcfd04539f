//! What the services that `object_store` speaks to have in common.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt};
use model::{Bytes, Millis};
use object_store::client::HttpError;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use super::connector::Refused;
use super::fault::{Fault, Remedy};
use super::{StorageError, StoredObject};
use crate::settings::StorageKind;

/// How long an answer may take: 1,000 deletions in one request take their time on some services.
const PATIENCE: Duration = Duration::from_secs(120);
const TO_CONNECT: Duration = Duration::from_secs(10);

pub(super) fn client_options(allow_http: bool) -> ClientOptions {
    ClientOptions::new().with_timeout(PATIENCE).with_connect_timeout(TO_CONNECT).with_allow_http(allow_http)
}

/// Deletions are sent again by ourselves, who know what became of each key.
pub(super) fn no_retry() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}

pub(super) fn some_retry() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(5), ..BackoffConfig::default() };
    RetryConfig { max_retries: 4, backoff, retry_timeout: Duration::from_secs(60) }
}

/// The place of a key. It is taken as it is: `Path::from` would encode some characters.
pub(super) fn path(prefix: &str, key: &str) -> Result<Path, Fault> {
    let whole = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}/{key}") };
    Path::parse(whole).map_err(|_| Fault::new(Remedy::None, "the key is not one that can be addressed"))
}

/// Removes these in one request; no more of them than the service takes.
pub(super) async fn delete(
    store: &dyn ObjectStore,
    prefix: &str,
    keys: &[String],
) -> Result<Vec<Result<(), Fault>>, Fault> {
    let paths = keys.iter().map(|key| path(prefix, key)).collect::<Result<Vec<Path>, Fault>>()?;
    let results: Vec<_> = store.delete_stream(stream::iter(paths).map(Ok).boxed()).collect().await;
    match results.as_slice() {
        // A fault of the whole request is told once.
        [Err(error)] => Err(fault(error)),
        _ => Ok(results.into_iter().map(gone).collect()),
    }
}

/// An object that is not there is gone; a bucket that is not there is a fault.
pub(super) fn gone<T>(result: object_store::Result<T>) -> Result<(), Fault> {
    match result.map_err(|error| fault(&error)) {
        Err(fault) if !fault.is_absence() => Err(fault),
        _ => Ok(()),
    }
}

/// Everything below a folder, under the storage's own prefix.
pub(super) fn list(
    kind: StorageKind,
    store: &Arc<dyn ObjectStore>,
    prefix: &str,
    folder: &str,
    after: Option<&str>,
) -> BoxStream<'static, Result<StoredObject, StorageError>> {
    let failed = move |fault: Fault| StorageError::List { kind, reason: fault.reason };
    let place = |key: &str| path(prefix, key).map_err(failed);
    let (below, offset) = match (place(folder), after.map(place).transpose()) {
        (Ok(below), Ok(offset)) => (below, offset),
        (Err(error), _) | (_, Err(error)) => return stream::iter([Err(error)]).boxed(),
    };
    let below = (!below.is_root()).then_some(below);
    let found = match offset {
        Some(offset) => store.list_with_offset(below.as_ref(), &offset),
        None => store.list(below.as_ref()),
    };
    let cut = if prefix.is_empty() { 0 } else { prefix.len() + 1 };
    let objects = found.map(move |found| {
        let found = found.map_err(|error| failed(fault(&error)))?;
        let key = found.location.as_ref().get(cut..).unwrap_or_default().to_owned();
        let last_modified = Millis(found.last_modified.timestamp_millis());
        Ok(StoredObject { key, size: Bytes(found.size), last_modified })
    });
    objects.boxed()
}

/// What an error of the library says of the service.
pub(super) fn fault(error: &object_store::Error) -> Fault {
    let mut cause: &(dyn Error + 'static) = error;
    let mut unheard = false;
    loop {
        if let Some(Refused(fault)) = cause.downcast_ref() {
            return fault.clone();
        }
        unheard |= cause.is::<HttpError>();
        match cause.source() {
            Some(inner) => cause = inner,
            None if unheard => return Fault::new(Remedy::Later, cause.to_string()),
            None => return of_words(&cause.to_string()),
        }
    }
}

/// The library tells faults of single keys in words only: `… (code: AccessDenied)`.
fn of_words(text: &str) -> Fault {
    let Some((_, code)) = text.rsplit_once("code: ") else {
        // It may be the answer itself: success, with something else for some of the keys.
        let Fault { reason, remedy, .. } = Fault::of_body(0, text);
        let reason =
            if reason.is_empty() { "the service gave an answer that makes no sense".to_owned() } else { reason };
        return Fault::new(if remedy == Remedy::Slower { remedy } else { Remedy::Fewer }, reason);
    };
    let code = code.trim_end_matches(')');
    // Of a key in a batch Azure's own code is lost, but not the sentence that goes with it.
    let known = if text.contains("specified blob does not exist") { "BlobNotFound" } else { "" };
    code.parse().map_or_else(|_| Fault::answered(0, code, ""), |status| Fault::answered(status, known, ""))
}
