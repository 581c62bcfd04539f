//! What a server in good health answers.

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, HOST};
use axum::response::Response;

use super::answers::{json, page};
use super::documents;
use super::plan::{AccountState, Behaviour};
use super::signature::is_signed;
use super::site::Site;

const ACTIVITY: &str = "application/activity+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const JRD: &str = "application/jrd+json; charset=utf-8";

/// A request as far as an answer depends on it.
#[derive(Debug)]
pub(crate) struct Question {
    /// The server's name, without a port.
    pub(crate) name: String,
    /// `scheme://name:port`, as the asker wrote it.
    pub(crate) origin: String,
    pub(crate) path: String,
    query: String,
    /// How many redirects brought it here.
    pub(crate) hop: u32,
    pub(crate) signed: bool,
    wants_json: bool,
}

impl Question {
    /// Nothing when the request does not say whom it asks.
    pub(crate) fn of(request: &Request<Body>, scheme: &str) -> Option<Self> {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let host = header(HOST.as_str()).or(request.uri().authority().map(|authority| authority.as_str()))?;
        let accept = header(ACCEPT.as_str()).unwrap_or_default();
        let query = request.uri().query().unwrap_or_default();
        let hop = query.strip_prefix("hop=").and_then(|hop| hop.parse().ok()).unwrap_or(0);
        Some(Self {
            name: host.split(':').next().unwrap_or_default().to_ascii_lowercase(),
            origin: format!("{scheme}://{host}"),
            path: request.uri().path().to_owned(),
            query: query.to_owned(),
            hop,
            signed: is_signed(request),
            wants_json: accept.contains("json"),
        })
    }

    /// Whether it asks for NodeInfo or the instance actor.
    pub(crate) fn is_about_the_server(&self) -> bool {
        matches!(self.path.as_str(), "/.well-known/nodeinfo" | "/nodeinfo/2.0" | "/actor")
    }

    /// Whether it asks for NodeInfo as everybody does.
    pub(crate) fn is_node_info(&self) -> bool {
        matches!(self.path.as_str(), "/.well-known/nodeinfo" | "/nodeinfo/2.0") && self.query.is_empty()
    }

    /// Whether it asks for an account's document, not for its page.
    pub(crate) fn wants_account(&self) -> bool {
        self.wants_json && account_name(&self.path).is_some()
    }
}

/// The user name in the path of an account.
fn account_name(path: &str) -> Option<&str> {
    let name = ["/users/", "/u/", "/accounts/", "/@"].iter().find_map(|prefix| path.strip_prefix(prefix))?;
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

/// Answers as the software does: NodeInfo, the instance actor, WebFinger, accounts, and pages for people.
pub(crate) fn healthy(question: &Question, site: &Site) -> Response {
    let ok = StatusCode::OK;
    match question.path.as_str() {
        "/" => page(ok, &question.name),
        "/.well-known/nodeinfo" => json(ok, JSON, &documents::nodeinfo_pointer(&question.origin)),
        "/nodeinfo/2.0" => json(ok, JSON, &documents::nodeinfo(site.software, site.living())),
        "/actor" => {
            let hands = if site.behaviour() == Behaviour::ChangedHands { "second" } else { "first" };
            json(ok, ACTIVITY, &documents::instance_actor(&question.origin, &question.name, hands))
        }
        "/.well-known/webfinger" => webfinger(question, site),
        path => match account_name(path) {
            Some(name) => account(question, site, name),
            None => page(StatusCode::NOT_FOUND, "Not found"),
        },
    }
}

fn account(question: &Question, site: &Site, name: &str) -> Response {
    let id = format!("{}{}", question.origin, question.path);
    let state = site.account(name);
    if !question.wants_json {
        return match state {
            AccountState::Living | AccountState::Moved(_) => page(StatusCode::OK, name),
            AccountState::Gone => page(StatusCode::GONE, "Gone"),
            AccountState::NotFound | AccountState::Mislaid | AccountState::At(_) => {
                page(StatusCode::NOT_FOUND, "Not found")
            }
            AccountState::Suspended => page(StatusCode::FORBIDDEN, "Suspended"),
        };
    }
    let living = |moved_to| json(StatusCode::OK, ACTIVITY, &documents::actor(&id, &question.origin, name, moved_to));
    match state {
        AccountState::Living => living(None),
        AccountState::Moved(target) => living(Some(&target)),
        AccountState::Gone => json(StatusCode::GONE, ACTIVITY, &documents::tombstone(&id)),
        AccountState::Suspended => json(StatusCode::FORBIDDEN, JSON, &serde_json::json!({ "error": "Forbidden" })),
        AccountState::NotFound | AccountState::Mislaid | AccountState::At(_) => {
            json(StatusCode::NOT_FOUND, JSON, &serde_json::json!({ "error": "Not Found" }))
        }
    }
}

/// WebFinger for `resource=acct:name@server`.
fn webfinger(question: &Question, site: &Site) -> Response {
    let query = question.query.replace("%3A", ":").replace("%3a", ":").replace("%40", "@");
    let Some((name, _)) = query.strip_prefix("resource=acct:").and_then(|acct| acct.split_once('@')) else {
        return page(StatusCode::BAD_REQUEST, "Which account?");
    };
    match site.account(name) {
        AccountState::At(id) => json(StatusCode::OK, JRD, &documents::webfinger(name, &question.name, &id)),
        AccountState::Living | AccountState::Mislaid | AccountState::Moved(_) => {
            let id = format!("{}{}{name}", question.origin, site.software.account_path());
            json(StatusCode::OK, JRD, &documents::webfinger(name, &question.name, &id))
        }
        AccountState::Gone => page(StatusCode::GONE, "Gone"),
        AccountState::NotFound => page(StatusCode::NOT_FOUND, "Not found"),
        AccountState::Suspended => page(StatusCode::FORBIDDEN, "Suspended"),
    }
}
