//! Dates and times as people read them, in UTC unless the value was shifted to a zone before.
//!
//! The age of a moment comes from the server's clock in the data, never from a clock here, so that the server and the
//! browser print the same.

use chrono::{DateTime, Datelike, Utc};
use leptos_i18n::td_string;
use model::Millis;

use crate::i18n::Locale;

const JAPANESE_DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// "today 06:10", "yesterday 16:47", "Sun 15 Nov, 03:00", with the year only when it isn't this one.
#[must_use]
pub fn moment(locale: Locale, at: Millis, now: Millis) -> String {
    let (at, now) = (at.to_utc(), now.to_utc());
    let clock = clock_of(locale, at);
    match at.date_naive().signed_duration_since(now.date_naive()).num_days() {
        0 => td_string!(locale, time.today, clock = clock),
        -1 => td_string!(locale, time.yesterday, clock = clock),
        1 => td_string!(locale, time.tomorrow, clock = clock),
        _ => match locale {
            Locale::en => format!("{}{}, {clock}", at.format("%a %-d %b"), year(locale, at, now)),
            Locale::ja => format!("{}{}（{}）{clock}", year(locale, at, now), at.format("%-m月%-d日"), day_name(at)),
        },
    }
}

/// The day alone: "15 November", with the year only when it isn't this one.
#[must_use]
pub fn day(locale: Locale, at: Millis, now: Millis) -> String {
    let (at, now) = (at.to_utc(), now.to_utc());
    match locale {
        Locale::en => format!("{}{}", at.format("%-d %B"), year(locale, at, now)),
        Locale::ja => format!("{}{}", year(locale, at, now), at.format("%-m月%-d日")),
    }
}

/// The day as short as a chart wants it: "15 Nov", 「11/15」.
#[must_use]
pub fn short_day(locale: Locale, at: Millis) -> String {
    match locale {
        Locale::en => at.to_utc().format("%-d %b").to_string(),
        Locale::ja => at.to_utc().format("%-m/%-d").to_string(),
    }
}

/// The day with its name and the time, for the head of a page: "Saturday 21 November, 10:42".
#[must_use]
pub fn full(locale: Locale, at: Millis) -> String {
    let at = at.to_utc();
    match locale {
        Locale::en => at.format("%A %-d %B, %H:%M").to_string(),
        Locale::ja => format!("{}（{}）{}", at.format("%-m月%-d日"), day_name(at), clock_of(locale, at)),
    }
}

/// The time of day: "06:10", 「6:10」.
#[must_use]
pub fn clock(locale: Locale, at: Millis) -> String {
    clock_of(locale, at.to_utc())
}

/// The value of `<time datetime>`: "2026-11-15T03:00:00Z".
#[must_use]
pub fn machine(at: Millis) -> String {
    at.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn clock_of(locale: Locale, at: DateTime<Utc>) -> String {
    match locale {
        Locale::en => at.format("%H:%M").to_string(),
        Locale::ja => at.format("%-H:%M").to_string(),
    }
}

fn day_name(at: DateTime<Utc>) -> &'static str {
    JAPANESE_DAYS[at.weekday().num_days_from_monday() as usize]
}

fn year(locale: Locale, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (at.year() == now.year(), locale) {
        (true, _) => String::new(),
        (false, Locale::en) => format!(" {}", at.year()),
        (false, Locale::ja) => format!("{}年", at.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::{DAY_MS, HOUR_MS, MINUTE_MS};

    /// Saturday 21 November 2026, 10:42 UTC.
    const NOW: Millis = Millis(1_795_257_720_000);

    #[test]
    fn a_near_moment_is_told_by_its_day() {
        let cases = [
            (-4 * HOUR_MS - 32 * MINUTE_MS, "today 06:10", "今日 6:10"),
            (-17 * HOUR_MS - 55 * MINUTE_MS, "yesterday 16:47", "昨日 16:47"),
            (16 * HOUR_MS + 18 * MINUTE_MS, "tomorrow 03:00", "明日 3:00"),
            (-6 * DAY_MS - 7 * HOUR_MS - 42 * MINUTE_MS, "Sun 15 Nov, 03:00", "11月15日（日）3:00"),
        ];
        for (ms, en, ja) in cases {
            assert_eq!(moment(Locale::en, NOW.plus_ms(ms), NOW), en);
            assert_eq!(moment(Locale::ja, NOW.plus_ms(ms), NOW), ja);
        }
    }

    #[test]
    fn midnight_parts_today_from_yesterday() {
        let midnight = NOW.plus_ms(-10 * HOUR_MS - 42 * MINUTE_MS);
        assert_eq!(moment(Locale::en, midnight, NOW), "today 00:00");
        assert_eq!(moment(Locale::en, midnight.plus_ms(-1), NOW), "yesterday 23:59");
    }

    #[test]
    fn the_year_is_told_only_when_it_is_another() {
        let last_year = NOW.plus_ms(-365 * DAY_MS);
        assert_eq!(moment(Locale::en, last_year, NOW), "Fri 21 Nov 2025, 10:42");
        assert_eq!(day(Locale::ja, last_year, NOW), "2025年11月21日");
        assert_eq!(day(Locale::en, NOW, NOW), "21 November");
    }

    #[test]
    fn a_machine_reads_the_whole_moment() {
        assert_eq!(machine(NOW), "2026-11-21T10:42:00Z");
        assert_eq!(full(Locale::en, NOW), "Saturday 21 November, 10:42");
        assert_eq!(full(Locale::ja, NOW), "11月21日（土）10:42");
        assert_eq!(short_day(Locale::ja, NOW), "11/21");
    }
}
