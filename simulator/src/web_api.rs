//! Somebody who takes posts as Mastodon's web API does, and shows them to nobody: the simulated servers have no web.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The only token that it accepts.
pub const TOKEN: &str = "simulated";

/// At work until this value is dropped.
#[derive(Debug)]
pub struct WebApi {
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// The keys under which posts were made.
type Keys = Arc<Mutex<Vec<String>>>;

impl WebApi {
    /// Listens on a free port of this machine.
    ///
    /// # Errors
    /// When no port can be listened on.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let app = Router::new().route("/api/v1/statuses", post(take)).with_state(Keys::default());
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                tracing::warn!(%error, "The simulated web API ended.");
            }
        });
        Ok(Self { address, task })
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for WebApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Takes a post; the same key makes no second one.
async fn take(State(keys): State<Keys>, headers: HeaderMap, Json(wanted): Json<Value>) -> (StatusCode, Json<Value>) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text("authorization") != format!("Bearer {TOKEN}") {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "The access token is invalid" })));
    }
    if wanted["status"].as_str().unwrap_or_default().is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": "Nothing was written" })));
    }
    let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
    let key = text("idempotency-key").to_owned();
    let at = keys.iter().position(|known| *known == key && !key.is_empty()).unwrap_or_else(|| {
        keys.push(key);
        keys.len() - 1
    });
    (StatusCode::OK, Json(json!({ "id": (at + 1).to_string(), "visibility": wanted["visibility"] })))
}
