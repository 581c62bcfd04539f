//! Times of the simulated world, told as people tell them.

use model::Millis;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// How long before the world's now something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ago(pub i64);

impl Ago {
    /// The moment itself, counted back from `now`.
    #[must_use]
    pub fn before(self, now: Millis) -> Millis {
        now.plus_ms(-self.0)
    }
}

/// That many whole days earlier.
#[must_use]
pub fn days_ago(days: i64) -> Ago {
    Ago(days * DAY_MS)
}

/// That many hours earlier.
#[must_use]
pub fn hours_ago(hours: i64) -> Ago {
    Ago(hours * HOUR_MS)
}

/// That many minutes earlier.
#[must_use]
pub fn minutes_ago(minutes: i64) -> Ago {
    Ago(minutes * MINUTE_MS)
}

/// A moment as PostgreSQL reads it into a `timestamp without time zone`, in UTC.
pub(crate) fn timestamp(at: Millis) -> String {
    at.to_utc().format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

/// An id as Mastodon makes it: 48 bits of milliseconds, 16 bits that tell the ids of one millisecond apart.
pub(crate) fn snowflake(at: Millis, sequence: u32) -> i64 {
    (at.0 << 16) | i64::from(sequence & 0xffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_carries_its_time() {
        let at = Millis(1_700_000_000_123);
        assert_eq!(snowflake(at, 65_537) >> 16, at.0);
        assert_eq!(snowflake(at, 7).to_string().len(), 18);
    }

    #[test]
    fn a_moment_is_written_in_utc() {
        assert_eq!(timestamp(days_ago(1).before(Millis(1_700_000_000_123))), "2023-11-13T22:13:20.123");
    }
}
