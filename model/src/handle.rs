//! The name of an account together with its server.

use std::fmt;
use std::str::FromStr;

use crate::domain::Domain;

/// `name@server.example`, as people write it; a leading `@` is taken as well. Names differ by more than upper and lower case only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle {
    /// In lower case.
    pub name: String,
    pub domain: Domain,
}

/// Not a name and a server with an `@` between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an account as name@server.example")]
pub struct NotAHandle;

impl FromStr for Handle {
    type Err = NotAHandle;

    fn from_str(text: &str) -> Result<Self, NotAHandle> {
        let text = text.trim();
        let (name, server) = text.strip_prefix('@').unwrap_or(text).split_once('@').ok_or(NotAHandle)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if name.is_empty() || !name.chars().all(plain) {
            return Err(NotAHandle);
        }
        Ok(Self { name: name.to_lowercase(), domain: server.parse().map_err(|_| NotAHandle)? })
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_a_name_and_a_server() {
        for text in ["maya@garden.example", "@Maya@GARDEN.example", "  maya@garden.example\n"] {
            assert_eq!(text.parse::<Handle>().map(|handle| handle.to_string()).as_deref(), Ok("maya@garden.example"));
        }
        for text in ["", "maya", "@maya", "maya@", "@garden.example", "ma ya@garden.example", "a@b@c.example"] {
            assert_eq!(text.parse::<Handle>(), Err(NotAHandle), "{text:?}");
        }
    }
}
