//! Chance that is the same for the same seed.

use model::Millis;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

/// What a stream of chance is for; streams do not influence each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Deck = 1,
    Server,
    Account,
    Own,
    Follows,
    Activity,
}

/// A stream of chance with words for time.
#[derive(Clone, Debug)]
pub(super) struct Luck(SmallRng);

impl Luck {
    /// The chance of the `index`th thing of a stream.
    pub(super) fn new(seed: u64, stream: Stream, index: usize) -> Self {
        // Neighbouring numbers must give streams that have nothing in common, so they are spread by
        // the golden ratio first.
        let spread = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ ((stream as u64) << 56);
        Self(SmallRng::seed_from_u64(spread.wrapping_add((index as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))))
    }

    /// True so many times of a hundred.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    pub(super) fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.0.random_range(0..things.len())]
    }

    pub(super) fn number(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0.random_range(0..most.max(1))
    }

    pub(super) fn minutes(&mut self, low: i64, high: i64) -> i64 {
        self.number(low * MINUTE_MS, high * MINUTE_MS)
    }

    pub(super) fn hours(&mut self, low: i64, high: i64) -> i64 {
        self.number(low * HOUR_MS, high * HOUR_MS)
    }

    pub(super) fn days(&mut self, low: i64, high: i64) -> i64 {
        self.number(low * DAY_MS, high * DAY_MS)
    }

    pub(super) fn moment(&mut self, from: Millis, to: Millis) -> Millis {
        Millis(self.number(from.0, to.0))
    }

    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        things.shuffle(&mut self.0);
    }
}
