//! What is kept of a reply to prove what it said.

use model::probe::Proof;
use model::{Answer, Silence};
use reqwest::header::HeaderMap;

use super::challenge;
use super::document::{Document, bounded};
use super::question::Reply;

/// The headers that tell who answered and why.
const HEADERS: [&str; 3] = ["server", "content-type", "retry-after"];
/// The most seconds that a reply may have been in a cache and tell how its server is now.
const FRESH_S: u32 = 600;
/// Longest value of a header that is kept, in characters.
const LONGEST: usize = 200;

/// The headers that are kept as evidence.
pub(super) fn that_matter(headers: &HeaderMap) -> Vec<(String, String)> {
    let all = HEADERS.iter().chain(&challenge::HEADERS);
    all.filter_map(|name| {
        let value = headers.get(*name)?;
        let text: String = String::from_utf8_lossy(value.as_bytes()).chars().take(LONGEST).collect();
        Some(((*name).to_owned(), text))
    })
    .collect()
}

impl Reply {
    /// What proves what this reply says.
    pub(super) fn proof(&self) -> Proof {
        Proof {
            status: Some(self.status),
            final_url: Some(bounded(self.url.as_str())),
            silence: None,
            headers: self.headers.clone(),
            tombstone: self.document.as_ref().is_some_and(Document::is_tombstone),
            moved_to: self.document.as_ref().and_then(Document::moved_to),
        }
    }

    /// Whether the reply calls itself an ActivityPub document.
    pub(super) fn is_activity_pub(&self) -> bool {
        self.headers.iter().any(|(name, value)| {
            let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            name == "content-type" && matches!(kind.as_str(), "application/activity+json" | "application/ld+json")
        })
    }

    /// What the reply says about something that would be known by its document.
    pub(super) fn answer_about(&self, is_it: impl FnOnce(&Document) -> bool) -> Answer {
        match self.answer() {
            Answer::Present if !self.document.as_ref().is_some_and(is_it) => Answer::SomethingElse,
            answer => answer,
        }
    }

    /// Whether a cache has had it for so long that it does not tell what the server says now.
    pub(super) fn is_old(&self) -> bool {
        self.age_s > FRESH_S
    }

    /// What its status says. A challenge says nothing, because the server itself has not been asked.
    pub(super) fn answer(&self) -> Answer {
        if self.challenge {
            return Answer::Refused { status: self.status };
        }
        let tombstone = self.document.as_ref().is_some_and(Document::is_tombstone);
        Answer::of_status(self.status, tombstone, self.retry_after_s)
    }
}

/// What proves that nobody answered.
pub(super) fn of_silence(silence: Silence) -> Proof {
    Proof { silence: Some(silence), ..Proof::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_cut_and_others_are_not_kept() {
        let mut headers = HeaderMap::new();
        headers.insert("server", "x".repeat(999).parse().expect("a value"));
        headers.insert("set-cookie", "secret=1".parse().expect("a value"));
        headers.insert("cf-mitigated", "challenge".parse().expect("a value"));
        let kept = that_matter(&headers);
        assert_eq!(
            kept,
            [("server".to_owned(), "x".repeat(LONGEST)), ("cf-mitigated".to_owned(), "challenge".to_owned())]
        );
    }
}
