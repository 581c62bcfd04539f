//! How far the sending of a notice is.

use serde::{Deserialize, Serialize};

/// How the messages of one notice stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Those that are to be sent, or are just being sent.
    pub waiting: u64,
    pub sent: u64,
    /// Nobody told us whether Mastodon took them, and asking again could send them twice.
    pub unsure: u64,
    pub cancelled: u64,
    /// By reason.
    pub failed: Vec<(Failure, u64)>,
}

/// Why a member does not get the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The account is deleted, suspended, disabled or not confirmed by now.
    Gone,
    /// Mastodon refused the message.
    Refused,
    /// Mastodon said again and again that there was too much to do.
    Busy,
    /// Mastodon could not be reached, again and again.
    Unreachable,
    /// What was written down of the message cannot be read.
    Damaged,
}

/// Why nothing is sent any more until a person says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Halt {
    /// Mastodon does not accept the token, or not for writing.
    Token,
    /// What answers at the address is not Mastodon's web API.
    Address,
    /// What was written down of it cannot be read.
    Damaged,
}

impl Failure {
    pub const ALL: [Self; 5] = [Self::Gone, Self::Refused, Self::Busy, Self::Unreachable, Self::Damaged];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::Damaged => "damaged",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.as_str() == name)
    }
}

impl Halt {
    pub const ALL: [Self; 3] = [Self::Token, Self::Address, Self::Damaged];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Address => "address",
            Self::Damaged => "damaged",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|halt| halt.as_str() == name)
    }
}
