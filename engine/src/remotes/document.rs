//! What a body says, as far as we need it.

use model::jobs::cull_accounts::Finger;
use serde_json::{Map, Value};

use super::question::askable;

/// Longest address kept as evidence, in characters.
const LONGEST_ADDRESS: usize = 2_000;
/// Longest name of a software, in characters.
const LONGEST_NAME: usize = 64;

/// A JSON object, or nothing when the body is anything else.
pub(super) struct Document(Map<String, Value>);

impl Document {
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        // Readers may pass over a byte order mark (RFC 8259, section 8.1).
        match serde_json::from_slice(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)) {
            Ok(Value::Object(fields)) => Some(Self(fields)),
            _ => None,
        }
    }

    /// An ActivityPub Tombstone: what is left of something deleted.
    pub(super) fn is_tombstone(&self) -> bool {
        match self.0.get("type") {
            Some(Value::String(kind)) => kind == "Tombstone",
            Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "Tombstone"),
            _ => false,
        }
    }

    /// The discovery document of NodeInfo, which links to the versions it knows.
    pub(super) fn is_node_info(&self) -> bool {
        self.0.get("links").is_some_and(Value::is_array)
    }

    /// Whom WebFinger tells about, with the addresses of their account.
    pub(super) fn finger(&self) -> Option<Finger> {
        let subject = self.0.get("subject")?.as_str()?.to_owned();
        let text = |link: &Value, field| link.get(field).and_then(Value::as_str).map(str::to_owned);
        let of_self = |link: &Value| (text(link, "rel")? == "self").then(|| text(link, "href"))?;
        let accounts = self.0.get("links")?.as_array()?.iter().filter_map(of_self).collect();
        Some(Finger { subject, accounts })
    }

    /// An ActivityPub actor: it has an inbox, and is not what is left of one.
    pub(super) fn is_actor(&self) -> bool {
        self.0.get("type").is_some() && self.0.get("inbox").is_some_and(Value::is_string) && !self.is_tombstone()
    }

    /// Whether it says itself that this is its address.
    pub(super) fn is_at(&self, uri: &str) -> bool {
        self.0.get("id").and_then(Value::as_str).is_some_and(|id| is_same(id, uri))
    }

    /// The address of the newest NodeInfo document that the discovery document links to.
    pub(super) fn node_info_link(&self) -> Option<&str> {
        let links = self.0.get("links")?.as_array()?;
        let of_schema = |link: &&Value| {
            link.get("rel")
                .and_then(Value::as_str)
                .is_some_and(|rel| rel.contains("nodeinfo.diaspora.software/ns/schema/"))
        };
        let newest = links.iter().filter(of_schema).max_by_key(|link| link.get("rel").and_then(Value::as_str))?;
        newest.get("href")?.as_str()
    }

    /// The software that a NodeInfo document names, in lower case.
    pub(super) fn software(&self) -> Option<String> {
        let name = self.0.get("software")?.get("name")?.as_str()?;
        Some(name.trim().to_lowercase().chars().take(LONGEST_NAME).collect())
    }

    /// The key with which an actor signs, in PEM and without white space.
    pub(super) fn public_key(&self) -> Option<String> {
        let pem = self.0.get("publicKey")?.get("publicKeyPem")?.as_str()?;
        Some(pem.split_whitespace().collect())
    }

    /// Where the actor says it has moved to, as an address or the object at that address.
    pub(super) fn moved_to(&self) -> Option<String> {
        let target = self.0.get("movedTo")?;
        target.as_str().or_else(|| target.get("id")?.as_str()).map(bounded)
    }
}

/// Whether two addresses are one, however they are written.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || askable(one).is_some_and(|one| askable(other).is_some_and(|other| one == other))
}

