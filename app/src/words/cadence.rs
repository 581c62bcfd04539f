//! A schedule as a sentence.

use leptos_i18n::td_string;
use model::{Cadence, Schedule, Weekday};

use crate::i18n::Locale;

/// "Every Sunday at 03:00, Tokyo time".
#[must_use]
pub fn sentence(locale: Locale, schedule: &Schedule) -> String {
    let (time, zone) = (schedule.time.to_string(), place(&schedule.zone));
    match schedule.cadence {
        Cadence::Daily => td_string!(locale, sched.daily, time = time, zone = zone),
        Cadence::Weekly(day) => {
            td_string!(locale, sched.weekly, day = day_name(locale, day), time = time, zone = zone)
        }
    }
}

/// The name of a day of the week.
#[must_use]
pub fn day_name(locale: Locale, day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => td_string!(locale, time.monday),
        Weekday::Tuesday => td_string!(locale, time.tuesday),
        Weekday::Wednesday => td_string!(locale, time.wednesday),
        Weekday::Thursday => td_string!(locale, time.thursday),
        Weekday::Friday => td_string!(locale, time.friday),
        Weekday::Saturday => td_string!(locale, time.saturday),
        Weekday::Sunday => td_string!(locale, time.sunday),
    }
}

/// The place that a time zone is named after: "Asia/Tokyo" is Tokyo's.
fn place(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{JobKind, ScheduleId};

    #[test]
    fn a_schedule_is_a_sentence() {
        let schedule = |cadence, zone: &str| Schedule {
            id: ScheduleId(1),
            job: JobKind::CullAccounts.with_defaults(),
            cadence,
            time: "03:00".parse().expect("a time"),
            zone: zone.to_owned(),
            enabled: true,
            next: Vec::new(),
            damaged: false,
        };
        let weekly = schedule(Cadence::Weekly(Weekday::Sunday), "Asia/Tokyo");
        assert_eq!(sentence(Locale::en, &weekly), "Every Sunday at 03:00, Tokyo time");
        assert_eq!(sentence(Locale::ja, &weekly), "毎週日曜日 03:00（Tokyo時間）");
        let daily = schedule(Cadence::Daily, "America/New_York");
        assert_eq!(sentence(Locale::en, &daily), "Every day at 03:00, New York time");
    }
}
