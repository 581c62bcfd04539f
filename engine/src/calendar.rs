//! The dates of a schedule: its sentence as dates, in its zone, across clock changes.

use std::str::FromStr;

use chrono_tz::Tz;
use croner::Cron;
use model::schedule::{Cadence, TimeOfDay};
use model::{Millis, Weekday};

/// The name is not in the IANA time-zone database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a time zone; write it like Europe/Berlin or Asia/Tokyo")]
pub struct UnknownZone(pub String);

/// The next dates after a moment, soonest first.
///
/// A time that a clock change skips happens right after it; one that it repeats happens once.
///
/// # Errors
/// [`UnknownZone`].
pub(crate) fn next_dates(
    cadence: Cadence,
    time: TimeOfDay,
    zone: &str,
    after: Millis,
    how_many: usize,
) -> Result<Vec<Millis>, UnknownZone> {
    let zone_of = || UnknownZone(zone.chars().take(60).collect());
    let tz = Tz::from_str(zone).map_err(|_| zone_of())?;
    let day = match cadence {
        Cadence::Daily => "*",
        Cadence::Weekly(weekday) => match weekday {
            Weekday::Monday => "MON",
            Weekday::Tuesday => "TUE",
            Weekday::Wednesday => "WED",
            Weekday::Thursday => "THU",
            Weekday::Friday => "FRI",
            Weekday::Saturday => "SAT",
            Weekday::Sunday => "SUN",
        },
    };
    let pattern = format!("{} {} * * {day}", time.minute(), time.hour());
    let cron = Cron::from_str(&pattern).expect("a minute, an hour and a weekday are a pattern");
    let from = after.to_utc().with_timezone(&tz);
    Ok(cron.iter_after(from).take(how_many).map(|at| at.to_utc().into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Millis {
        text.parse::<chrono::DateTime<chrono::Utc>>().expect("a moment").into()
    }

    fn dates(cadence: Cadence, time: &str, zone: &str, after: &str) -> Vec<String> {
        let time = time.parse().expect("a time");
        let dates = next_dates(cadence, time, zone, at(after), 3).expect("a zone");
        dates.into_iter().map(|at| at.to_utc().format("%m-%d %H:%M").to_string()).collect()
    }

    #[test]
    fn a_daily_time_is_that_time_in_its_zone() {
        assert_eq!(
            dates(Cadence::Daily, "03:00", "Asia/Tokyo", "2026-11-21T18:00:00Z"),
            ["11-22 18:00", "11-23 18:00", "11-24 18:00"],
            "the moment itself is not after itself"
        );
    }

    #[test]
    fn a_weekly_time_comes_on_its_day() {
        assert_eq!(
            dates(Cadence::Weekly(Weekday::Sunday), "03:00", "Asia/Tokyo", "2026-11-21T17:59:00Z"),
            ["11-21 18:00", "11-28 18:00", "12-05 18:00"]
        );
    }

    #[test]
    fn a_skipped_hour_happens_after_it_and_a_repeated_one_once() {
        assert_eq!(
            dates(Cadence::Daily, "02:30", "Europe/Berlin", "2026-03-28T12:00:00Z"),
            ["03-29 01:00", "03-30 00:30", "03-31 00:30"]
        );
        assert_eq!(
            dates(Cadence::Daily, "02:30", "Europe/Berlin", "2026-10-24T12:00:00Z"),
            ["10-25 00:30", "10-26 01:30", "10-27 01:30"]
        );
    }

    #[test]
    fn an_unknown_zone_is_named() {
        let time = "03:00".parse().expect("a time");
        let error = next_dates(Cadence::Daily, time, "Mars/Olympus", Millis(0), 1);
        assert_eq!(error, Err(UnknownZone("Mars/Olympus".to_owned())));
    }
}
