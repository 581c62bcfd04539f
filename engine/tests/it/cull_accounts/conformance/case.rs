//! One case: what a server says, and what becomes of its only account.

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use model::CaseReason;
use simulator::Behaviour;

use crate::support::told_server::{ACTOR, Request, reply};

/// Where the servers of a town listen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ports {
    pub(super) http: u16,
    pub(super) https: u16,
    /// HTTPS with certificates by an authority that nobody trusts.
    pub(super) strangers: u16,
    /// The servers that say what a case tells them.
    pub(super) told: u16,
}

/// What becomes of an account and its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Confirmed in the ledger.
    StillThere,
    Removed,
    /// Seen to be gone; a later run looks again.
    SecondLook,
    /// It stays, unconfirmed; nothing is held against its server.
    NoClearAnswer,
    /// It stays; its server is set aside, and a person is asked what to do.
    Case(CaseReason),
    /// It stays; its server is set aside for this run, and nobody is asked.
    Aside(CaseReason),
}

pub(super) type Script = Arc<dyn Fn(Request, Ports) -> BoxFuture<'static, ()> + Send + Sync>;
type Address = Box<dyn Fn(&Case, Ports) -> String + Send + Sync>;

pub(super) struct Case {
    pub(super) name: String,
    /// The name or address by which its server is asked.
    pub(super) host: String,
    pub(super) behaviour: Behaviour,
    pub(super) script: Script,
    pub(super) outcome: Outcome,
    address: Address,
}

impl Case {
    /// A server whose every word is told.
    pub(super) fn server(name: impl Into<String>, script: Script, outcome: Outcome) -> Self {
        let name = name.into();
        let host = domain_of(&name);
        let address: Address = Box::new(|case, ports| format!("http://{}:{}/users/subject", case.host, ports.told));
        Self { name, host, behaviour: Behaviour::Healthy, script, outcome, address }
    }

    /// A healthy server, which says this of the account.
    pub(super) fn account(name: impl Into<String>, script: Script, outcome: Outcome) -> Self {
        Self::server(name, healthy_but(script), outcome)
    }

    /// A server of the simulated fediverse, where the account is deleted.
    pub(super) fn behaving(name: &str, behaviour: Behaviour, outcome: Outcome) -> Self {
        let address: Address = Box::new(|case, ports| format!("http://{}:{}/users/subject", case.host, ports.http));
        Self { behaviour, address, ..Self::server(name, says(404, ""), outcome) }
    }

    /// Whose account has this address; its server is healthy and says 410 for it.
    pub(super) fn at(
        name: &str,
        address: impl Fn(&Self, Ports) -> String + Send + Sync + 'static,
        outcome: Outcome,
    ) -> Self {
        Self { address: Box::new(address), ..Self::account(name, says(410, ""), outcome) }
    }

    /// The same over HTTPS.
    pub(super) fn at_https(self) -> Self {
        let address: Address = Box::new(|case, ports| format!("https://{}:{}/users/subject", case.host, ports.https));
        Self { address, ..self }
    }

    /// Reached by another name than its own.
    pub(super) fn host(self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self }
    }

    pub(super) fn domain(&self) -> String {
        domain_of(&self.name)
    }

    pub(super) fn uri(&self, ports: Ports) -> String {
        (self.address)(self, ports)
    }
}

fn domain_of(name: &str) -> String {
    let words = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), " ");
    format!("{}.example", words.split_whitespace().collect::<Vec<_>>().join("-"))
}

/// Says these bytes to whatever is asked.
pub(super) fn bytes(answer: impl Into<Vec<u8>>) -> Script {
    let answer = answer.into();
    Arc::new(move |request, _| request.say(answer.clone()).boxed())
}

pub(super) fn says(status: u16, body: &str) -> Script {
    bytes(reply(status, "", body))
}

pub(super) fn says_with(status: u16, headers: &str, body: &str) -> Script {
    bytes(reply(status, headers, body))
}

/// One to those who ask for the headers only, another to those who ask for all.
pub(super) fn by_method(head: Script, get: Script) -> Script {
    Arc::new(move |request, ports| if request.method == "HEAD" { head(request, ports) } else { get(request, ports) })
}

/// NodeInfo is there, and whatever is no account of the plan is not.
fn healthy_but(script: Script) -> Script {
    Arc::new(move |request, ports| {
        // By an address that no cache has seen, the same is asked with a query.
        let path = request.path.split('?').next().unwrap_or_default();
        match path {
            "/.well-known/nodeinfo" => request.say(reply(200, "", r#"{"links":[]}"#)).boxed(),
            "/robots.txt" | "/actor" => request.say(reply(404, "", "")).boxed(),
            _ if path.starts_with("/users/gk") => request.say(reply(404, "", "")).boxed(),
            _ => script(request, ports),
        }
    })
}

/// Sends the account's address on to this one, where the server itself says what it is told there.
pub(super) fn redirects(
    status: u16,
    to: impl Fn(&str, Ports) -> String + Send + Sync + 'static,
    there: Script,
) -> Script {
    Arc::new(move |request, ports| {
        if request.path != "/users/subject" || request.host().starts_with("www.") {
            return there(request, ports);
        }
        let location = format!("location: {}\r\n", to(request.host(), ports));
        request.say(reply(status, &location, "")).boxed()
    })
}

pub(super) fn actor() -> Script {
    says(200, ACTOR)
}
