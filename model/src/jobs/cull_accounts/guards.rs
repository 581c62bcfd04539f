//! When a removal waits for a person although every answer was clear.

use serde::{Deserialize, Serialize};

/// Fewest accounts that count as a mass; fewer may well go on one day.
const MASS: u64 = 20;
/// Least percent of the accounts of one server that counts as a mass.
const MASS_PERCENT: u64 = 30;
/// For so many days what vanished of a server is counted together.
pub const MASS_DAYS: u32 = 30;
/// Fewest earlier runs that tell what is usual.
const USUAL_RUNS: usize = 3;
/// How many times the usual is far more than usual.
const BRAKE: u64 = 3;
/// Up to so many accounts nobody is asked, however few are usual.
const BRAKE_FLOOR: u64 = 100;
/// So many times as large as it was a run is taken to be at most, where another one asks about more.
const MOST_GROWN: u64 = 3;
/// While nobody can tell what is usual: the percent of all accounts of other servers that a run may remove.
const BRAKE_PERCENT: u64 = 10;

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

/// What has vanished of one server in [`MASS_DAYS`] days, in whichever runs, of what there was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vanishings {
    /// Accounts of it that Mastodon knows now.
    pub known: u64,
    /// Accounts seen to be gone, each once: those still known, and those removed.
    pub gone: u64,
    /// Those of them that were removed.
    pub removed: u64,
}

impl Vanishings {
    /// Whether so many are gone that a person should look: the server may have been set up anew or set back.
    #[must_use]
    pub fn are_a_mass(self) -> bool {
        let there_were = self.known.saturating_add(self.removed);
        self.gone >= MASS && self.gone.saturating_mul(100) >= there_were.saturating_mul(MASS_PERCENT)
    }
}

/// Whether it is our own connection that is broken, because of the servers that are known to be well so many are silent.
#[must_use]
pub fn is_own_outage(asked: usize, silent: usize) -> bool {
    asked >= LEAST_SENTINELS && silent >= SILENT_SENTINELS && silent * 100 >= asked * SILENT_PERCENT
}

/// How many accounts a run removed, of those it asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removed {
    pub accounts: u64,
    /// At least 1.
    pub asked: u64,
}

impl Removed {
    /// The same share of so many. Of a run that asked about few not more than a few times as many:
    /// one that removed the only account it asked about does not tell that all go.
    fn of(self, asked: u64) -> u64 {
        let asked = asked.min(self.asked.saturating_mul(MOST_GROWN));
        let share = u128::from(self.accounts) * u128::from(asked) / u128::from(self.asked.max(1));
        u64::try_from(share).unwrap_or(u64::MAX)
    }
}

/// The most accounts a run may remove before it asks: of those it asks about three times the share
/// that is the median of the last runs, which are given in any order. While these are too few to
/// tell what is usual, a tenth of all accounts of other servers that Mastodon knows.
#[must_use]
pub fn size_brake(last: &[Removed], asks: u64, known: u64) -> u64 {
    let usual = if last.len() < USUAL_RUNS {
        known / 100 * BRAKE_PERCENT
    } else {
        let mut last: Vec<u64> = last.iter().map(|run| run.of(asks)).collect();
        last.sort_unstable();
        last[last.len() / 2].saturating_mul(BRAKE)
    };
    usual.max(BRAKE_FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_is_many_and_a_large_part() {
        let cases = [
            (0, 0, 0, false),
            (19, 19, 0, false),
            (20, 20, 0, true),
            (66, 20, 0, true),
            (67, 20, 0, false),
            (100, 30, 0, true),
            (101, 30, 0, false),
            // In several runs, some of them removed already.
            (160, 76, 75, true),
            (236, 38, 0, false),
            (216, 71, 20, true),
            (217, 71, 20, false),
            (1_000_000, 299_999, 0, false),
            (1_000_000, 300_000, 0, true),
            (u64::MAX, u64::MAX, u64::MAX, true),
        ];
        for (known, gone, removed, mass) in cases {
            let vanishings = Vanishings { known, gone, removed };
            assert_eq!(vanishings.are_a_mass(), mass, "{vanishings:?}");
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
        let cases: [(&[u64], u64); 5] = [
            (&[1, 2, 3], 100),
            (&[0, 0, 9_000], 100),
            (&[40, 300, 50], 150),
            (&[90, 10, 5_000, 80, 100], 270),
            (&[u64::MAX, u64::MAX, u64::MAX], u64::MAX),
        ];
        for (last, brake) in cases {
            let last: Vec<_> = last.iter().map(|accounts| Removed { accounts: *accounts, asked: 9_000 }).collect();
            assert_eq!(size_brake(&last, 9_000, 1_000_000), brake, "{last:?}");
        }
    }

    #[test]
    fn usual_is_the_share_of_those_that_are_asked_about() {
        let nights = [(30, 1_000), (900, 30_000), (0, 20)].map(|(accounts, asked)| Removed { accounts, asked });
        for (asks, brake) in [(0, 100), (1_000, 100), (10_000, 270), (30_000, 270)] {
            assert_eq!(size_brake(&nights, asks, 1_000_000), brake, "{asks}");
        }
        let even = [(30, 1_000), (33, 1_100), (90, 900)].map(|(accounts, asked)| Removed { accounts, asked });
        assert_eq!(size_brake(&even, 2_000, 1_000_000), 180);
        let second_looks = [Removed { accounts: 9, asked: 9 }; 5];
        assert_eq!(size_brake(&second_looks, 2_000, 1_000_000), 100, "few tell nothing of many");
    }

    #[test]
    fn the_first_runs_are_held_back_by_the_size_of_the_site() {
        for (last, known, brake) in
            [(&[][..], 0, 100), (&[], 900, 100), (&[5_000], 20_000, 2_000), (&[9, 9], 5_000_000, 500_000)]
        {
            let last: Vec<_> = last.iter().map(|accounts| Removed { accounts: *accounts, asked: 10 }).collect();
            assert_eq!(size_brake(&last, 10, known), brake, "{last:?} {known}");
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
