//! Schedules: their next dates on the clock of their own zone, and what changes them.

use leptos::prelude::*;
use model::{Cadence, JobKind, Millis, Schedule, Weekday};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// A schedule with its next dates as its own zone's clock shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleView {
    pub schedule: Schedule,
    /// Each next date moved by the zone's distance from UTC, so that printing it as UTC prints the zone's clock.
    pub on_its_clock: Vec<Millis>,
}

/// What the form of a schedule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleWish {
    pub every: Every,
    /// HH:MM.
    pub time: model::TimeOfDay,
    /// A name of the IANA time-zone database.
    pub zone: String,
}

/// How often, as one choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    Day,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<Every> for Cadence {
    fn from(every: Every) -> Self {
        match every {
            Every::Day => Self::Daily,
            Every::Monday => Self::Weekly(Weekday::Monday),
            Every::Tuesday => Self::Weekly(Weekday::Tuesday),
            Every::Wednesday => Self::Weekly(Weekday::Wednesday),
            Every::Thursday => Self::Weekly(Weekday::Thursday),
            Every::Friday => Self::Weekly(Weekday::Friday),
            Every::Saturday => Self::Weekly(Weekday::Saturday),
            Every::Sunday => Self::Weekly(Weekday::Sunday),
        }
    }
}

#[cfg(feature = "ssr")]
impl ScheduleView {
    /// The schedule as its page shows it. A zone that is unknown here counts as UTC.
    pub(crate) fn of(schedule: Schedule) -> Self {
        use chrono::Offset;
        let zone: chrono_tz::Tz = schedule.zone.parse().unwrap_or(chrono_tz::UTC);
        let shifted = |at: &Millis| {
            let local = at.to_utc().with_timezone(&zone);
            at.plus_ms(i64::from(local.offset().fix().local_minus_utc()) * model::time::SECOND_MS)
        };
        Self { on_its_clock: schedule.next.iter().map(shifted).collect(), schedule }
    }
}

/// Writes the schedule of a job, switched on. The server function of each job calls it with its own options.
#[cfg(feature = "ssr")]
pub(crate) async fn write(job: model::Job, wish: ScheduleWish) -> Result<(), ApiError> {
    let operator = operator()?;
    let address = crate::jobs::address(job.kind());
    let ScheduleWish { every, time, zone } = wish;
    let wish = engine::NewSchedule { job, cadence: every.into(), time, zone: zone.trim().to_owned(), enabled: true };
    engine()?.set_schedule(&operator, wish).await?;
    leptos_axum::redirect(address);
    Ok(())
}

/// Pauses a schedule, or switches it on again.
#[server(prefix = "/api", endpoint = "switch-schedule")]
pub async fn switch_schedule(kind: JobKind, #[server(default)] on: bool) -> Result<(), ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    // What cannot be read is set anew; nobody knows what would be switched.
    if let Some(schedule) = engine.schedule(kind).await?.filter(|schedule| !schedule.damaged) {
        let Schedule { job, cadence, time, zone, .. } = schedule;
        engine.set_schedule(&operator, engine::NewSchedule { job, cadence, time, zone, enabled: on }).await?;
    }
    leptos_axum::redirect(crate::jobs::address(kind));
    Ok(())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::ScheduleId;

    #[test]
    fn next_dates_are_told_on_the_clock_of_the_schedule() {
        let at = |text: &str| Millis::from(text.parse::<chrono::DateTime<chrono::Utc>>().expect("a moment"));
        let schedule = Schedule {
            id: ScheduleId(1),
            job: JobKind::CullAccounts.with_defaults(),
            cadence: Cadence::Weekly(Weekday::Sunday),
            time: "03:00".parse().expect("a time"),
            zone: "Europe/Berlin".to_owned(),
            enabled: true,
            // Summer time ends between the two.
            next: vec![at("2026-10-18T01:00:00Z"), at("2026-10-25T02:00:00Z")],
            damaged: false,
        };
        let view = ScheduleView::of(schedule);
        assert_eq!(view.on_its_clock, [at("2026-10-18T03:00:00Z"), at("2026-10-25T03:00:00Z")]);
    }
}
