//! Servers that answer a question for the headers otherwise than one for all: only the latter may remove or keep.

use std::sync::Arc;

use model::CaseReason;

use super::case::{Case, Outcome, Script, actor, by_method, bytes, says, says_with};
use crate::support::told_server::{ACTOR, reply};

const ACTIVITY: &str = "content-type: application/activity+json\r\n";

pub(super) fn cases() -> Vec<Case> {
    use Outcome::{NoClearAnswer, Removed, SecondLook, StillThere};
    let known = |status| says_with(status, ACTIVITY, ACTOR);
    let looping = || says_with(302, "location: /users/subject\r\n", "");
    let private = || says_with(302, "location: http://127.66.66.66:1/\r\n", "");
    let telling = |name: &str, head, get, outcome| Case::account(name, by_method(head, get), outcome);
    let lying = |name: &str, head, get, outcome| Case::server(name, for_all_accounts(head, get), outcome);
    vec![
        telling("HEAD and GET agree on 200", known(200), known(200), StillThere),
        telling("HEAD and GET agree on 410", says(410, ""), says(410, ""), Removed),
        telling("HEAD 404 but GET 200", says(404, ""), known(200), StillThere),
        telling("HEAD 410 but GET 200", says(410, ""), actor(), StillThere),
        telling("HEAD 410 but GET 404", says(410, ""), says(404, ""), SecondLook),
        telling("HEAD 410 but GET 403", says(410, ""), says(403, ""), NoClearAnswer),
        telling("HEAD 200 of a page but GET 410", says(200, ""), says(410, ""), Removed),
        telling("HEAD 200 of a page but GET 404", says(200, ""), says(404, ""), SecondLook),
        telling("HEAD 405 but GET 200", says(405, ""), actor(), StillThere),
        telling("HEAD 501 but GET 410", says(501, ""), says(410, ""), Removed),
        telling("HEAD is hung up on but GET 200", bytes(""), actor(), StillThere),
        telling("HEAD goes round in circles but GET 200", looping(), actor(), StillThere),
        telling("HEAD goes round in circles but GET 410", looping(), says(410, ""), Removed),
        telling("HEAD is sent to a private address but GET 200", private(), actor(), StillThere),
        telling("HEAD is a challenge of 200 but GET 410", challenge(), says(410, ""), Removed),
        lying("every HEAD is 200 but GET 410", known(200), says(410, ""), Removed),
        lying("every HEAD is 200 but GET 404", known(200), says(404, ""), SecondLook),
        lying("every HEAD is 405 but GET 410", says(405, ""), says(410, ""), Removed),
        lying("every HEAD is 403 but GET 200", says(403, ""), actor(), StillThere),
        lying("every HEAD is hung up on but GET 410", bytes(""), says(410, ""), Removed),
        lying("every HEAD is 404 but GET 503", says(404, ""), says(503, ""), NoClearAnswer),
        telling(
            "HEAD 200 but GET 429",
            says(200, ""),
            says_with(429, "retry-after: 600\r\n", ""),
            Outcome::Aside(CaseReason::SlowDown),
        ),
    ]
}

fn challenge() -> Script {
    says_with(200, &format!("{ACTIVITY}cf-mitigated: challenge\r\n"), ACTOR)
}

/// A healthy server that answers HEAD for the canary, too, as it is told.
fn for_all_accounts(head: Script, get: Script) -> Script {
    Arc::new(move |request, ports| {
        let fixed = match request.path.split('?').next().unwrap_or_default() {
            "/.well-known/nodeinfo" => Some(reply(200, "", r#"{"links":[]}"#)),
            "/users/subject" => None,
            _ if request.method == "HEAD" => None,
            _ => Some(reply(404, "", "")),
        };
        match fixed {
            Some(answer) => bytes(answer)(request, ports),
            None if request.method == "HEAD" => head(request, ports),
            None => get(request, ports),
        }
    })
}
