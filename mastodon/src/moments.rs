//! Moments that Mastodon stored, as far as they tell when something came.
//!
//! Who wrote a post chose its time, and Mastodon notes that time of an account
//! (`account_stats.last_status_at`) even where it is still to come. Such a moment does not tell
//! when anything reached us: taken as it is, or as now, it would be newer than everything for ever.
//! So a moment to come is no sign of life. When the post came is told by its id all the same,
//! because Mastodon makes the id of a post with a time to come from the time of its arrival.

use chrono::NaiveDateTime;
use model::Millis;
use model::time::HOUR_MS;

use crate::sql;

/// So far ahead of ours may the clock of Mastodon's machine be: what it noted meanwhile came just
/// now.
const AHEAD_MS: i64 = HOUR_MS;

/// The latest moment that is not to come. `now` is the time of the question, not that at which a
/// run began: what came since counts.
pub(crate) fn latest(now: Millis) -> NaiveDateTime {
    sql::timestamp(now.plus_ms(AHEAD_MS))
}

/// The greatest id of a post that is not to come.
pub(crate) fn latest_post(now: Millis) -> i64 {
    first_post_at(now.plus_ms(AHEAD_MS + 1)) - 1
}

/// When a post came: its id is milliseconds above 16 bits of chance.
///
/// Mirrors lib/mastodon/snowflake.rb.
pub(crate) fn time_of_post(id: i64) -> Millis {
    Millis(id >> 16)
}

/// The least id of a post that came at that moment.
pub(crate) fn first_post_at(at: Millis) -> i64 {
    at.0.saturating_mul(1 << 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_to_come_when_its_moment_is() {
        let now = Millis(1_800_000_000_000);
        let last = latest_post(now);
        assert_eq!(time_of_post(last), now.plus_ms(HOUR_MS));
        assert_eq!(time_of_post(last + 1), now.plus_ms(HOUR_MS + 1));
        assert_eq!(sql::millis(latest(now)), now.plus_ms(HOUR_MS));
    }
}
