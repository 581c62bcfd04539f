//! Identifiers that must not be mixed up, because a mix-up would delete the wrong thing.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An id of Mastodon. It exceeds 2⁵³, so it crosses to the browser as a string.
macro_rules! mastodon_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = std::num::ParseIntError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.to_string()
            }
        }
    };
}

mastodon_id!(
    /// `accounts.id`: 18 digits of time and chance on a real server. −99 is the instance actor.
    AccountId
);

/// A row of our own with a small number.
macro_rules! own_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

own_id!(
    /// One Mastodon server under our care.
    SiteId
);
own_id!(
    /// When a job runs by itself.
    ScheduleId
);

/// One execution of a job: a UUID of version 7, so runs sort by their start. An id from a damaged
/// row may be any text; what a person or an address names must be a UUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

/// A run's id that somebody names must be a UUID.
#[derive(Debug, thiserror::Error)]
#[error("this is not the id of a run")]
pub struct NotARunId;

impl FromStr for RunId {
    type Err = NotARunId;
    fn from_str(text: &str) -> Result<Self, NotARunId> {
        let shape = text.len() == 36
            && text.bytes().enumerate().all(|(i, b)| match i {
                8 | 13 | 18 | 23 => b == b'-',
                _ => b.is_ascii_hexdigit(),
            });
        if shape { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotARunId) }
    }
}

impl RunId {
    /// An id as our own tables hold it, so that queries by it find the same row.
    #[must_use]
    pub fn from_database(id: String) -> Self {
        Self(id)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_crosses_the_wire_as_a_string() {
        let json = serde_json::to_string(&AccountId(109_512_345_678_901_234)).expect("serializes");
        assert_eq!(json, r#""109512345678901234""#);
        assert_eq!(serde_json::from_str::<AccountId>(&json).expect("parses"), AccountId(109_512_345_678_901_234));
    }

    #[test]
    fn a_run_id_is_a_uuid_and_nothing_else() {
        assert!("0193e8a0-7b1c-7def-8123-0123456789ab".parse::<RunId>().is_ok());
        assert!("../../etc/passwd".parse::<RunId>().is_err());
        assert!("0193e8a0-7b1c-7def-8123-0123456789a".parse::<RunId>().is_err());
    }
}
