//! What the forms for signing in and out do.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::backend::{AuthSession, Credentials};
use super::visitor_address::visitor_address;
use crate::failure::chain;
use crate::local_path::LocalPath;
use crate::site::Site;

/// The fields of the sign-in form.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    name: String,
    password: String,
    next: Option<String>,
}

/// `POST /sign-in`: begins a session and goes on to `next`; else back to the form, which says why.
pub(crate) async fn sign_in(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    mut session: AuthSession,
    Form(form): Form<SignInForm>,
) -> Response {
    let next = LocalPath::of_wish(form.next.as_deref());
    let name = form.name.trim().to_owned();
    let address = visitor_address(peer.ip(), &headers, &site.trusted_proxies);
    if !site.attempts.allow(address, &name, site.engine.now()) {
        tracing::warn!(%address, "Too many attempts to sign in.");
        return Redirect::to(&next.by_sign_in(Some("slow-down"))).into_response();
    }
    let credentials = Credentials { name: name.clone(), password: form.password.into() };
    let signed_in = match session.authenticate(credentials).await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => {
            tracing::info!(%address, "Somebody tried to sign in with a wrong name or password.");
            return Redirect::to(&next.by_sign_in(Some("credentials"))).into_response();
        }
        Err(error) => return unable("sign in", &error),
    };
    site.attempts.succeeded(address, &name);
    match session.login(&signed_in).await {
        Ok(()) => Redirect::to(next.as_str()).into_response(),
        Err(error) => unable("sign in", &error),
    }
}

/// `POST /sign-out`: ends the session.
pub(crate) async fn sign_out(mut session: AuthSession) -> Response {
    match session.logout().await {
        Ok(_) => Redirect::to("/sign-in").into_response(),
        Err(error) => unable("sign out", &error),
    }
}

fn unable(act: &str, error: &dyn std::error::Error) -> Response {
    tracing::error!(error = %chain(error), "An operator could not {act}.");
    (StatusCode::INTERNAL_SERVER_ERROR, "Groundskeeper's own state does not answer. Its log says more.").into_response()
}
