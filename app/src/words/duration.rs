//! How long something took or will take.

use leptos_i18n::td_string;
use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

use crate::i18n::Locale;

/// "38 min", "6 h 5 min", "41 days". Negative counts as none; from two days on only whole days are told.
#[must_use]
pub fn duration(locale: Locale, ms: i64) -> String {
    let ms = ms.max(0);
    let (days, hours, minutes) = (ms / DAY_MS, ms / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    if days >= 2 {
        td_string!(locale, time.days, count = days, n = days)
    } else if hours >= 1 && minutes == 0 {
        td_string!(locale, time.whole_hours, h = hours)
    } else if hours >= 1 {
        td_string!(locale, time.hours, h = hours, m = minutes)
    } else if minutes >= 1 {
        td_string!(locale, time.minutes, n = minutes)
    } else {
        td_string!(locale, time.moments).to_owned()
    }
}

/// How long a purge waits, in words: "24 hours", "3 days".
#[must_use]
pub fn wait(locale: Locale, ms: i64) -> String {
    match ms.max(0) / HOUR_MS {
        hours if hours >= 48 && hours % 24 == 0 => duration(locale, ms),
        hours => td_string!(locale, time.long_hours, count = hours, n = hours),
    }
}

/// An estimate: like [`duration`], rounded to 5 minutes from 10 minutes on, so that it doesn't pretend to know better.
#[must_use]
pub fn estimate(locale: Locale, ms: i64) -> String {
    let step = if ms < 10 * MINUTE_MS { MINUTE_MS } else { 5 * MINUTE_MS };
    duration(locale, (ms.max(0) + step / 2) / step * step)
}

/// Milliseconds that are left when `done` of `total` took `elapsed_ms`, or nothing while that would be a guess: before
/// 20 seconds or 1 percent have passed.
#[must_use]
pub fn remaining(done: u64, total: u64, elapsed_ms: i64) -> Option<i64> {
    if done == 0 || done >= total || elapsed_ms < 20_000 || done < total / 100 {
        return None;
    }
    i64::try_from(u128::from(total - done) * elapsed_ms.unsigned_abs() as u128 / u128::from(done)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_hours_or_whole_days() {
        let told = |hours: i64| wait(Locale::en, hours * HOUR_MS);
        assert_eq!([1, 24, 50, 72].map(told), ["1 hour", "24 hours", "50 hours", "3 days"]);
    }

    #[test]
    fn a_duration_is_told_in_the_units_people_use() {
        let cases = [
            (-1, "less than a minute", "1分未満"),
            (59_999, "less than a minute", "1分未満"),
            (38 * MINUTE_MS, "38 min", "38分"),
            (2 * HOUR_MS, "2 h", "2時間"),
            (6 * HOUR_MS + 5 * MINUTE_MS, "6 h 5 min", "6時間5分"),
            (47 * HOUR_MS + 59 * MINUTE_MS, "47 h 59 min", "47時間59分"),
            (41 * DAY_MS, "41 days", "41日"),
        ];
        for (ms, en, ja) in cases {
            assert_eq!(duration(Locale::en, ms), en);
            assert_eq!(duration(Locale::ja, ms), ja);
        }
    }

    #[test]
    fn an_estimate_is_rounded() {
        assert_eq!(estimate(Locale::en, 4 * MINUTE_MS + 40_000), "5 min");
        assert_eq!(estimate(Locale::en, 103 * MINUTE_MS), "1 h 45 min");
        assert_eq!(estimate(Locale::en, 12 * MINUTE_MS), "10 min");
    }

    #[test]
    fn nothing_is_estimated_from_too_little() {
        assert_eq!(remaining(0, 100, 60_000), None);
        assert_eq!(remaining(50, 100, 19_999), None);
        assert_eq!(remaining(9, 1_000, 60_000), None);
        assert_eq!(remaining(100, 100, 60_000), None);
        assert_eq!(remaining(25, 100, 60_000), Some(180_000));
    }
}
