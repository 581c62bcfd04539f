//! The panel as an HTTP service: its routes and the layers around them.

mod headers;
mod static_files;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::{App, shell};
use axum::Router;
use axum::extract::FromRef;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use engine::Engine;
use ipnet::IpNet;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::settings::Panel;
use crate::sign_in::{Attempts, require_operator};
use crate::{activity, events, health, preferences, receipts, sign_in};

/// The largest body a form of ours has; a bulk decision names at most a few thousand servers.
const BODY_BYTES: usize = 512 * 1024;
/// How long an answer may take to begin. A stream of events begins at once.
const ANSWER: Duration = Duration::from_secs(60);

/// What handlers need. Clones share everything.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) engine: Engine,
    pub(crate) attempts: Arc<Attempts>,
    pub(crate) trusted_proxies: Arc<[IpNet]>,
    /// Cancelled when the program is to stop.
    pub(crate) stopping: CancellationToken,
    leptos: LeptosOptions,
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.leptos.clone()
    }
}

impl Site {
    pub(crate) fn new(engine: Engine, panel: &Panel, address: SocketAddr, stopping: CancellationToken) -> Self {
        let leptos = LeptosOptions::builder()
            .output_name("groundskeeper")
            .site_root(panel.site_root.to_string_lossy())
            .site_addr(address)
            .build();
        Self {
            engine,
            attempts: Arc::default(),
            trusted_proxies: panel.trusted_proxies.clone().into(),
            stopping,
            leptos,
        }
    }

    /// The whole service. Layers that are added later see a request earlier.
    pub(crate) fn router(self, panel: &Panel) -> Router {
        let https = panel.is_https();
        let context = {
            let engine = self.engine.clone();
            move || {
                provide_context(engine.clone());
                headers::set_page_policy();
            }
        };
        let pages = Router::new()
            .route("/sign-in", post(sign_in::sign_in))
            .route("/sign-out", post(sign_in::sign_out))
            .route("/preferences", post(preferences::set))
            .route("/history/activity/{id}/seen.json", get(activity::seen))
            .route("/runs/{id}/events", get(events::of_run))
            .route("/runs/{id}/receipt.csv", get(receipts::everything))
            .route("/runs/{id}/receipt/{member}/following_accounts.csv", get(receipts::follows))
            .route("/runs/{id}/receipt/{member}/moved_accounts.csv", get(receipts::moves))
            .leptos_routes_with_context(&self, generate_route_list(App), context.clone(), {
                let options = self.leptos.clone();
                move || shell(options.clone())
            })
            .fallback(file_and_error_handler_with_context::<Self, _>(context, shell))
            .layer(middleware::from_fn(require_operator))
            .layer(sign_in::layer(&self.engine, https))
            .layer(csrf(panel));
        let open = static_files::routes(&panel.site_root).route("/health", get(health::health));
        pages
            .merge(open)
            .with_state(self)
            .layer(RequestBodyLimitLayer::new(BODY_BYTES))
            // Each page is written for one request: files that many ask for were compressed when they were built.
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER))
            .layer(CatchPanicLayer::new())
            .layer(middleware::from_fn(headers::harden))
            .layer(middleware::from_fn(move |request, next| headers::insist_on_https(https, request, next)))
            .layer(TraceLayer::new_for_http())
    }
}

/// Posts of other sites are refused, by what browsers say of where a request comes from.
fn csrf(panel: &Panel) -> CsrfLayer {
    let origin = panel.public_url.as_ref().map(|url| url.origin().ascii_serialization());
    match origin.map(|origin| CsrfLayer::new().add_trusted_origin(origin)) {
        Some(Ok(layer)) => layer,
        Some(Err(error)) => {
            tracing::warn!(%error, "The public address cannot be an origin; only requests to our own host are taken.");
            CsrfLayer::new()
        }
        None => CsrfLayer::new(),
    }
}
