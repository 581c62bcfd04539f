//! The name of a server.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A server's name as Mastodon stores it in `accounts.domain`: lower case, punycode, no scheme, no trailing dot or slash.
///
/// A port is allowed (`localhost:3000`), because Mastodon keeps it in the name when it is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

/// Why a text is not the name of a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DomainError {
    #[error("the name of a server is missing")]
    Empty,
    #[error("“{0}” is not the name of a server; write it like example.social, without https://")]
    Malformed(String),
}

impl Domain {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name taken from `accounts.domain`, kept exactly as the database holds it so that queries by it find the same rows.
    #[must_use]
    pub fn from_database(name: String) -> Self {
        Self(name)
    }
}

impl FromStr for Domain {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        let malformed = || DomainError::Malformed(text.chars().take(80).collect());
        let trimmed = text.trim().trim_end_matches('/').trim_end_matches('.').trim_start_matches('@');
        if trimmed.is_empty() {
            return Err(DomainError::Empty);
        }
        let (host, port) = match trimmed.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| malformed())?)),
            None => (trimmed, None),
        };
        let host = to_ascii(host).ok_or_else(malformed)?;
        let label_ok = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if host.len() > 253 || !host.split('.').all(label_ok) {
            return Err(malformed());
        }
        Ok(Self(match port {
            Some(port) => format!("{host}:{port}"),
            None => host,
        }))
    }
}

/// Lower-case punycode. The browser never has to convert: it only shows names that the server parsed.
#[cfg(not(target_arch = "wasm32"))]
fn to_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok()
}
#[cfg(target_arch = "wasm32")]
fn to_ascii(host: &str) -> Option<String> {
    host.is_ascii().then(|| host.to_ascii_lowercase())
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Domain {
    type Error = DomainError;
    fn try_from(text: String) -> Result<Self, DomainError> {
        text.parse()
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_stored_as_mastodon_stores_it() {
        let cases = [
            ("Example.COM", "example.com"),
            (" example.com/ ", "example.com"),
            ("example.com.", "example.com"),
            ("日本語.example", "xn--wgv71a119e.example"),
            ("localhost:3000", "localhost:3000"),
            ("my_server.example", "my_server.example"),
        ];
        for (text, name) in cases {
            assert_eq!(text.parse::<Domain>().map(|d| d.to_string()), Ok(name.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_name_is_refused_with_a_sentence() {
        for text in ["https://example.com", "a b", "example.com/users/x", "a..b", "ex*mple.com", "x:99999"] {
            assert!(matches!(text.parse::<Domain>(), Err(DomainError::Malformed(_))), "{text}");
        }
        assert_eq!("..".parse::<Domain>(), Err(DomainError::Empty));
        assert_eq!(" / ".parse::<Domain>(), Err(DomainError::Empty));
    }
}
