//! Looks at a server in a row, and how much they prove together.

use std::collections::BTreeSet;

use super::{CaseReason, Evidence};
use crate::time::{DAY_MS, Millis};

/// Looks in a row, oldest first, up to the latest. A look with a time to come counts as made now: our clock was set back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks<'a> {
    looks: &'a [Evidence],
    now: Millis,
}

impl<'a> Looks<'a> {
    pub(super) fn new(looks: &'a [Evidence], now: Millis) -> Self {
        Self { looks, now }
    }

    /// The longest row of looks up to the latest which are all like this.
    pub(super) fn latest_while(self, is_so: impl Fn(&Evidence) -> bool) -> Self {
        let first = self.looks.iter().rposition(|look| !is_so(look)).map_or(0, |other| other + 1);
        Self { looks: &self.looks[first..], ..self }
    }

    /// The longest row of looks up to the latest which all found this.
    pub(super) fn latest_with(self, reason: CaseReason) -> Self {
        self.latest_while(|look| look.reason == Some(reason))
    }

    pub(super) fn any(self, is_so: impl Fn(&Evidence) -> bool) -> bool {
        self.looks.iter().any(is_so)
    }

    pub(super) fn are_at_least(self, count: u32) -> bool {
        u32::try_from(self.looks.len()).is_ok_and(|len| len >= count) && !self.looks.is_empty()
    }

    /// Whether they were made on so many distinct days of UTC. No looks prove nothing, not even 0 days.
    pub(super) fn are_on_days(self, count: u32) -> bool {
        let days: BTreeSet<i64> = self.times().map(|at| at.0.div_euclid(DAY_MS)).collect();
        u32::try_from(days.len()).is_ok_and(|days| days >= count) && !days.is_empty()
    }

    /// Whether the latest was made so many milliseconds after the first. Time in which nobody looked proves nothing, and so the time
    /// between the latest look and now does not count.
    pub(super) fn lasted(self, ms: i64) -> bool {
        self.length_ms().is_some_and(|length| length >= ms)
    }

    /// Milliseconds between the first and the latest.
    pub(super) fn length_ms(self) -> Option<i64> {
        Some(self.times().next_back()?.0.saturating_sub(self.first_at()?.0).max(0))
    }

    /// The looks made less than so many milliseconds before the latest, and the latest itself.
    pub(super) fn latest_within(self, ms: i64) -> Self {
        let latest = self.times().next_back().unwrap_or(self.now);
        let is_near = |look: &Evidence| latest.0.saturating_sub(look.at.min(self.now).0) < ms.max(1);
        self.latest_while(is_near)
    }

    /// Milliseconds between the first failed look of them and the latest look; 0 without a failed one.
    pub(super) fn since_first_failure_ms(self) -> i64 {
        let first = self.looks.iter().position(|look| look.reason.is_some()).unwrap_or(self.looks.len());
        Self { looks: &self.looks[first..], ..self }.length_ms().unwrap_or(0)
    }

    pub(super) fn first_at(self) -> Option<Millis> {
        self.times().next()
    }

    fn times(self) -> impl DoubleEndedIterator<Item = Millis> + 'a {
        self.looks.iter().map(move |look| look.at.min(self.now))
    }
}
