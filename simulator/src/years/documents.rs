//! What servers publish, as short as it may be.

use super::Reply;

const ACTIVITY: &str = "application/activity+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

fn json(kind: &str, body: String) -> Reply {
    Reply { status: 200, headers: vec![("content-type", kind.to_owned())], body: body.into_bytes() }
}

/// A page for people.
pub(super) fn page(status: u16) -> Reply {
    let body = b"<!DOCTYPE html><html lang=\"en\"><title>A page</title></html>".to_vec();
    Reply { status, headers: vec![("content-type", "text/html; charset=utf-8".to_owned())], body }
}

/// What is said of what is not there, in JSON.
pub(super) fn no_document(status: u16) -> Reply {
    Reply { status, ..json(JSON, r#"{"error":"Not Found"}"#.to_owned()) }
}

/// A page that wants to see a browser, of somebody before the server.
pub(super) fn challenge() -> Reply {
    let mut reply = page(403);
    reply.headers.push(("cf-mitigated", "challenge".to_owned()));
    reply
}

/// Too many requests, come back in an hour.
pub(super) fn slow_down() -> Reply {
    let mut reply = page(429);
    reply.headers.push(("retry-after", "3600".to_owned()));
    reply
}

pub(super) fn redirect(to: String) -> Reply {
    Reply { status: 301, headers: vec![("location", to)], body: Vec::new() }
}

pub(super) fn node_info_pointer(host: &str) -> Reply {
    let rel = "http://nodeinfo.diaspora.software/ns/schema/2.0";
    json(JSON, format!(r#"{{"links":[{{"rel":"{rel}","href":"https://{host}/nodeinfo/2.0"}}]}}"#))
}

pub(super) fn node_info(software: &str) -> Reply {
    json(JSON, format!(r#"{{"version":"2.0","software":{{"name":"{software}","version":"1.0"}}}}"#))
}

/// The actor of a whole server; nobody checks what it signs, so its key is only a name.
pub(super) fn instance_actor(host: &str, hands: &str) -> Reply {
    let (id, inbox) = (format!("https://{host}/actor"), format!("https://{host}/actor/inbox"));
    let key = format!(r#"{{"id":"{id}#main-key","owner":"{id}","publicKeyPem":"-----BEGIN {hands} {host}-----"}}"#);
    json(ACTIVITY, format!(r#"{{"id":"{id}","type":"Application","inbox":"{inbox}","publicKey":{key}}}"#))
}

/// An account's document.
pub(super) fn actor(host: &str, path: &str, name: &str, moved_to: Option<&str>) -> Reply {
    let moved = moved_to.map(|to| format!(r#","movedTo":"{to}""#)).unwrap_or_default();
    let who = format!(r#""id":"https://{host}{path}","type":"Person","preferredUsername":"{name}""#);
    json(ACTIVITY, format!(r#"{{{who},"inbox":"https://{host}{path}/inbox"{moved}}}"#))
}

pub(super) fn webfinger(name: &str, domain: &str, address: &str) -> Reply {
    let link = format!(r#"{{"rel":"self","type":"application/activity+json","href":"{address}"}}"#);
    json("application/jrd+json; charset=utf-8", format!(r#"{{"subject":"acct:{name}@{domain}","links":[{link}]}}"#))
}

pub(super) fn robots() -> Reply {
    let body = b"User-agent: *\nDisallow: /media_proxy/\n".to_vec();
    Reply { status: 200, headers: vec![("content-type", "text/plain".to_owned())], body }
}
