//! What comes as a body: too much, packed, or in strange letters.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::case::{Case, Outcome, Script, by_method, bytes, says, says_with};
use crate::support::told_server::ACTOR;

/// Far beyond what is read of a body.
const HUGE: usize = 4 * 1024 * 1024;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = packed();
    cases.extend(letters());
    cases.extend(documents());
    let huge = "x".repeat(HUGE);
    cases.push(Case::account("200 with too much", says(200, &huge), Outcome::NoClearAnswer));
    cases.push(Case::account("404 with too much", says(404, &huge), Outcome::SecondLook));
    cases.push(Case::account("410 with too much", says(410, &huge), Outcome::Removed));
    cases
}

fn with_encoding(status: u16, encoding: &str, body: &[u8]) -> Script {
    let head = format!(
        "HTTP/1.1 {status} Told\r\nconnection: close\r\ncontent-encoding: {encoding}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    bytes([head.as_bytes(), body].concat())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

fn packed() -> Vec<Case> {
    let bomb = gzip(&vec![b' '; 16 * HUGE]);
    let half = &gzip(ACTOR.as_bytes())[..20];
    let lost = Outcome::NoClearAnswer;
    vec![
        Case::account("an actor in gzip", with_encoding(200, "gzip", &gzip(ACTOR.as_bytes())), Outcome::StillThere),
        Case::account("an actor in gzip that is none", with_encoding(200, "gzip", ACTOR.as_bytes()), lost),
        Case::account("a 410 in gzip that is none", with_encoding(410, "gzip", b"Gone"), lost),
        Case::account("a 410 in half a gzip", with_encoding(410, "gzip", half), Outcome::NoClearAnswer),
        Case::account("a 410 in no gzip at all", with_encoding(410, "gzip", b""), Outcome::Removed),
        Case::account("an actor in what nobody knows", with_encoding(200, "lzma", b"\x5d\0\0"), Outcome::NoClearAnswer),
        Case::account("a bomb", with_encoding(200, "gzip", &bomb), Outcome::NoClearAnswer),
        Case::account("a bomb with 404", with_encoding(404, "gzip", &bomb), Outcome::SecondLook),
        Case::account("a bomb with 410", with_encoding(410, "gzip", &bomb), Outcome::Removed),
    ]
}

fn letters() -> Vec<Case> {
    use Outcome::{NoClearAnswer, Removed, StillThere};
    let raw = |status: u16, kind: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 {status} Told\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        bytes([head.as_bytes(), body].concat())
    };
    let utf16: Vec<u8> = ACTOR.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{ACTOR}");
    let broken = b"{\"type\":\"Person\",\"inbox\":\"https://a.example/\",\"name\":\"\xff\xfe\"}";
    let json = "application/json";
    let activity = "application/activity+json";
    vec![
        Case::account("letters that are none", raw(200, json, broken), NoClearAnswer),
        Case::account("letters that are none with 410", raw(410, json, broken), Removed),
        Case::account("letters behind a mark", raw(200, json, marked.as_bytes()), StillThere),
        Case::account("letters of 16 bits", raw(200, json, &utf16), NoClearAnswer),
        Case::account(
            "letters of another label",
            raw(200, &format!("{json}; charset=shift_jis"), ACTOR.as_bytes()),
            StillThere,
        ),
        Case::account("an actor called a page", raw(200, "text/html", ACTOR.as_bytes()), StillThere),
        Case::account("a page called an actor", by_method(says(404, ""), raw(200, activity, b"<html>")), NoClearAnswer),
    ]
}

fn documents() -> Vec<Case> {
    use Outcome::{NoClearAnswer, StillThere};
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let actor_and = |rest: &str| format!(r#"{{"type":"Person","inbox":"https://a.example/i",{rest}}}"#);
    vec![
        Case::account("a list with an actor", says(200, &format!("[{ACTOR}]")), NoClearAnswer),
        Case::account("an actor and more", says(200, &format!("{ACTOR}{ACTOR}")), NoClearAnswer),
        Case::account("an actor with a deep hole", says(200, &actor_and(&format!(r#""x":{deep}"#))), NoClearAnswer),
        Case::account("an actor with no number", says(200, &actor_and(r#""x":NaN"#)), NoClearAnswer),
        Case::account("an actor that moved to a number", says(200, &actor_and(r#""movedTo":7"#)), StillThere),
        Case::account("an actor without a type", says(200, r#"{"inbox":"https://a.example/i"}"#), NoClearAnswer),
        Case::account("an actor without an inbox", says(200, r#"{"type":"Person"}"#), NoClearAnswer),
        Case::account("an actor of two types", says(200, r#"{"type":["Person","x"],"inbox":"i"}"#), StillThere),
        Case::account("an actor to be kept", says_with(200, "vary: *\r\nset-cookie: a=b\r\n", ACTOR), StillThere),
    ]
}
