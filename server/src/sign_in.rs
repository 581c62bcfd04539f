//! Signing in and out: who a request comes from.

mod attempts;
mod backend;
mod forms;
mod guard;
mod session_store;
mod visitor_address;

use axum_login::{AuthManagerLayer, AuthManagerLayerBuilder};
use engine::Engine;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::{Expiry, SessionManagerLayer};

pub(crate) use attempts::Attempts;
pub(crate) use backend::Operators;
pub(crate) use forms::{sign_in, sign_out};
pub(crate) use guard::require_operator;
pub(crate) use session_store::EngineSessions;

/// How long a session lasts.
const SESSION: Duration = Duration::days(14);

/// The layer that finds out who a request comes from. Over https the cookie is tied to this host and never sent in clear.
pub(crate) fn layer(engine: &Engine, https: bool) -> AuthManagerLayer<Operators, EngineSessions> {
    let sessions = SessionManagerLayer::new(EngineSessions::new(engine.clone()))
        .with_name(if https { "__Host-groundskeeper" } else { "groundskeeper" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(https)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(SESSION));
    AuthManagerLayerBuilder::new(Operators::new(engine.clone()), sessions).build()
}
