//! How many accounts a run may still remove, shared by all servers at work.

use std::sync::Mutex;
use std::sync::PoisonError;

use model::jobs::cull_accounts::HeldReason;

/// What a run may remove: up to the limit it was given, and up to the size brake.
#[derive(Debug)]
pub(super) struct Budget {
    limit: Option<u64>,
    brake: Option<u64>,
    removed: Mutex<u64>,
}

impl Budget {
    /// `removed` is what the run had removed before it was stopped.
    pub(super) fn new(limit: Option<u64>, brake: Option<u64>, removed: u64) -> Self {
        Self { limit, brake, removed: Mutex::new(removed) }
    }

    /// Takes up to `wanted`; says how much it got, and why it did not get the rest.
    pub(super) fn take(&self, wanted: usize) -> (usize, HeldReason) {
        let mut removed = self.removed.lock().unwrap_or_else(PoisonError::into_inner);
        let (limit, brake) = (self.limit.unwrap_or(u64::MAX), self.brake.unwrap_or(u64::MAX));
        let left = limit.min(brake).saturating_sub(*removed);
        let got = u64::try_from(wanted).unwrap_or(u64::MAX).min(left);
        *removed += got;
        let reason = if brake < limit { HeldReason::SizeBrake } else { HeldReason::Limit };
        (usize::try_from(got).unwrap_or(usize::MAX), reason)
    }

    /// Nothing more may be removed, because the run was told so; asking on would be in vain.
    pub(super) fn limit_is_used_up(&self) -> bool {
        let removed = self.removed.lock().unwrap_or_else(PoisonError::into_inner);
        self.limit.is_some_and(|limit| *removed >= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let budget = Budget::new(Some(5), None, 1);
        assert_eq!((budget.take(3), budget.limit_is_used_up()), ((3, HeldReason::Limit), false));
        assert_eq!((budget.take(3), budget.limit_is_used_up()), ((1, HeldReason::Limit), true));
        assert_eq!(budget.take(3).0, 0);
        assert_eq!(Budget::new(None, None, 9).take(1_000_000).0, 1_000_000);
    }

    #[test]
    fn the_brake_holds_without_ending_the_run() {
        let budget = Budget::new(Some(500), Some(100), 0);
        assert_eq!(budget.take(300), (100, HeldReason::SizeBrake));
        assert!(!budget.limit_is_used_up());
        assert_eq!(Budget::new(Some(50), Some(100), 0).take(300), (50, HeldReason::Limit));
    }
}
