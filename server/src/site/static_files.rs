//! Style sheet, scripts, fonts and pictures of the panel, for everybody.

use std::path::Path;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::routing::any_service;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::Site;

/// Built files keep their names from version to version, so a browser asks each time whether its copy is still right.
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// Fonts and pictures do not change within a day.
const FOR_A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// Routes to what lies in the folder; nothing else of it is served.
pub(super) fn routes(site_root: &Path) -> Router<Site> {
    let folder = any_service(
        ServeDir::new(site_root).append_index_html_on_directories(false).precompressed_br().precompressed_gzip(),
    );
    let cached = |value| SetResponseHeaderLayer::overriding(CACHE_CONTROL, value);
    let built = Router::new().route("/pkg/{*file}", folder.clone()).layer(cached(ASK_EACH_TIME));
    ["/fonts/{*file}", "/logo.svg", "/favicon.svg", "/favicon.ico"]
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, folder.clone()))
        .layer(cached(FOR_A_DAY))
        .merge(built)
}
