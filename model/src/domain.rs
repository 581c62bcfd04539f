//! The name of a server.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A server's name exactly as Mastodon holds it in `accounts.domain`. Mastodon writes it in lower
/// case and punycode, without a scheme, a trailing dot or a slash, and with a port where that is
/// not the scheme's own. But the column takes any text, so this does too: what was read from there
/// survives our tables, our addresses, our forms and the browser as it is.
///
/// What a person types becomes a name by [`FromStr`], which refuses what is no name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
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

    /// A name taken from `accounts.domain`, or from what we wrote of it ourselves, such as a link.
    /// It is kept exactly as it is, so that queries by it find the same rows.
    #[must_use]
    pub fn from_database(name: String) -> Self {
        Self(name)
    }

    /// The address of the server's front page; nothing when the name is no name of a host. Whoever
    /// asks there asks nobody else: `evil.example/x`, `a@b.example` and `2130706433` all lead to
    /// another host than they name.
    #[must_use]
    pub fn front_page(&self) -> Option<String> {
        let plain = self.0.parse::<Self>().ok().filter(|plain| plain.0.eq_ignore_ascii_case(&self.0))?;
        let host = plain.0.split(':').next().unwrap_or_default();
        let last = host.rsplit('.').next().unwrap_or_default();
        // A browser reads a number at the end as an address, in bases and lengths that no name is
        // meant in.
        let is_number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
        let is_meant = !is_number || host.parse::<Ipv4Addr>().is_ok();
        is_meant.then(|| format!("https://{plain}/"))
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

    #[test]
    fn every_text_of_the_column_survives_the_wire() {
        let long = "l".repeat(300);
        for name in [
            "",
            " ",
            "a!b.evil.example",
            "[2001:db8::1]",
            "a..b",
            "xn--0",
            "EVIL.example",
            "a b",
            "🦔",
            "\"'<script>",
            &long,
        ] {
            let domain = Domain::from_database(name.to_owned());
            let json = serde_json::to_string(&domain).expect("serializes");
            assert_eq!(serde_json::from_str::<Domain>(&json).ok(), Some(domain), "{name}");
        }
    }

    #[test]
    fn only_the_name_of_a_host_has_a_front_page_and_it_is_that_hosts() {
        let cases = [
            ("quiet.example", Some("https://quiet.example/")),
            ("QUIET.example", Some("https://quiet.example/")),
            ("localhost:3000", Some("https://localhost:3000/")),
            ("192.0.2.1", Some("https://192.0.2.1/")),
            ("3com.example", Some("https://3com.example/")),
        ];
        for (name, page) in cases {
            assert_eq!(Domain::from_database(name.to_owned()).front_page().as_deref(), page, "{name}");
        }
        let nowhere = [
            "",
            " ",
            "evil.example/x",
            "a@b.example",
            "@b.example",
            "a#b",
            "a?b",
            "a\\b",
            "a b",
            "a..b",
            "b.example.",
            "a\nb",
            "[2001:db8::1]",
            "2130706433",
            "127.1",
            "0x7f.1",
            "0177.0.0.1",
            "b.example:443:1",
            "b.example:",
            "ｂ.example",
            "🦔.example",
            "a%2fb",
            "xn--0",
            "https://b.example",
        ];
        for name in nowhere {
            assert_eq!(Domain::from_database(name.to_owned()).front_page(), None, "{name}");
        }
    }
}
