//! What a body says, as far as we need it.

use serde_json::{Map, Value};

/// Longest address kept as evidence, in characters.
const LONGEST_ADDRESS: usize = 2_000;

/// A JSON object, or nothing when the body is anything else.
pub(super) struct Document(Map<String, Value>);

impl Document {
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        match serde_json::from_slice(body) {
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

    /// An ActivityPub actor: it has an inbox.
    pub(super) fn is_actor(&self) -> bool {
        self.0.get("type").is_some() && self.0.get("inbox").is_some_and(Value::is_string)
    }

    /// Where the actor says it has moved to, as an address or the object at that address.
    pub(super) fn moved_to(&self) -> Option<String> {
        let target = self.0.get("movedTo")?;
        target.as_str().or_else(|| target.get("id")?.as_str()).map(bounded)
    }
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
