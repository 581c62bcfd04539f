//! What a server answers to a request, by its behaviour.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use tokio::time::sleep;

use super::Servers;
use super::documents;
use super::healthy::{Question, healthy};
use super::listeners::Peer;
use super::names::PRIVATE;
use super::plan::{Behaviour, RetryAfter};
use super::site::Site;

/// Where a challenge is shown.
const CHALLENGE: &str = "/.one-moment/";

/// What every answer needs.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) servers: Arc<Servers>,
    pub(crate) latency_ms: u64,
    pub(crate) http_port: u16,
}

/// Finds the server by the name it is asked by, counts the request, and answers as that server behaves now.
pub(crate) async fn answer(
    State(context): State<Context>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request<Body>,
) -> Response {
    let Some(question) = Question::of(&request, peer.scheme) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some(site) = context.servers.find(&question.name) else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let _visit = site.visit(format!("{} {}", request.method(), request.uri()));
    if context.latency_ms > 0 {
        sleep(Duration::from_millis(context.latency_ms)).await;
    }
    if request.method() == Method::POST {
        return StatusCode::ACCEPTED.into_response();
    }
    behave(&context, &peer, &question, &site).await
}

async fn behave(context: &Context, peer: &Peer, question: &Question, site: &Site) -> Response {
    match site.behaviour() {
        Behaviour::Slow(ms) => {
            sleep(Duration::from_millis(ms)).await;
            healthy(question, site)
        }
        Behaviour::Tarpit => {
            peer.faults.drip();
            healthy(question, site)
        }
        // A client that was told another address than ours all the same meets a closed door.
        Behaviour::Dropped | Behaviour::Refused => {
            peer.faults.reset();
            StatusCode::OK.into_response()
        }
        Behaviour::SignedOnly if question.wants_account() && !question.signed => {
            (StatusCode::UNAUTHORIZED, "Request not signed").into_response()
        }
        Behaviour::Forbidden => page(StatusCode::FORBIDDEN, "Forbidden"),
        Behaviour::TooManyRequests(after) => too_many(&after),
        Behaviour::Trouble(status) => {
            page(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), "Trouble")
        }
        Behaviour::Redirects(hops) if question.hop < hops => {
            redirect(&format!("{}{}?hop={}", question.origin, question.path, question.hop + 1))
        }
        Behaviour::PlainOnly if question.origin.starts_with("https:") => {
            redirect(&format!("http://{}:{}{}", question.name, context.http_port, question.path))
        }
        Behaviour::Challenge if question.path == CHALLENGE => page(StatusCode::OK, "One moment"),
        Behaviour::Challenge => redirect(&format!("{}{CHALLENGE}?redir={}", question.origin, question.path)),
        Behaviour::RedirectLoop => redirect(&format!("{}{}", question.origin, question.path)),
        Behaviour::RedirectToPrivate => redirect(&format!("http://{PRIVATE}:{}{}", context.http_port, question.path)),
        Behaviour::ActorsOnly if question.is_about_the_server() => page(StatusCode::NOT_FOUND, "Not found"),
        Behaviour::BrokenNodeInfo(status) if question.is_about_the_server() => {
            page(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), "Something went wrong")
        }
        Behaviour::CachedNodeInfo if !question.is_node_info() => page(StatusCode::NOT_FOUND, "Not found"),
        Behaviour::CatchAllNotFound => page(StatusCode::NOT_FOUND, "Not found"),
        Behaviour::CatchAllGone => page(StatusCode::GONE, "Gone"),
        Behaviour::CatchAllPage => page(StatusCode::OK, "This name is for sale"),
        _ => healthy(question, site),
    }
}

pub(crate) fn page(status: StatusCode, title: &str) -> Response {
    (status, Html(documents::page(title))).into_response()
}

fn redirect(to: &str) -> Response {
    (StatusCode::FOUND, [(LOCATION, to)]).into_response()
}

fn too_many(after: &RetryAfter) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let value = match after {
        RetryAfter::Absent => return (status, "Too many requests").into_response(),
        RetryAfter::Seconds(seconds) => seconds.to_string(),
        RetryAfter::At(at) => at.to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    };
    (status, [(RETRY_AFTER, value)], "Too many requests").into_response()
}

/// A JSON document of that type.
pub(crate) fn json(status: StatusCode, kind: &'static str, document: &serde_json::Value) -> Response {
    (status, [(CONTENT_TYPE, kind)], document.to_string()).into_response()
}
