//! What a healthy server says of the account by its status.

use model::CaseReason;

use super::case::{Case, Outcome, actor, bytes, says, says_with};
use crate::support::told_server::{ACTOR, reply};

const TOMBSTONE: &str = r#"{"type":"Tombstone","id":"https://told.example/users/subject"}"#;
const PAGE: &str = "<!DOCTYPE html><title>Not here</title>";
const DATE: &str = "date: Wed, 21 Oct 2026 07:28:00 GMT\r\n";

/// Statuses that say nothing about the account, whatever they say about the question.
const UNCLEAR: [u16; 62] = [
    400, 401, 402, 403, 405, 406, 407, 408, 409, 411, 412, 413, 414, 415, 416, 417, 418, 419, 420, 421, 422, 423, 424,
    425, 426, 428, 430, 431, 440, 444, 450, 451, 460, 494, 495, 496, 497, 498, 499, 500, 501, 502, 504, 505, 506, 507,
    508, 510, 511, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599, 999,
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = UNCLEAR
        .map(|status| Case::account(format!("status {status}"), says(status, ""), Outcome::NoClearAnswer))
        .into_iter()
        .collect();
    cases.extend(found());
    cases.extend(gone());
    cases.extend(pauses());
    cases.extend(challenges());
    cases
}

fn found() -> Vec<Case> {
    use Outcome::{NoClearAnswer, StillThere};
    let moved = r#"{"type":"Person","inbox":"https://a.example/i","movedTo":"https://b.example/users/s"}"#;
    vec![
        Case::account("200 with an actor", actor(), StillThere),
        Case::account("200 with an actor that moved", says(200, moved), StillThere),
        Case::account("203 with an actor", says(203, ACTOR), StillThere),
        Case::account("206 with an actor", says(206, ACTOR), StillThere),
        Case::account("103 before an actor", bytes(after("103 Early Hints", 200, ACTOR)), StillThere),
        Case::account("100 before an actor", bytes(after("100 Continue", 200, ACTOR)), StillThere),
        Case::account("200 with a page", says(200, PAGE), NoClearAnswer),
        Case::account("200 with other JSON", says(200, r#"{"error":"Not found"}"#), NoClearAnswer),
        Case::account("200 with a Tombstone", says(200, TOMBSTONE), NoClearAnswer),
        Case::account(
            "200 with a Tombstone that kept its inbox",
            says(200, r#"{"type":"Tombstone","formerType":"Person","inbox":"https://a.example/i"}"#),
            NoClearAnswer,
        ),
        Case::account("200 with nothing", says(200, ""), NoClearAnswer),
        Case::account("202 with nothing", says(202, ""), NoClearAnswer),
        Case::account("204", bytes("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"), NoClearAnswer),
        Case::account("205", says(205, ""), NoClearAnswer),
        Case::account("206 with half an actor", says(206, &ACTOR[..20]), NoClearAnswer),
        Case::account(
            "101 as the last word",
            bytes("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h3\r\n\r\n"),
            NoClearAnswer,
        ),
        Case::account("199 and nothing more", bytes("HTTP/1.1 199 Told\r\nconnection: close\r\n\r\n"), NoClearAnswer),
        Case::account("status 099", bytes("HTTP/1.1 099 Told\r\nconnection: close\r\n\r\n"), NoClearAnswer),
    ]
}

fn gone() -> Vec<Case> {
    use Outcome::{Removed, SecondLook};
    vec![
        Case::account("404", says(404, ""), SecondLook),
        Case::account("404 with a page", says(404, PAGE), SecondLook),
        Case::account("404 with a Tombstone", says(404, TOMBSTONE), SecondLook),
        Case::account("404 with an actor", says(404, ACTOR), SecondLook),
        Case::account("404 after 103", bytes(after("103 Early Hints", 404, "")), SecondLook),
        Case::account("410", says(410, ""), Removed),
        Case::account("410 with a page", says(410, PAGE), Removed),
        Case::account("410 with a Tombstone", says(410, TOMBSTONE), Removed),
        Case::account("410 with a Tombstone among its types", says(410, r#"{"type":["Object","Tombstone"]}"#), Removed),
        Case::account("410 after 100", bytes(after("100 Continue", 410, "")), Removed),
        Case::account("410 with a long Retry-After", says_with(410, "retry-after: 600\r\n", ""), Removed),
    ]
}

fn pauses() -> Vec<Case> {
    let slow_down = Outcome::Aside(CaseReason::SlowDown);
    let later = format!("{DATE}retry-after: Wed, 21 Oct 2026 09:28:00 GMT\r\n");
    let past = format!("{DATE}retry-after: Wed, 21 Oct 2020 09:28:00 GMT\r\n");
    vec![
        Case::account("429", says(429, ""), slow_down),
        Case::account("429 for no time", says_with(429, "retry-after: 0\r\n", ""), slow_down),
        Case::account("429 for ten minutes", says_with(429, "retry-after: 600\r\n", ""), slow_down),
        Case::account("429 until a date", says_with(429, &later, ""), slow_down),
        Case::account("429 until a date that is past", says_with(429, &past, ""), slow_down),
        Case::account("429 for ages", says_with(429, "retry-after: 99999999999999999999999\r\n", ""), slow_down),
        Case::account("429 with a strange pause", says_with(429, "retry-after: soon\r\n", ""), slow_down),
        Case::account("503", says(503, ""), Outcome::NoClearAnswer),
        Case::account("503 for no time", says_with(503, "retry-after: 0\r\n", ""), Outcome::NoClearAnswer),
        Case::account("503 for ten minutes", says_with(503, "retry-after: 600\r\n", ""), Outcome::NoClearAnswer),
    ]
}

/// Somebody before the server wants to see a browser: the server itself has said nothing.
fn challenges() -> Vec<Case> {
    let challenge = |status| says_with(status, "server: cloudflare\r\ncf-mitigated: challenge\r\n", PAGE);
    [200, 403, 404, 410, 503]
        .map(|status| Case::account(format!("{status} as a challenge"), challenge(status), Outcome::NoClearAnswer))
        .into_iter()
        .collect()
}

fn after(interim: &str, status: u16, body: &str) -> String {
    format!("HTTP/1.1 {interim}\r\n\r\n{}", reply(status, "", body))
}