/// An address short enough to be kept as evidence.
pub(super) fn bounded(address: &str) -> String {
    address.chars().take(LONGEST_ADDRESS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(body: &str) -> Document {
        Document::parse(body.as_bytes()).expect("the body is an object")
    }

    #[test]
    fn a_tombstone_is_known_by_its_type_and_not_by_its_words() {
        assert!(document(r#"{"type":"Tombstone","id":"https://a.example/users/x"}"#).is_tombstone());
        assert!(document(r#"{"type":["Object","Tombstone"]}"#).is_tombstone());
        assert!(!document(r#"{"type":"Person","summary":"Tombstone"}"#).is_tombstone());
        assert!(Document::parse(b"<html>Tombstone</html>").is_none());
        assert!(Document::parse(b"[{\"type\":\"Tombstone\"}]").is_none());
    }

    #[test]
    fn nodeinfo_and_actors_are_told_from_other_json() {
        assert!(document(r#"{"links":[]}"#).is_node_info());
        assert!(!document(r#"{"links":"no"}"#).is_node_info());
        assert!(!document(r#"{"error":"not found"}"#).is_node_info());
        assert!(document(r#"{"type":"Application","inbox":"https://a.example/inbox"}"#).is_actor());
        assert!(!document(r#"{"type":"Application"}"#).is_actor());
        let accounts = |body: &str| document(body).finger().map_or(0, |finger| finger.accounts.len());
        let finger = r#"{"subject":"acct:x@a.example","links":[{"rel":"self","href":"https://a.example/users/x"}]}"#;
        assert_eq!(accounts(finger), 1);
        assert_eq!(accounts(r#"{"subject":"acct:x@a.example","links":[]}"#), 0);
        assert_eq!(accounts(r#"{"links":[{"rel":"self"}]}"#), 0);
        assert_eq!(accounts(r#"{"subject":"acct:x@a.example","links":[{"rel":"self"},7]}"#), 0);
        assert!(!document(r#"{"type":"Tombstone","inbox":"https://a.example/inbox"}"#).is_actor());
        assert!(document("\u{feff}{\"links\":[]}").is_node_info());
    }

    #[test]
    fn a_document_is_at_the_address_that_it_names() {
        let actor = document(r#"{"id":"https://a.example/users/x"}"#);
        assert!(actor.is_at("https://a.example/users/x") && actor.is_at("https://A.example:443/users/x"));
        assert!(!actor.is_at("https://a.example/users/y") && !actor.is_at(""));
        assert!(!document(r#"{"id":7}"#).is_at("7") && !document("{}").is_at(""));
    }

    #[test]
    fn the_software_is_found_behind_the_newest_link() {
        let rel = "http://nodeinfo.diaspora.software/ns/schema/";
        let links = format!(
            r#"{{"links":[{{"rel":"{rel}2.0","href":"https://a.example/2.0"}},{{"rel":"{rel}2.1","href":"https://a.example/2.1"}},
            {{"rel":"https://www.w3.org/ns/activitystreams#Application","href":"https://a.example/actor"}},7]}}"#
        );
        assert_eq!(document(&links).node_info_link(), Some("https://a.example/2.1"));
        assert_eq!(document(r#"{"links":[]}"#).node_info_link(), None);
        assert_eq!(document(r#"{"software":{"name":" Mastodon "}}"#).software().as_deref(), Some("mastodon"));
        assert_eq!(document(r#"{"software":"mastodon"}"#).software(), None);
        let keyed = document(r#"{"publicKey":{"publicKeyPem":"-----BEGIN PUBLIC KEY-----\nAB\n"}}"#);
        assert_eq!(keyed.public_key().as_deref(), Some("-----BEGINPUBLICKEY-----AB"));
    }

    #[test]
    fn a_move_is_kept_as_evidence_and_bounded() {
        assert_eq!(document(r#"{"movedTo":"https://b.example/u"}"#).moved_to().as_deref(), Some("https://b.example/u"));
        assert_eq!(
            document(r#"{"movedTo":{"id":"https://b.example/u"}}"#).moved_to().as_deref(),
            Some("https://b.example/u")
        );
        assert_eq!(document(r#"{"movedTo":null}"#).moved_to(), None);
        let long = format!(r#"{{"movedTo":"https://b.example/{}"}}"#, "é".repeat(9_000));
        assert_eq!(document(&long).moved_to().map(|kept| kept.chars().count()), Some(LONGEST_ADDRESS));
    }
}
