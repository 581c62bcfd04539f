//! What the servers of the fediverse publish.

use serde_json::{Value, json};

use super::plan::Software;

/// The namespace of every ActivityPub document.
const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// The pointer at `/.well-known/nodeinfo`.
pub(crate) fn nodeinfo_pointer(origin: &str) -> Value {
    json!({ "links": [{ "rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": format!("{origin}/nodeinfo/2.0") }] })
}

/// NodeInfo 2.0.
pub(crate) fn nodeinfo(software: Software, users: usize) -> Value {
    json!({
        "version": "2.0",
        "software": { "name": software.name(), "version": "4.3.2" },
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": [] },
        "usage": { "users": { "total": users, "activeMonth": users, "activeHalfyear": users }, "localPosts": users * 40 },
        "openRegistrations": false,
        "metadata": {},
    })
}

/// The actor that stands for a whole server; nobody checks what it signs, so its key is only a name.
pub(crate) fn instance_actor(origin: &str, host: &str, hands: &str) -> Value {
    json!({
        "@context": [ACTIVITY_STREAMS, "https://w3id.org/security/v1"],
        "id": format!("{origin}/actor"), "type": "Application", "preferredUsername": host,
        "inbox": format!("{origin}/actor/inbox"), "outbox": format!("{origin}/actor/outbox"),
        "manuallyApprovesFollowers": true,
        "publicKey": {
            "id": format!("{origin}/actor#main-key"), "owner": format!("{origin}/actor"),
            "publicKeyPem": format!("-----BEGIN PUBLIC KEY-----\n{hands} {host}\n-----END PUBLIC KEY-----\n"),
        },
    })
}

/// An account's document, with `movedTo` when it moved.
pub(crate) fn actor(id: &str, origin: &str, name: &str, moved_to: Option<&str>) -> Value {
    let mut actor = json!({
        "@context": [ACTIVITY_STREAMS, "https://w3id.org/security/v1"],
        "id": id, "type": "Person", "preferredUsername": name, "name": name,
        "summary": "<p>Somebody of the simulated fediverse.</p>", "url": format!("{origin}/@{name}"),
        "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"), "followers": format!("{id}/followers"),
        "following": format!("{id}/following"), "endpoints": { "sharedInbox": format!("{origin}/inbox") },
        "icon": { "type": "Image", "mediaType": "image/png", "url": format!("{origin}/avatars/{name}.png") },
        "published": "2023-01-01T00:00:00Z", "discoverable": true, "manuallyApprovesFollowers": false,
    });
    if let Some(target) = moved_to {
        actor["movedTo"] = json!(target);
    }
    actor
}

/// What stands where an account was.
pub(crate) fn tombstone(id: &str) -> Value {
    json!({ "@context": ACTIVITY_STREAMS, "id": id, "type": "Tombstone" })
}

/// The answer of WebFinger.
pub(crate) fn webfinger(name: &str, host: &str, id: &str) -> Value {
    json!({
        "subject": format!("acct:{name}@{host}"), "aliases": [id],
        "links": [{ "rel": "self", "type": "application/activity+json", "href": id }],
    })
}

/// A page for people.
pub(crate) fn page(title: &str) -> String {
    format!("<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1></body></html>")
}
