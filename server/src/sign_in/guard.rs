//! The border: who is not signed in sees only the sign-in page.

use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::backend::AuthSession;
use crate::local_path::LocalPath;

/// Puts the operator into the request's extensions, or leads to the sign-in page and from there back here.
///
/// Server functions (`/api/…`) pass: each asks for the operator itself and answers in its own form.
pub(crate) async fn require_operator(session: AuthSession, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let signing_in = path == "/sign-in";
    match session.user {
        Some(_) if signing_in && request.method() == Method::GET => Redirect::to("/").into_response(),
        Some(signed_in) => {
            request.extensions_mut().insert(signed_in.operator);
            next.run(request).await
        }
        // Other servers' admins follow our name to /visitor; they have no business beyond it.
        None if signing_in || matches!(path, "/preferences" | "/visitor") || path.starts_with("/api/") => {
            next.run(request).await
        }
        None if wants_page(&request) => {
            let wish = request.uri().path_and_query().map(|wish| wish.as_str());
            Redirect::to(&LocalPath::of_wish(wish).by_sign_in(None)).into_response()
        }
        None => (StatusCode::UNAUTHORIZED, "Sign in first.").into_response(),
    }
}

/// A person who looks at a page, not a script that reads events or a form that posts.
fn wants_page(request: &Request) -> bool {
    let events = request.headers().get(header::ACCEPT).is_some_and(|accept| accept == "text/event-stream");
    (request.method() == Method::GET || request.method() == Method::HEAD) && !events
}
