//! The list of servers that wait for a decision: which of them are meant, in which order they stand, and where a page of it begins.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{CaseReason, Impact, State};
use crate::bytes::Bytes;

/// Servers on one page of the list.
pub const PER_PAGE: u32 = 50;
/// Characters of a server's name that are looked for, at most: as many as a name may have.
pub const NAME_LENGTH: usize = 253;

/// Which of the waiting servers are meant. What is not said lets every server through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// Only those with this advice.
    pub advice: Option<Advised>,
    /// Only those that we hold to be this.
    pub state: Option<State>,
    /// Only those of which the latest failed look found this.
    pub reason: Option<CaseReason>,
    /// Only those whose end somebody here would notice, or nobody.
    pub people: Option<People>,
    /// Only those of which we store at least this.
    pub stored: Bytes,
    /// Only those that have been silent for at least so many days.
    pub silent_days: u32,
    /// Only those whose name contains this, in small letters.
    pub name: String,
}

/// The kinds of advice, for those about whom somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advised {
    Purge,
    Wait,
    /// To unfollow and limit it: somebody else has its address.
    Unfollow,
}

impl Advised {
    pub const ALL: [Self; 3] = [Self::Purge, Self::Wait, Self::Unfollow];

    /// The word for it in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Purge => "purge",
            Self::Wait => "wait",
            Self::Unfollow => "unfollow",
        }
    }
}

/// Whether anybody here follows somebody there, or is followed from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum People {
    Nobody,
    Somebody,
}

/// In which order the servers stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Those that we would purge and nobody would miss come first.
    #[default]
    Easiest,
    Largest,
    Longest,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Easiest, Self::Largest, Self::Longest];

    /// The word in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Easiest => "easiest",
            Self::Largest => "largest",
            Self::Longest => "longest",
        }
    }
}

/// A place in the list: by what a server stands there, written as `0_1_3_1690000000000_50_quiet.example`. It stays where it is when the
/// server leaves the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the order compares, from first to last; 0 where it compares less.
    pub key: [i64; 4],
    /// How many servers stood before it when the page was read.
    pub nth: u64,
    /// The name of the server, which decides between equals.
    pub domain: String,
}

/// The text is not a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in the list")]
pub struct NotAPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.key;
        write!(f, "{a}_{b}_{c}_{d}_{}_{}", self.nth, self.domain)
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let mut parts = text.splitn(6, '_');
        let mut number = || parts.next().and_then(|part| part.parse().ok()).ok_or(NotAPlace);
        let key = [number()?, number()?, number()?, number()?];
        let nth = parts.next().and_then(|part| part.parse().ok()).ok_or(NotAPlace)?;
        let domain = parts.next().ok_or(NotAPlace)?;
        Ok(Self { key, nth, domain: domain.to_owned() })
    }
}

/// Which page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// The one that begins behind this place.
    After(Place),
    /// The one that ends before this place.
    Before(Place),
}

impl Turn {
    /// How many servers stand before its page, as far as the list is as it was.
    #[must_use]
    pub fn before(&self) -> u64 {
        match self {
            Self::After(place) => place.nth.saturating_add(1),
            Self::Before(place) => place.nth.saturating_sub(u64::from(PER_PAGE)),
        }
    }
}

/// How many servers wait of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCounts {
    pub all: u64,
    pub purge: u64,
    pub wait: u64,
    pub unfollow: u64,
    /// Those whose end nobody here would notice.
    pub nobody: u64,
    /// The states that occur, each with its number.
    pub states: Vec<(State, u64)>,
    /// The reasons that occur, each with its number.
    pub reasons: Vec<(CaseReason, u64)>,
}

/// What several servers are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSum {
    pub servers: u64,
    pub accounts: u64,
    pub media: Bytes,
    /// Members here who follow somebody there; who follows people on several of them counts more than once.
    pub members: u64,
}

impl Sum for CaseSum {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::default(), |all, one| Self {
            servers: all.servers + one.servers,
            accounts: all.accounts + one.accounts,
            media: all.media + one.media,
            members: all.members + one.members,
        })
    }
}

impl CaseSum {
    /// With one server more.
    #[must_use]
    pub fn with(self, impact: &Impact) -> Self {
        Self {
            servers: self.servers + 1,
            accounts: self.accounts + impact.accounts,
            media: self.media + impact.media,
            members: self.members + impact.members_following,
        }
    }

    /// What tells these servers from others, so that a decision about all that match is about those that were seen: where one server took the
    /// place of another, what they hold differs.
    #[must_use]
    pub fn mark(&self) -> String {
        let Self { servers, accounts, media, members } = self;
        format!("{servers}-{accounts}-{}-{members}", media.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for place in [
            Place { key: [0, 1, 3, 1_690_000_000_000], nth: 50, domain: "quiet.example".to_owned() },
            Place { key: [-1_900, 0, 0, 0], nth: 0, domain: "under_score.example:3000".to_owned() },
            Place { key: [0, 0, 0, 0], nth: 1, domain: String::new() },
        ] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", "quiet.example", "1_2_3_4", "1_2_3_4_5", "1_2_x_4_5_quiet.example", "1_2_3_4_-5_quiet.example"]
        {
            assert_eq!(text.parse::<Place>(), Err(NotAPlace), "{text}");
        }
    }
}
