//! As much of OpenStack's Keystone and Swift as is needed to list a container and to delete from it.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::loopback::Loopback;
use super::objects::Objects;

const ACCOUNT: &str = "/v1/AUTH_media";
const CONTAINER: &str = "media";
const USER: &str = "mastodon";
const PASSWORD: &str = "a-secret-of-the-tests";
const REGION: &str = "GRA";
/// Objects per page, few enough for several pages.
const PAGE: usize = 500;

/// Whether Swift was set up with its middleware for bulk deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkDelete {
    On,
    /// Then the request reaches the account, which knows no such thing.
    Off,
}

/// Keystone and Swift on one address. The one container is a folder, in which an object lies as a file under its key; it ends when this
/// value is dropped.
#[derive(Debug)]
pub struct SwiftServer {
    http: Loopback,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    objects: Objects,
    bulk: BulkDelete,
    host: OnceLock<String>,
    /// The number of the token that is valid.
    token: AtomicU64,
    requests: AtomicU64,
}

impl SwiftServer {
    /// Starts it with its container in that folder.
    ///
    /// # Errors
    /// When the folder cannot be used or loopback has no free port.
    pub async fn start(folder: &Path, bulk: BulkDelete) -> io::Result<Self> {
        let state = Arc::new(State {
            objects: Objects::in_folder(&folder.join(CONTAINER))?,
            bulk,
            host: OnceLock::new(),
            token: AtomicU64::new(0),
            requests: AtomicU64::new(0),
        });
        let answering = Arc::clone(&state);
        let http = Loopback::start(move |request| answer(Arc::clone(&answering), request)).await?;
        state.host.get_or_init(|| http.host());
        Ok(Self { http, state })
    }

    /// The folder that is the container.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.state.objects.folder()
    }

    /// Mastodon's variables for it.
    #[must_use]
    pub fn env(&self) -> String {
        let host = self.http.host();
        format!(
            "SWIFT_ENABLED=true\nSWIFT_USERNAME={USER}\nSWIFT_PASSWORD={PASSWORD}\nSWIFT_TENANT=site\n\
             SWIFT_AUTH_URL=http://{host}/v3\nSWIFT_REGION={REGION}\nSWIFT_CONTAINER={CONTAINER}\n\
             SWIFT_OBJECT_URL=http://{host}{ACCOUNT}/{CONTAINER}\n"
        )
    }

    /// Makes the tokens given so far invalid, as time does.
    pub fn forget_tokens(&self) {
        self.state.token.fetch_add(1, Ordering::Relaxed);
    }

    /// Requests to Swift so far, without those to Keystone.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::Relaxed)
    }
}

type Answer = io::Result<Response<Full<Bytes>>>;

async fn answer(state: Arc<State>, request: Request<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if head.uri.path() == "/v3/auth/tokens" {
        return token(&state, &body);
    }
    state.requests.fetch_add(1, Ordering::Relaxed);
    if head.headers.get("x-auth-token").is_none_or(|token| token.as_bytes() != name(&state).as_bytes()) {
        return plain(StatusCode::UNAUTHORIZED, "");
    }
    let path = percent_decode_str(head.uri.path()).decode_utf8_lossy().into_owned();
    let Some(place) = path.strip_prefix(ACCOUNT) else { return plain(StatusCode::FORBIDDEN, "") };
    let mut parts = place.trim_start_matches('/').splitn(2, '/');
    let (container, key) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match (&head.method, container, key) {
        (&Method::POST, "", "") if head.uri.query().is_some_and(|query| query.starts_with("bulk-delete")) => {
            match state.bulk {
                BulkDelete::On => bulk_delete(&state.objects, &String::from_utf8_lossy(&body)),
                BulkDelete::Off => plain(StatusCode::METHOD_NOT_ALLOWED, ""),
            }
        }
        (&Method::GET, CONTAINER, "") => list(&state.objects, &head),
        (&Method::HEAD, CONTAINER, "") => plain(StatusCode::NO_CONTENT, ""),
        (&Method::DELETE, CONTAINER, key) if state.objects.remove(key) => plain(StatusCode::NO_CONTENT, ""),
        _ => plain(StatusCode::NOT_FOUND, "Not Found"),
    }
}

/// The token that is valid now.
fn name(state: &State) -> String {
    format!("token-{}", state.token.load(Ordering::Relaxed))
}

fn token(state: &State, body: &[u8]) -> Answer {
    let asked: Value = serde_json::from_slice(body).map_err(io::Error::other)?;
    let user = asked.pointer("/auth/identity/password/user").cloned().unwrap_or_default();
    let known = user["name"] == USER && user["password"] == PASSWORD && user["domain"]["name"] == "default";
    if !known || asked.pointer("/auth/scope/project/name") != Some(&json!("site")) {
        return plain(StatusCode::UNAUTHORIZED, "The request you have made requires authentication.");
    }
    let host = state.host.get().map_or("", String::as_str);
    let endpoint =
        |region: &str, interface: &str, url: String| json!({ "region": region, "interface": interface, "url": url });
    let catalog = json!({ "token": { "catalog": [
        { "type": "identity", "endpoints": [endpoint(REGION, "public", format!("http://{host}/v3"))] },
        { "type": "object-store", "endpoints": [
            endpoint("SBG", "public", "http://127.0.0.1:1/v1/elsewhere".to_owned()),
            endpoint(REGION, "internal", "http://127.0.0.1:1/v1/inside".to_owned()),
            endpoint(REGION, "public", format!("http://{host}{ACCOUNT}")),
        ] },
    ] } });
    let response = Response::builder().status(StatusCode::CREATED).header("x-subject-token", name(state));
    response.body(Full::from(catalog.to_string())).map_err(io::Error::other)
}

fn bulk_delete(objects: &Objects, names: &str) -> Answer {
    let (mut deleted, mut absent, mut errors) = (0, 0, Vec::new());
    for line in names.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let name = percent_decode_str(line).decode_utf8_lossy();
        match name.trim_start_matches('/').strip_prefix(&format!("{CONTAINER}/")) {
            Some(key) if key.contains("locked") => errors.push(json!([line, "403 Forbidden"])),
            Some(key) if objects.remove(key) => deleted += 1,
            _ => absent += 1,
        }
    }
    let status = if errors.is_empty() { "200 OK" } else { "400 Bad Request" };
    let told = json!({ "Response Status": status, "Response Body": "", "Number Deleted": deleted, "Number Not Found": absent,
        "Errors": errors });
    plain(StatusCode::OK, &told.to_string())
}

fn list(objects: &Objects, head: &Parts) -> Answer {
    let query = head.uri.query().unwrap_or_default();
    let word = |name: &str| {
        let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default();
        percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned()
    };
    let (marker, found) = (word("marker"), objects.beginning_with(&word("prefix"))?);
    let page = found.iter().filter(|(key, _)| **key > marker).take(PAGE).map(|(key, found)| {
        let written = DateTime::<Utc>::from(found.modified()?).format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
        Ok(json!({ "name": key, "bytes": found.len(), "last_modified": written, "hash": "", "content_type": "image/png" }))
    });
    let page = page.collect::<io::Result<Vec<Value>>>()?;
    plain(StatusCode::OK, &Value::from(page).to_string())
}

fn plain(status: StatusCode, text: &str) -> Answer {
    Response::builder().status(status).body(Full::from(text.to_owned())).map_err(io::Error::other)
}
