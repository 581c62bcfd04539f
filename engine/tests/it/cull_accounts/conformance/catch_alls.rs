//! What a server says to everything, so that its word about the account counts for nothing.

use std::sync::Arc;

use futures::FutureExt;
use model::CaseReason;

use super::case::{Case, Outcome, Script, actor, says, says_with};
use crate::support::told_server::reply;

pub(super) fn cases() -> Vec<Case> {
    use CaseReason as Reason;
    let case = |name: &str, script, reason| Case::server(name, script, Outcome::Case(reason));
    let aside = |name: &str, script, reason| Case::server(name, script, Outcome::Aside(reason));
    let challenge = |status| says_with(status, "cf-mitigated: challenge\r\n", "<html>");
    vec![
        case("everything is a page", says(200, "<html>For sale</html>"), Reason::SomethingElse),
        case("everything is empty", says(200, ""), Reason::SomethingElse),
        case("everything is other JSON", says(200, r#"{"ok":true}"#), Reason::SomethingElse),
        case("everything is an actor", actor(), Reason::SomethingElse),
        case("everything is NodeInfo", says(200, r#"{"links":[]}"#), Reason::SomethingElse),
        case("everything is 404", says(404, ""), Reason::NothingFound),
        case("everything is 410", says(410, ""), Reason::SaysClosed),
        case("everything is 500", says(500, ""), Reason::Errors),
        case("everything is 530", says(530, ""), Reason::Errors),
        case("everything is 421", says(421, ""), Reason::Errors),
        case("everything moves to a page", redirected_to_a_page(), Reason::SomethingElse),
        case("every account is there", but_node_info(200, actor()), Reason::SomethingElse),
        case("every account is a page", but_node_info(200, says(200, "<html>")), Reason::SomethingElse),
        case("every account is 503", but_node_info(200, says(503, "")), Reason::Unavailable),
        case("every account is 410 and NodeInfo too", but_node_info(410, says(410, "")), Reason::SaysClosed),
        aside("everything is 401", says(401, ""), Reason::NotTalking),
        aside("everything is 403", says(403, ""), Reason::NotTalking),
        aside("everything is 451", says(451, ""), Reason::NotTalking),
        aside("everything is 429", says_with(429, "retry-after: 600\r\n", ""), Reason::SlowDown),
        aside("everything is a challenge with 403", challenge(403), Reason::NotTalking),
        aside("everything is a challenge with 503", challenge(503), Reason::NotTalking),
        aside("everything is a challenge with 200", challenge(200), Reason::NotTalking),
        aside("every account is a challenge with 503", but_node_info(200, challenge(503)), Reason::NotTalking),
        aside("stay away says its robots txt", opted_out(), Reason::OptedOut),
        Case::server("every account is 403", but_node_info(200, says(403, "")), Outcome::NoClearAnswer),
        Case::server("every account is 410", but_node_info(200, says(410, "")), Outcome::SecondLook),
        Case::server("every account is 404", but_node_info(200, says(404, "")), Outcome::SecondLook),
    ]
}

/// NodeInfo with that status, no robots.txt, and everything else as told.
fn but_node_info(status: u16, rest: Script) -> Script {
    Arc::new(move |request, ports| match request.path.split('?').next().unwrap_or_default() {
        "/.well-known/nodeinfo" => request.say(reply(status, "", r#"{"links":[]}"#)).boxed(),
        "/robots.txt" => request.say(reply(404, "", "")).boxed(),
        _ => rest(request, ports),
    })
}

fn opted_out() -> Script {
    Arc::new(|request, _| {
        let answer = match request.path.as_str() {
            "/.well-known/nodeinfo" => reply(200, "", r#"{"links":[]}"#),
            "/robots.txt" => reply(200, "", "User-agent: groundskeeper\nDisallow: /\n"),
            _ => reply(410, "", ""),
        };
        request.say(answer).boxed()
    })
}

fn redirected_to_a_page() -> Script {
    Arc::new(|request, _| {
        let answer = if request.path == "/" {
            reply(200, "", "<html>For sale</html>")
        } else {
            reply(302, "location: /\r\n", "")
        };
        request.say(answer).boxed()
    })
}
