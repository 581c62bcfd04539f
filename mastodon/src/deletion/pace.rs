//! How much one transaction takes, and when there is room for one.

mod gentle;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub use gentle::Manner;
use gentle::Pulse;
use sqlx::PgPool;
use tokio::sync::{Semaphore, SemaphorePermit};

/// What a transaction may take, in milliseconds: half of the 200 that nobody notices, because no two are alike.
const WANTED_MS: i64 = 100;

/// Most transactions of ours at a time on one site: while one computes, another writes. More would be in each other's way.
pub(crate) const SIDE_BY_SIDE: u32 = 2;

/// What the transactions on one site have taught so far; shared by all who work on it.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Rows of accounts per transaction.
    pub(crate) accounts: Slices,
    /// Posts per transaction, and as many boosts of them.
    pub(crate) statuses: Slices,
    /// Rows of one kind per transaction.
    pub(crate) rows: Slices,
    pulse: Pulse,
    places: Semaphore,
}

impl Default for Pace {
    fn default() -> Self {
        // Below the second number a step is mostly what it costs to begin one; above the third the
        // next one may take much longer than the last, because no two accounts are alike.
        Self {
            accounts: Slices::of(20, 5, 100),
            statuses: Slices::of(50, 20, 500),
            rows: Slices::of(200, 100, 1_000),
            pulse: Pulse::default(),
            places: Semaphore::new(SIDE_BY_SIDE as usize),
        }
    }
}

impl Pace {
    /// Waits until there is room for a transaction, which has it until the place is dropped: beside another one of ours only while nobody
    /// else uses the database.
    pub(crate) async fn place(&self, pool: &PgPool, manner: Manner) -> Option<SemaphorePermit<'_>> {
        let places = match manner {
            Manner::Gentle if !self.pulse.room(pool).await => SIDE_BY_SIDE,
            Manner::Gentle | Manner::Brisk => 1,
        };
        // Nobody closes it.
        self.places.acquire_many(places).await.ok()
    }
}

/// How many of something the next transaction takes.
#[derive(Debug)]
pub(crate) struct Slices {
    size: AtomicI64,
    fewest: i64,
    most: i64,
}

impl Slices {
    pub(crate) fn of(size: i64, fewest: i64, most: i64) -> Self {
        Self { size: AtomicI64::new(size), fewest, most }
    }

    pub(crate) fn size(&self) -> i64 {
        self.size.load(Ordering::Relaxed)
    }

    /// Learns from a transaction that took up to `size`. That a slice which was not full was quick says nothing.
    pub(crate) fn learn(&self, size: i64, took: Duration, full: bool) {
        let wanted = next(size, took).clamp(self.fewest, self.most);
        if full || wanted < size {
            self.size.store(wanted, Ordering::Relaxed);
        }
    }
}

/// How many to take after so many took so long: as many as take the wanted time, but not less than half, because it may have waited
/// for somebody, and not more than half as many again.
fn next(size: i64, took: Duration) -> i64 {
    let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX).max(1);
    let fitting = size.saturating_mul(WANTED_MS) / took_ms;
    fitting.clamp(size / 2, size + size / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_follow_what_their_transactions_take() {
        let cases = [
            (500, 0, 750),
            (500, 10, 750),
            (500, 80, 625),
            (500, 100, 500),
            (500, 200, 250),
            (500, 400, 250),
            (500, 60_000, 250),
            (20, 900, 10),
            (20, 1, 30),
        ];
        for (size, took_ms, expected) in cases {
            assert_eq!(next(size, Duration::from_millis(took_ms)), expected, "{size} in {took_ms} ms");
        }
    }

    #[test]
    fn a_slice_that_was_not_full_only_makes_the_next_smaller() {
        let slices = Slices::of(500, 200, 600);
        slices.learn(500, Duration::from_millis(1), false);
        assert_eq!(slices.size(), 500);
        slices.learn(500, Duration::from_millis(200), false);
        assert_eq!(slices.size(), 250);
        slices.learn(250, Duration::from_millis(1), true);
        assert_eq!(slices.size(), 375);
        slices.learn(375, Duration::from_millis(900), true);
        assert_eq!(slices.size(), 200, "never fewer than that");
        for _ in 0..9 {
            slices.learn(slices.size(), Duration::from_millis(1), true);
        }
        assert_eq!(slices.size(), 600, "and never more");
    }
}
