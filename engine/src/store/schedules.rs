//! Schedules, one per site and job.

use chrono_tz::Tz;
use model::schedule::Cadence;
use model::{JobKind, Millis, Schedule, ScheduleId, SiteId};

use super::activities::{self, Activity};
use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::runs::{job_from, options_json};

type ScheduleRow = (i64, i64, String, String, String, String, String, i64, Option<i64>);

/// A stored schedule with its site; `next` holds at most the next date.
#[derive(Clone, Debug)]
pub struct StoredSchedule {
    pub site: SiteId,
    pub schedule: Schedule,
}

/// The schedule as far as it can be read; of what cannot, the usual stands in its place, and
/// [`Schedule::damaged`] tells so.
fn from_row(row: ScheduleRow) -> StoredSchedule {
    let (id, site, job, options, cadence, time, zone, enabled, next_at) = row;
    let mut reading = Reading::of(&id);
    let usual = || job.parse().unwrap_or(JobKind::MeasureStorage).with_defaults();
    let schedule = Schedule {
        id: ScheduleId(id),
        job: reading.part("schedules.options", job_from(&job, &options)).unwrap_or_else(usual),
        cadence: reading.part("schedules.cadence", serde_json::from_str(&cadence)).unwrap_or(Cadence::Daily),
        time: reading.part("schedules.time_of_day", time.parse()).unwrap_or_default(),
        enabled: enabled != 0,
        next: next_at.map(Millis).into_iter().collect(),
        damaged: reading.part("schedules.zone", zone.parse::<Tz>()).is_none() | reading.is_damaged(),
        zone,
    };
    StoredSchedule { site: SiteId(site), schedule }
}

/// The schedule of a job.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, site: SiteId, kind: JobKind) -> Result<Option<Schedule>, StoreError> {
    const SQL: &str = "SELECT id, site_id, job, options, cadence, time_of_day, zone, enabled, next_at
        FROM schedules WHERE site_id = $1 AND job = $2";
    let row: Option<ScheduleRow> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).bind(kind.as_str()).fetch_optional(pool).await)
            .map_err(asking("schedules::lookup"))?;
    Ok(row.map(|row| from_row(row).schedule))
}

/// Schedules whose date has come.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn due(db: &Db, now: Millis) -> Result<Vec<StoredSchedule>, StoreError> {
    const SQL: &str = "SELECT id, site_id, job, options, cadence, time_of_day, zone, enabled, next_at
        FROM schedules WHERE enabled = 1 AND next_at <= $1 ORDER BY next_at, id";
    let rows: Vec<ScheduleRow> = on_db!(read db, pool => sqlx::query_as(SQL).bind(now.0).fetch_all(pool).await)
        .map_err(asking("schedules::due"))?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Schedules whose date is to come.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn planned_after(db: &Db, now: Millis) -> Result<Vec<StoredSchedule>, StoreError> {
    const SQL: &str = "SELECT id, site_id, job, options, cadence, time_of_day, zone, enabled, next_at
        FROM schedules WHERE enabled = 1 AND next_at > $1 ORDER BY next_at, id";
    let rows: Vec<ScheduleRow> = on_db!(read db, pool => sqlx::query_as(SQL).bind(now.0).fetch_all(pool).await)
        .map_err(asking("schedules::planned_after"))?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Moves a schedule on from the date it fired for; whoever comes second changes nothing.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn move_on(db: &Db, id: ScheduleId, fired: Millis, next: Option<Millis>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE schedules SET next_at = $3 WHERE id = $1 AND next_at = $2";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(id.0).bind(fired.0).bind(next.map(|at| at.0)).execute(pool).await.map(|_| ()))
    .map_err(asking("schedules::move_on"))
}

/// Sets the schedule of a job, with the activity that did it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn put(db: &Db, site: SiteId, schedule: &Schedule, activity: &Activity) -> Result<ScheduleId, StoreError> {
    const SQL: &str = "INSERT INTO schedules (site_id, job, options, cadence, time_of_day, zone, enabled, next_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (site_id, job) DO UPDATE SET options = excluded.options, cadence = excluded.cadence,
            time_of_day = excluded.time_of_day, zone = excluded.zone, enabled = excluded.enabled,
            next_at = excluded.next_at
        RETURNING id";
    let cadence = serde_json::to_string(&schedule.cadence).map_err(|_| StoreError::Damaged("schedules.cadence"))?;
    let id: i64;
    in_transaction!(db, "schedules::put", tx => {
        id = sqlx::query_scalar(SQL)
            .bind(site.0)
            .bind(schedule.job.kind().as_str())
            .bind(options_json(&schedule.job)?)
            .bind(&cadence)
            .bind(schedule.time.to_string())
            .bind(&schedule.zone)
            .bind(i64::from(schedule.enabled))
            .bind(schedule.next.first().map(|at| at.0))
            .fetch_one(&mut *tx)
            .await
            .map_err(asking("schedules::put"))?;
        activities::record!(tx, activity, "schedules::put");
    });
    Ok(ScheduleId(id))
}
