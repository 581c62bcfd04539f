//! Download of what was seen at the moment of an act, of which the page of the log shows the beginning.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Operator;

use crate::failure::chain;
use crate::site::Site;

/// `GET /history/activity/{id}/seen.json`.
pub(crate) async fn seen(
    State(site): State<Site>,
    Extension(operator): Extension<Operator>,
    Path(id): Path<String>,
) -> Response {
    match site.engine.seen_at(&operator, &id).await {
        Ok(Some(seen)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/json"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"seen.json\""),
            ];
            (headers, seen).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(error = %chain(&error), "What was seen at the moment of an act could not be read.");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
