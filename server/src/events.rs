//! A run while it is at work, sent to the page that shows it.

use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{FutureExt, StreamExt};
use model::RunId;

use crate::failure::chain;
use crate::site::Site;

/// `GET /runs/{id}/events`: the whole run as JSON each time it has changed, the last time when it has ended.
///
/// A missed event is harmless, because each holds the latest state. The stream ends when the program stops.
pub(crate) async fn of_run(State(site): State<Site>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<RunId>() else { return StatusCode::NOT_FOUND.into_response() };
    match site.engine.run(&id).await {
        Ok(Some(_)) => {}
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = %chain(&error), run.id = %id, "A run could not be followed.");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    }
    let stopping = site.stopping.clone().cancelled_owned().boxed();
    let events = site.engine.watch(id).map(|run| Event::default().json_data(&run)).take_until(stopping);
    // Proxies such as nginx would otherwise collect events before passing them on.
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), "no")];
    (unbuffered, Sse::new(events).keep_alive(KeepAlive::default())).into_response()
}
