//! Connections that break, crawl or speak something else, on a server that is healthy otherwise.

use std::sync::Arc;

use futures::FutureExt;
use tokio::io::AsyncWriteExt;

use super::case::{Case, Outcome, Script, bytes};
use crate::support::told_server::ACTOR;

pub(super) fn cases() -> Vec<Case> {
    let mut cases = broken();
    cases.extend(crawling());
    cases.extend(misspoken());
    cases
}

fn broken() -> Vec<Case> {
    [
        ("hangs up at once", ""),
        ("hangs up in the status", "HTTP/1.1 410"),
        ("hangs up in the headers", "HTTP/1.1 410 Gone\r\nserver: told\r\n"),
        ("hangs up in the body", "HTTP/1.1 410 Gone\r\ncontent-length: 1000\r\n\r\n{\"type\":\"Tomb"),
        ("hangs up in the body of a 404", "HTTP/1.1 404 No\r\ncontent-length: 1000\r\n\r\nNot f"),
        ("hangs up in a chunk", "HTTP/1.1 410 Gone\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{}"),
        ("hangs up between chunks", "HTTP/1.1 410 Gone\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    ]
    .into_iter()
    .map(|(name, said)| Case::account(name, bytes(said), Outcome::NoClearAnswer))
    .collect()
}

/// Says so much and then nothing, with the connection open.
fn then_nothing(said: &'static str) -> Script {
    Arc::new(move |mut request, _| {
        async move {
            let _ = request.stream.write_all(said.as_bytes()).await;
            std::future::pending::<()>().await;
        }
        .boxed()
    })
}

fn crawling() -> Vec<Case> {
    [
        ("never says a word", ""),
        ("never ends its headers", "HTTP/1.1 410 Gone\r\nserver: t"),
        ("never ends its body", "HTTP/1.1 410 Gone\r\ncontent-length: 9\r\n\r\n{"),
        ("never ends its interim", "HTTP/1.1 100 Continue\r\n\r\n"),
    ]
    .into_iter()
    .map(|(name, said)| Case::account(name, then_nothing(said), Outcome::NoClearAnswer))
    .collect()
}

fn misspoken() -> Vec<Case> {
    let head = "HTTP/1.1 410 Gone\r\nconnection: close\r\n";
    let long = format!("{head}x-long: {}\r\n\r\n", "x".repeat(1_000_000));
    let many = format!("{head}{}\r\n", (0..500).map(|n| format!("x-{n}: n\r\n")).collect::<String>());
    let mut cases: Vec<Case> = [
        ("speaks SSH", "SSH-2.0-OpenSSH_9.2\r\n".to_owned()),
        ("speaks mail", "220 mail.example ESMTP\r\n".to_owned()),
        ("speaks HTTP 0 9", ACTOR.to_owned()),
        ("has a status in words", "HTTP/1.1 Gone\r\n\r\n".to_owned()),
        ("has one header too long", long),
        ("has too many headers", many),
        ("has two lengths", format!("{head}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}x")),
        ("has a length below nothing", format!("{head}content-length: -1\r\n\r\n")),
        ("has a length in words", format!("{head}content-length: two\r\n\r\n{{}}")),
        ("has a header without a name", format!("{head}: x\r\n\r\n")),
        ("has a header with a nought byte", format!("{head}x: a\0b\r\n\r\n")),
    ]
    .into_iter()
    .map(|(name, said)| Case::account(name, bytes(said), Outcome::NoClearAnswer))
    .collect();
    cases.push(Case::account(
        "has the same length twice",
        bytes(format!("{head}content-length: 2\r\ncontent-length: 2\r\n\r\n{{}}")),
        Outcome::Removed,
    ));
    cases.push(Case::account("speaks HTTP 1 0", bytes("HTTP/1.0 410 Gone\r\n\r\n"), Outcome::Removed));
    cases.push(Case::account("says no length", bytes(format!("{head}\r\n")), Outcome::Removed));
    cases
}
