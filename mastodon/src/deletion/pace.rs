//! How much one transaction takes, and when there is room for one.

mod gentle;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub use gentle::Manner;
use gentle::Pulse;

/// A transaction longer than this holds others up.
const LONG: Duration = Duration::from_millis(200);
/// A transaction shorter than this is mostly its own overhead.
const SHORT: Duration = Duration::from_millis(50);
const FEWEST: i64 = 20;
const MOST: i64 = 2_000;

/// What the transactions on one site have taught so far; shared by all who work on it.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Accounts removed together.
    pub(crate) accounts: Slices,
    /// Posts per transaction, and as many boosts of them.
    pub(crate) statuses: Slices,
    /// Rows of one kind per transaction.
    pub(crate) rows: Slices,
    pub(crate) pulse: Pulse,
}

impl Default for Pace {
    fn default() -> Self {
        Self { accounts: Slices::of(100), statuses: Slices::of(500), rows: Slices::of(1_000), pulse: Pulse::default() }
    }
}

/// How many of something the next transaction takes.
#[derive(Debug)]
pub(crate) struct Slices(AtomicI64);

impl Slices {
    fn of(size: i64) -> Self {
        Self(AtomicI64::new(size))
    }

    pub(crate) fn size(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Learns from a transaction that took up to `size`. That a slice which was not full was quick says nothing.
    pub(crate) fn learn(&self, size: i64, took: Duration, full: bool) {
        let wanted = next(size, took);
        if full || wanted < size {
            self.0.store(wanted, Ordering::Relaxed);
        }
    }
}

/// How many to take after so many took so long: half after a long transaction, half as many again after a short one.
fn next(size: i64, took: Duration) -> i64 {
    let wanted = match took {
        took if took > LONG => size / 2,
        took if took < SHORT => size + size / 2,
        _ => size,
    };
    wanted.clamp(FEWEST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_follow_what_their_transactions_take() {
        let cases = [
            (500, 10, 750),
            (500, 49, 750),
            (500, 50, 500),
            (500, 200, 500),
            (500, 201, 250),
            (500, 60_000, 250),
            (1_999, 1, 2_000),
            (2_000, 1, 2_000),
            (39, 900, 20),
            (20, 900, 20),
            (20, 1, 30),
        ];
        for (size, took_ms, expected) in cases {
            assert_eq!(next(size, Duration::from_millis(took_ms)), expected, "{size} in {took_ms} ms");
        }
    }

    #[test]
    fn a_slice_that_was_not_full_only_makes_the_next_smaller() {
        let slices = Slices::of(500);
        slices.learn(500, Duration::from_millis(1), false);
        assert_eq!(slices.size(), 500);
        slices.learn(500, Duration::from_millis(900), false);
        assert_eq!(slices.size(), 250);
        slices.learn(250, Duration::from_millis(1), true);
        assert_eq!(slices.size(), 375);
    }
}
