//! Leases until a moment that no honest clock gives them: the clock of the machine that wrote them
//! was ahead. They end when they stand still.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::time::MINUTE_MS;
use model::{Millis, RunId};

use crate::store::runs::lease::Held;

/// So far apart clocks may be.
const SKEW_MS: i64 = MINUTE_MS;

/// The leases that are too far away, since when this process sees each as it is.
#[derive(Debug, Default)]
pub(crate) struct FarLeases(Mutex<HashMap<RunId, (Held, Instant)>>);

impl FarLeases {
    /// Forgets the leases of runs that are not at work any more.
    pub(crate) fn keep_only(&self, held: &[Held]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|run, _| held.iter().any(|held| held.run == *run));
    }

    /// Whether a lease has not moved for as long as one lasts, by the clock of this process that
    /// nobody sets: its owner, who would have moved it, is gone.
    pub(crate) fn stood_still(&self, held: &Held, now: Millis, lease: Duration, at: Instant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let honest = i64::try_from(lease.as_millis()).unwrap_or(i64::MAX).saturating_add(SKEW_MS);
        if held.until <= now.plus_ms(honest) {
            seen.remove(&held.run);
            return false;
        }
        let (before, since) = seen.entry(held.run.clone()).or_insert_with(|| (held.clone(), at));
        if before != held {
            (*before, *since) = (held.clone(), at);
        }
        at.saturating_duration_since(*since) > lease
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);
    const LEASE: Duration = Duration::from_secs(30);

    fn held(until: Millis) -> Held {
        Held { run: RunId::from_database("run".to_owned()), owner: "somebody".to_owned(), until }
    }

    #[test]
    fn a_lease_of_tomorrow_ends_when_it_has_stood_still_for_its_length() {
        let (leases, begun) = (FarLeases::default(), Instant::now());
        let stands =
            |until, seconds| leases.stood_still(&held(until), NOW, LEASE, begun + Duration::from_secs(seconds));
        let tomorrow = NOW.plus_ms(24 * 60 * MINUTE_MS);
        assert!(!stands(tomorrow, 0));
        assert!(!stands(tomorrow, 30));
        assert!(!stands(tomorrow.plus_ms(1), 31), "its owner lives");
        assert!(!stands(tomorrow.plus_ms(1), 61));
        assert!(stands(tomorrow.plus_ms(1), 62));
    }

    #[test]
    fn a_run_that_is_not_at_work_is_forgotten() {
        let (leases, tomorrow) = (FarLeases::default(), NOW.plus_ms(24 * 60 * MINUTE_MS));
        leases.stood_still(&held(tomorrow), NOW, LEASE, Instant::now());
        leases.keep_only(&[held(tomorrow)]);
        assert_eq!(leases.0.lock().expect("nobody failed").len(), 1);
        leases.keep_only(&[]);
        assert!(leases.0.lock().expect("nobody failed").is_empty());
    }

    #[test]
    fn a_lease_that_an_honest_clock_may_give_is_judged_by_its_end_alone() {
        let (leases, begun) = (FarLeases::default(), Instant::now());
        for until in [NOW, NOW.plus_ms(90_000)] {
            for seconds in [0, 999] {
                assert!(!leases.stood_still(&held(until), NOW, LEASE, begun + Duration::from_secs(seconds)));
            }
        }
    }
}
