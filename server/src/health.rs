//! Whether the program can work, for those who watch over it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::RunFilter;
use serde_json::json;

use crate::failure::chain;
use crate::site::Site;

/// `GET /health`: 200 while our own state answers, else 503. Tells strangers nothing else.
pub(crate) async fn health(State(site): State<Site>) -> Response {
    let answer = site.engine.runs(&RunFilter { job: None, before: None, limit: 1 }).await;
    match answer {
        Ok(_) => Json(json!({ "status": "ok" })).into_response(),
        Err(error) => {
            tracing::error!(error = %chain(&error), "The program is not healthy.");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "own-state-unavailable" }))).into_response()
        }
    }
}
