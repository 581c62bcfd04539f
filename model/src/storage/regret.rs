//! Removed pictures that Mastodon had to fetch again: what a longer threshold would have spared it.

use serde::{Deserialize, Serialize};

use crate::ids::AccountId;

/// A picture fetched again within so many days was wanted: what counts as regret for a threshold.
pub const REGRET_DAYS: u32 = 30;
/// The shorter time that is told beside it.
pub const SOON_DAYS: u32 = 7;
/// Removals are remembered for so many days.
pub const REMEMBERED_DAYS: u32 = 90;

/// Of how many accounts a run remembers one, when it has about so many before it: all of them up to some ten thousand, enough to tell a share to the percent.
#[must_use]
pub fn share(accounts: u64) -> u32 {
    const REMEMBERED: u64 = 20_000;
    u32::try_from(accounts.div_ceil(REMEMBERED)).unwrap_or(u32::MAX).max(1)
}

/// Whether an account is one of those that are remembered: always the same ones, spread evenly over ids of any kind.
#[must_use]
pub fn is_remembered(account: AccountId, share: u32) -> bool {
    // Fibonacci hashing: ids of our time end in zeros or count upwards.
    let mixed = account.0.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    mixed.is_multiple_of(u64::from(share.max(1)))
}

/// Pictures whose owners had been quiet for one number of days when they were removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Whole days, as `ages::quiet_days` counts them.
    pub quiet_days: u32,
    pub pictures: u64,
    /// Of them fetched again within [`SOON_DAYS`].
    pub back_soon: u64,
    /// Of them fetched again within [`REGRET_DAYS`], the sooner ones included.
    pub back: u64,
}

/// What became of the pictures that were removed in the last [`REMEMBERED_DAYS`]. Where many were removed the numbers are extrapolated
/// from a part of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Regret(Vec<Removed>);

impl FromIterator<Removed> for Regret {
    fn from_iter<T: IntoIterator<Item = Removed>>(removed: T) -> Self {
        Self(removed.into_iter().collect())
    }
}

impl Regret {
    /// All that were removed.
    #[must_use]
    pub fn removed(&self) -> u64 {
        self.0.iter().map(|removed| removed.pictures).sum()
    }

    #[must_use]
    pub fn back_soon(&self) -> u64 {
        self.0.iter().map(|removed| removed.back_soon).sum()
    }

    #[must_use]
    pub fn back(&self) -> u64 {
        self.0.iter().map(|removed| removed.back).sum()
    }

    /// What a threshold would have left alone: all such pictures, and those of them that were fetched again.
    #[must_use]
    pub fn left_alone_at(&self, days: u32) -> (u64, u64) {
        let left = self.0.iter().filter(|removed| removed.quiet_days < days);
        left.fold((0, 0), |(pictures, back), removed| (pictures + removed.pictures, back + removed.back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_is_remembered_is_about_its_share() {
        assert_eq!([0, 1, 20_000, 20_001, 500_000].map(share), [1, 1, 1, 2, 25]);
        let counting = 1..=100_000_i64;
        let snowflakes = (1..=100_000_i64).map(|n| (109_000_000_000_i64 + n * 977) << 16);
        for ids in [counting.collect::<Vec<_>>(), snowflakes.collect()] {
            assert!(ids.iter().all(|id| is_remembered(AccountId(*id), 1)));
            let kept = ids.iter().filter(|id| is_remembered(AccountId(**id), 25)).count();
            assert!((3_600..4_400).contains(&kept), "{kept}");
        }
    }

    #[test]
    fn a_threshold_leaves_alone_what_was_quiet_for_less() {
        let removed = |quiet_days, pictures, back_soon, back| Removed { quiet_days, pictures, back_soon, back };
        let regret: Regret =
            [removed(7, 100, 10, 20), removed(29, 50, 0, 4), removed(30, 900, 1, 2)].into_iter().collect();
        assert_eq!((regret.removed(), regret.back_soon(), regret.back()), (1_050, 11, 26));
        assert_eq!(regret.left_alone_at(7), (0, 0));
        assert_eq!(regret.left_alone_at(8), (100, 20));
        assert_eq!(regret.left_alone_at(30), (150, 24));
        assert_eq!(regret.left_alone_at(365), (1_050, 26));
        assert_eq!(Regret::default().left_alone_at(30), (0, 0));
    }
}
