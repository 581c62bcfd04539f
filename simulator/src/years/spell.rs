//! A part of a server's life.

use model::Millis;

use super::Condition;

/// A time in which a server is in some condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    pub from: Millis,
    /// The first moment after it; [`FOREVER`] when it does not end.
    pub to: Millis,
    pub condition: Condition,
    /// It belongs to the end of the server: its owner does not come back.
    pub end: bool,
}

/// Later than anything.
pub(super) const FOREVER: Millis = Millis(i64::MAX);

impl Spell {
    /// A spell after which the server is as before.
    pub(super) fn passing(from: Millis, length_ms: i64, condition: Condition) -> Self {
        Self { from, to: from.plus_ms(length_ms), condition, end: false }
    }

    /// A spell that lasts, of a server that lives on.
    pub(super) fn lasting(from: Millis, condition: Condition) -> Self {
        Self { from, to: FOREVER, condition, end: false }
    }

    /// A part of the end, followed by another.
    pub(super) fn ending(from: Millis, length_ms: i64, condition: Condition) -> Self {
        Self { from, to: from.plus_ms(length_ms), condition, end: true }
    }

    /// The last part of the end.
    pub(super) fn last(from: Millis, condition: Condition) -> Self {
        Self { from, to: FOREVER, condition, end: true }
    }

    pub(super) fn covers(&self, at: Millis) -> bool {
        self.from <= at && at < self.to
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}
