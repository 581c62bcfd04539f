//! How many accounts a run may still remove, shared by all servers at work.

use std::sync::atomic::{AtomicU64, Ordering};

/// A budget that never goes below nothing.
#[derive(Debug)]
pub(super) struct Limit(AtomicU64);

impl Limit {
    pub(super) fn new(most: Option<u32>, removed: u64) -> Self {
        Self(AtomicU64::new(most.map_or(u64::MAX, |most| u64::from(most).saturating_sub(removed))))
    }

    /// Takes up to `wanted` from the budget and says how much it got.
    pub(super) fn take(&self, wanted: usize) -> usize {
        let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
        let had = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(wanted)))
            .unwrap_or(0);
        usize::try_from(had.min(wanted)).unwrap_or(usize::MAX)
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let limit = Limit::new(Some(5), 1);
        assert_eq!((limit.take(3), limit.is_used_up()), (3, false));
        assert_eq!((limit.take(3), limit.is_used_up()), (1, true));
        assert_eq!(limit.take(3), 0);
        assert_eq!(Limit::new(None, 9).take(1_000_000), 1_000_000);
    }
}
