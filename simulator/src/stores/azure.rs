//! As much of Azure's blob service as is needed to list a container and to delete from it in batches.

use std::fmt::Write;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::loopback::Loopback;
use super::objects::Objects;

const ACCOUNT: &str = "mastodon";
const CONTAINER: &str = "media";
/// Base64, as Azure's keys are.
const KEY: &str = "YS1zZWNyZXQtb2YtdGhlLXRlc3Rz";
/// Objects per page, few enough for several pages.
const PAGE: usize = 500;
/// Most deletions in a batch.
const MOST: usize = 256;

/// The server. Its one container is a folder, in which an object lies as a file under its key; it ends when this value is dropped.
#[derive(Debug)]
pub struct AzureServer {
    http: Loopback,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    objects: Objects,
    requests: AtomicU64,
}

impl AzureServer {
    /// Starts it with its container in that folder.
    ///
    /// # Errors
    /// When the folder cannot be used or loopback has no free port.
    pub async fn start(folder: &Path) -> io::Result<Self> {
        let state =
            Arc::new(State { objects: Objects::in_folder(&folder.join(CONTAINER))?, requests: AtomicU64::new(0) });
        let answering = Arc::clone(&state);
        let http = Loopback::start(move |request| answer(Arc::clone(&answering), request)).await?;
        Ok(Self { http, state })
    }

    /// The folder that is the container.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.state.objects.folder()
    }

    /// Mastodon's variables for it. None of them holds the address, see [`Self::endpoint`].
    #[must_use]
    pub fn env(&self) -> String {
        format!(
            "AZURE_ENABLED=true\nAZURE_STORAGE_ACCOUNT={ACCOUNT}\nAZURE_STORAGE_ACCESS_KEY={KEY}\n\
             AZURE_CONTAINER_NAME={CONTAINER}\n"
        )
    }

    /// Where it is, in place of Azure's own address.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.http.host())
    }

    /// Requests so far; a batch is one.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::Relaxed)
    }
}

async fn answer(state: Arc<State>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    state.requests.fetch_add(1, Ordering::Relaxed);
    let (head, body) = request.into_parts();
    let known = head.headers.get("authorization").and_then(|value| value.to_str().ok()).is_some_and(is_ours);
    let query = head.uri.query().unwrap_or_default();
    let word = |name: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        value.map(|value| percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
    };
    if !known {
        return refusal(StatusCode::FORBIDDEN, "AuthenticationFailed");
    }
    if head.uri.path().trim_matches('/') != CONTAINER {
        return refusal(StatusCode::NOT_FOUND, "ContainerNotFound");
    }
    match (head.method, word("comp").as_deref()) {
        (Method::POST, Some("batch")) => {
            let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
            let boundary =
                head.headers.get("content-type").and_then(|value| value.to_str().ok()?.split_once("boundary="));
            match boundary {
                Some((_, boundary)) => batch(&state.objects, boundary, &String::from_utf8_lossy(&body)),
                None => refusal(StatusCode::BAD_REQUEST, "InvalidInput"),
            }
        }
        (Method::GET, Some("list")) => {
            // A marker is the first key of the next page, as `startFrom` is.
            let first = word("marker").or(word("startFrom")).unwrap_or_default();
            list(&state.objects, &word("prefix").unwrap_or_default(), &first)
        }
        _ => refusal(StatusCode::BAD_REQUEST, "InvalidQueryParameterValue"),
    }
}

fn is_ours(authorization: &str) -> bool {
    authorization.starts_with(&format!("SharedKey {ACCOUNT}:"))
}

fn batch(objects: &Objects, boundary: &str, body: &str) -> io::Result<Response<Full<Bytes>>> {
    let parts: Vec<&str> = body.split(&format!("--{boundary}\r\n")).skip(1).collect();
    if parts.len() > MOST {
        return refusal(StatusCode::BAD_REQUEST, "ExceedsMaxBatchRequestCount");
    }
    let mut text = String::new();
    for part in parts {
        let line = |name: &str| part.lines().find_map(|line| line.to_lowercase().strip_prefix(name).map(|_| line));
        let id = line("content-id:").and_then(|line| line.split_once(':')).map_or("", |(_, id)| id.trim());
        let allowed = line("authorization:").and_then(|line| line.split_once(": ")).is_some_and(|(_, v)| is_ours(v));
        let target = line("delete ").and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let path = percent_decode_str(target.split('?').next().unwrap_or_default()).decode_utf8_lossy();
        let key = path.trim_start_matches('/').strip_prefix(CONTAINER).map(|key| key.trim_start_matches('/'));
        let status = match key {
            _ if !allowed => "403 Server failed to authenticate the request.",
            Some(key) if objects.remove(key) => "202 Accepted",
            _ => "404 The specified blob does not exist.",
        };
        // Writing to a string never fails.
        let _ = write!(
            text,
            "--answers\r\nContent-Type: application/http\r\nContent-ID: {id}\r\n\r\n\
             HTTP/1.1 {status}\r\nx-ms-version: 2019-12-12\r\n\r\n"
        );
    }
    text.push_str("--answers--");
    let response = Response::builder().status(StatusCode::ACCEPTED);
    let response = response.header("content-type", "multipart/mixed; boundary=answers");
    response.body(Full::from(text)).map_err(io::Error::other)
}

fn list(objects: &Objects, prefix: &str, first: &str) -> io::Result<Response<Full<Bytes>>> {
    let found = objects.beginning_with(prefix)?;
    let mut rest = found.range(first.to_owned()..);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>");
    for (key, found) in rest.by_ref().take(PAGE) {
        let written = DateTime::<Utc>::from(found.modified()?).format("%a, %d %b %Y %H:%M:%S GMT");
        let _ = write!(
            text,
            "<Blob><Name>{key}</Name><Properties><Last-Modified>{written}</Last-Modified><Etag>0x1</Etag>\
             <Content-Length>{}</Content-Length><Content-Type>image/png</Content-Type></Properties></Blob>",
            found.len()
        );
    }
    let next = rest.next().map_or("", |(key, _)| key);
    let _ = write!(text, "</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>");
    Ok(Response::new(Full::from(text)))
}

fn refusal(status: StatusCode, code: &str) -> io::Result<Response<Full<Bytes>>> {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message></Error>");
    Response::builder().status(status).body(Full::from(text)).map_err(io::Error::other)
}
