//! Times of the simulated world, told as people tell them.

use chrono::{Datelike, Timelike};
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
    let at = at.to_utc();
    let mut text = String::with_capacity(23);
    let fields = [
        (at.year() % 10_000, 4, '-'),
        (at.month() as i32, 2, '-'),
        (at.day() as i32, 2, 'T'),
        (at.hour() as i32, 2, ':'),
        (at.minute() as i32, 2, ':'),
        (at.second() as i32, 2, '.'),
        (at.timestamp_subsec_millis() as i32, 3, '\0'),
    ];
    // A population has some hundred thousand of these, and a format that is read each time takes most of the time.
    for (number, digits, end) in fields {
        for power in (0..digits).rev() {
            let digit = number / 10_i32.pow(power) % 10;
            text.push(char::from(b'0' + digit.unsigned_abs() as u8));
        }
        if end != '\0' {
            text.push(end);
        }
    }
    text
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
