//! When a removal waits for a person although every answer was clear.

use serde::{Deserialize, Serialize};

/// Fewest accounts that count as a mass; fewer may well go on one day.
const MASS: u64 = 20;
/// Least percent of the accounts asked about on one server that counts as a mass.
const MASS_PERCENT: u64 = 30;
/// Fewest earlier runs that tell what is usual.
const USUAL_RUNS: usize = 3;
/// How many times the usual is far more than usual.
const BRAKE: u64 = 3;
/// Up to so many accounts nobody is asked, however few are usual.
const BRAKE_FLOOR: u64 = 100;

/// Fewest servers known to be well that can tell our own outage from theirs.
const LEAST_SENTINELS: usize = 5;
/// Of ten of them, so many silent ones mean that it is us.
const SILENT_SENTINELS: usize = 3;
const SILENT_PERCENT: usize = 30;

/// Why accounts that have vanished are held for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldReason {
    /// So many accounts of one server vanished at once that it may have been set up anew or set back.
    MassGone,
    /// The run would have removed far more than the last ones.
    SizeBrake,
    /// The limit that the run was given.
    Limit,
    /// A post of the account is quoted in a report that nobody has resolved.
    Reported,
}

impl HeldReason {
    pub const ALL: [Self; 4] = [Self::MassGone, Self::SizeBrake, Self::Limit, Self::Reported];

    /// The word on the wire and in our tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MassGone => "mass-gone",
            Self::SizeBrake => "size-brake",
            Self::Limit => "limit",
            Self::Reported => "reported",
        }
    }

    /// The reason that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Accounts held for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldAccounts {
    pub reason: HeldReason,
    pub accounts: u64,
    pub servers: u64,
}

/// Whether the accounts of one server that are gone are so many that a person should look, of those asked about in one run.
#[must_use]
pub fn is_mass_gone(asked: u64, gone: u64) -> bool {
    gone >= MASS && gone.saturating_mul(100) >= asked.saturating_mul(MASS_PERCENT)
}

/// Whether it is our own connection that is broken, because of the servers that are known to be well so many are silent.
#[must_use]
pub fn is_own_outage(asked: usize, silent: usize) -> bool {
    asked >= LEAST_SENTINELS && silent >= SILENT_SENTINELS && silent * 100 >= asked * SILENT_PERCENT
}

/// The most accounts a run may remove before it asks: three times the median of the last runs, which are given in any order.
/// `None` when they are too few to tell what is usual.
#[must_use]
pub fn size_brake(last: &[u64]) -> Option<u64> {
    if last.len() < USUAL_RUNS {
        return None;
    }
    let mut last = last.to_vec();
    last.sort_unstable();
    let median = last[last.len() / 2];
    Some(median.saturating_mul(BRAKE).max(BRAKE_FLOOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_is_many_and_a_large_part() {
        let cases = [
            (0, 0, false),
            (19, 19, false),
            (20, 20, true),
            (66, 20, true),
            (67, 20, false),
            (100, 30, true),
            (101, 30, false),
            (1_000_000, 299_999, false),
            (1_000_000, 300_000, true),
            (u64::MAX, u64::MAX, true),
        ];
        for (asked, gone, mass) in cases {
            assert_eq!(is_mass_gone(asked, gone), mass, "{gone} of {asked}");
        }
    }

    #[test]
    fn our_own_outage_is_told_from_that_of_a_few_others() {
        let cases = [
            ((0, 0), false),
            ((4, 4), false),
            ((5, 2), false),
            ((5, 3), true),
            ((10, 2), false),
            ((10, 3), true),
            ((10, 10), true),
            ((11, 3), false),
        ];
        for ((asked, silent), ours) in cases {
            assert_eq!(is_own_outage(asked, silent), ours, "{silent} of {asked}");
        }
    }

    #[test]
    fn the_brake_is_three_times_the_usual_and_never_small() {
        let cases: [(&[u64], Option<u64>); 7] = [
            (&[], None),
            (&[5_000, 5_000], None),
            (&[1, 2, 3], Some(100)),
            (&[0, 0, 9_000], Some(100)),
            (&[40, 300, 50], Some(150)),
            (&[90, 10, 5_000, 80, 100], Some(270)),
            (&[u64::MAX, u64::MAX, u64::MAX], Some(u64::MAX)),
        ];
        for (last, brake) in cases {
            assert_eq!(size_brake(last), brake, "{last:?}");
        }
    }

    #[test]
    fn every_reason_has_its_word() {
        for reason in HeldReason::ALL {
            assert_eq!(HeldReason::from_word(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_string(&reason).expect("serializes"), format!("\"{}\"", reason.as_str()));
        }
    }
}
