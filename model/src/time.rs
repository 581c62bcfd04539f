//! A moment, as our own state and the browser hold it.

use chrono::{DateTime, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. Fits a browser's number until the year 287396.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Milliseconds of so many whole minutes.
#[must_use]
pub fn minutes_ms(minutes: u32) -> i64 {
    i64::from(minutes) * MINUTE_MS
}

/// Milliseconds of so many whole hours.
#[must_use]
pub fn hours_ms(hours: u32) -> i64 {
    i64::from(hours) * HOUR_MS
}

/// Milliseconds of so many whole days.
#[must_use]
pub fn days_ms(days: u32) -> i64 {
    i64::from(days) * DAY_MS
}

impl Millis {
    /// The same moment for libraries that speak `chrono`; a moment beyond its range is its latest.
    #[must_use]
    pub fn to_utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The moment that many whole days earlier.
    #[must_use]
    pub fn days_before(self, days: u32) -> Self {
        self.plus_ms(-days_ms(days))
    }
}

impl From<DateTime<Utc>> for Millis {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}
