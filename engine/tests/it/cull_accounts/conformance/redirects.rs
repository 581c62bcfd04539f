//! Where a healthy server sends those who ask for the account.

use futures::FutureExt;
use std::sync::Arc;

use super::case::{Case, Outcome, Ports, Script, actor, bytes, redirects, says, says_with};
use super::town::ELSEWHERE;
use crate::support::told_server::reply;

/// Its server is well: only this account stays without an answer.
const ASTRAY: Outcome = Outcome::NoClearAnswer;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for status in [300, 301, 302, 303, 307, 308] {
        let moved = |to: &'static str, there| redirects(status, move |_, _| to.to_owned(), there);
        cases.push(Case::account(format!("{status} to an actor"), moved("/@subject", actor()), Outcome::StillThere));
        cases.push(Case::account(format!("{status} to a 410"), moved("/@subject", says(410, "")), Outcome::Removed));
        cases.push(Case::account(format!("{status} without a Location"), says(status, ""), ASTRAY));
    }
    for status in [304, 305, 306, 309] {
        let moved = redirects(status, |_, _| "/@subject".to_owned(), says(410, ""));
        cases.push(Case::account(format!("{status} with a Location"), moved, Outcome::NoClearAnswer));
    }
    cases.extend(on_the_same_server());
    cases.extend(to_another_server());
    cases.extend(between_schemes());
    cases.extend(astray());
    cases
}

fn on_the_same_server() -> Vec<Case> {
    let www = |there| redirects(301, |host, ports| format!("http://www.{host}:{}/users/subject", ports.told), there);
    vec![
        Case::account(
            "moved to a 404 here",
            redirects(301, |_, _| "/404".to_owned(), says(404, "")),
            Outcome::SecondLook,
        ),
        Case::account("moved to an actor at www", www(actor()), Outcome::StillThere),
        Case::account("moved to a 404 at www", www(says(404, "")), Outcome::SecondLook),
        Case::account("moved to a 410 at www", www(says(410, "")), Outcome::Removed),
        Case::account("moved three times to a 410", hops(3), Outcome::Removed),
        Case::account("moved four times", hops(4), ASTRAY),
        Case::account(
            "moved with a password",
            redirects(301, |host, ports| format!("http://a:b@{host}:{}/410", ports.told), says(410, "")),
            Outcome::Removed,
        ),
    ]
}

fn to_another_server() -> Vec<Case> {
    let to = |status: u16| {
        redirects(301, move |_, ports| format!("http://{ELSEWHERE}:{}/{status}", ports.told), says(404, ""))
    };
    vec![
        Case::account("moved to an actor elsewhere", to(200), Outcome::StillThere),
        Case::account("moved to a 404 elsewhere", to(404), Outcome::NoClearAnswer),
        Case::account("moved to a 410 elsewhere", to(410), Outcome::NoClearAnswer),
        Case::account("moved to a 403 elsewhere", to(403), Outcome::NoClearAnswer),
        Case::account("moved to a 429 elsewhere", to(429), ASTRAY),
        Case::account(
            "moved without a scheme to a 410 elsewhere",
            redirects(301, |_, ports| format!("//{ELSEWHERE}:{}/410", ports.told), says(404, "")),
            Outcome::NoClearAnswer,
        ),
        Case::account(
            "moved to a name that does not exist",
            redirects(301, |_, _| "http://nobody.invalid/users/subject".to_owned(), says(404, "")),
            ASTRAY,
        ),
    ]
}

fn between_schemes() -> Vec<Case> {
    use simulator::Behaviour::PlainOnly;
    let to_https = |host: &str, ports: Ports| format!("https://{host}:{}/users/subject", ports.https);
    vec![
        Case::account("http to https with a 410", redirects(301, to_https, says(404, "")), Outcome::Removed),
        // Anybody on the way could have said it.
        Case::behaving("https to http with a 410", PlainOnly, Outcome::NoClearAnswer).at_https(),
    ]
}

fn astray() -> Vec<Case> {
    let to = |to: &'static str| redirects(302, move |_, _| to.to_owned(), says(410, ""));
    let mut cases: Vec<Case> = [
        ("moved to ftp", "ftp://other.example/", ASTRAY),
        ("moved to a script", "javascript:alert(1)", ASTRAY),
        ("moved to data", "data:application/json,{}", ASTRAY),
        ("moved to a file", "file:///etc/passwd", ASTRAY),
        ("moved to no host", "https://", ASTRAY),
        ("moved to an empty Location", "", ASTRAY),
        ("moved to a part of itself", "#main-key", ASTRAY),
        ("moved to a private address", "http://127.66.66.66:1/", ASTRAY),
        ("moved to an onion", "http://expyuzz4wqqyqhjn.onion/users/subject", ASTRAY),
        ("moved to an eepsite", "http://planet.i2p/users/subject", ASTRAY),
    ]
    .into_iter()
    .map(|(name, target, outcome)| Case::account(name, to(target), outcome))
    .collect();
    cases.push(Case::account("moved to itself", to("/users/subject"), ASTRAY));
    cases.push(Case::account("moved to noise", says_with(302, "location: \u{fffd}://x\r\n", ""), ASTRAY));
    let latin = b"HTTP/1.1 302 Told\r\nconnection: close\r\nlocation: /\xff\xfe\r\ncontent-length: 0\r\n\r\n";
    cases.push(Case::account("moved to what is no text", bytes(&latin[..]), ASTRAY));
    let long = format!("location: /{}\r\n", "x".repeat(5_000));
    cases.push(Case::account("moved to a place that is too long", says_with(302, &long, ""), ASTRAY));
    cases
}

/// So many redirects on the same server, then a 410.
fn hops(most: usize) -> Script {
    Arc::new(move |request, _| {
        let hop = request.path.strip_prefix("/hop/").and_then(|hop| hop.parse().ok()).unwrap_or(0);
        let answer =
            if hop < most { reply(302, &format!("location: /hop/{}\r\n", hop + 1), "") } else { reply(410, "", "") };
        request.say(answer).boxed()
    })
}
