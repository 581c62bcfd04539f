//! Runs: queued, claimed by lease, ended. Reading them is in [`read`].

pub mod lease;
pub mod read;

use model::{Job, JobKind, Millis, Mode, RunId, SiteId, Trigger};
use uuid::Uuid;

use super::activities::{self, Activity};
use super::db::{Db, StoreError, asking, in_transaction, on_db};

/// A run that is to be made.
#[derive(Clone, Debug)]
pub struct NewRun {
    pub site: SiteId,
    pub job: Job,
    pub mode: Mode,
    pub trigger: Trigger,
    /// The schedule and the date for which it fires.
    pub fired: Option<(model::ScheduleId, Millis)>,
    pub created_at: Millis,
    pub due_at: Millis,
}

/// A job's options as their column holds them.
pub(crate) fn options_json(job: &Job) -> Result<String, StoreError> {
    let value = serde_json::to_value(job).map_err(|_| StoreError::Damaged("runs.options"))?;
    Ok(value["options"].to_string())
}

/// A job from its two columns.
pub(crate) fn job_from(kind: &str, options: &str) -> Result<Job, StoreError> {
    let damaged = |_| StoreError::Damaged("runs.options");
    let options: serde_json::Value = serde_json::from_str(options).map_err(damaged)?;
    serde_json::from_value(serde_json::json!({ "job": kind, "options": options })).map_err(damaged)
}

pub(crate) const INSERT: &str =
    "INSERT INTO runs (id, site_id, job, options, mode, trigger_kind, started_by, schedule_id, fire_at,
        state, created_at, due_at, stage, total, item_failures)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, $11, '\"preparing\"', 0, '[]')";

/// Writes a new run inside a transaction of either engine; answers with its id.
macro_rules! queue_run {
    ($tx:ident, $new:expr, $question:literal) => {{
        let new: &$crate::store::runs::NewRun = $new;
        let id = $crate::store::runs::new_id();
        let (trigger, started_by) = $crate::store::runs::trigger_columns(&new.trigger);
        sqlx::query($crate::store::runs::INSERT)
            .bind(id.as_str().to_owned())
            .bind(new.site.0)
            .bind(new.job.kind().as_str())
            .bind($crate::store::runs::options_json(&new.job)?)
            .bind(new.mode.as_str())
            .bind(trigger)
            .bind(started_by)
            .bind(new.fired.map(|(schedule, _)| schedule.0))
            .bind(new.fired.map(|(_, at)| at.0))
            .bind(new.created_at.0)
            .bind(new.due_at.0)
            .execute(&mut *$tx)
            .await
            .map_err($crate::store::db::asking($question))?;
        id
    }};
}
pub(crate) use queue_run;

pub(crate) fn new_id() -> RunId {
    RunId::from_database(Uuid::now_v7().to_string())
}

/// Who or what began a run, as its two columns hold it.
pub(crate) fn trigger_columns(trigger: &Trigger) -> (&'static str, Option<&str>) {
    match trigger {
        Trigger::Operator { name } => ("operator", Some(name.as_str())),
        Trigger::Schedule => ("schedule", None),
        Trigger::CommandLine => ("command-line", None),
    }
}

/// Queues a run together with the activity that ordered it. A second open run of the same site and job is a duplicate
/// ([`StoreError::is_duplicate`]), and so is a second firing of a schedule for the same date.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn insert(db: &Db, new: &NewRun, activity: Option<&Activity>) -> Result<RunId, StoreError> {
    Ok(in_transaction!(db, "runs::insert", tx => {
        let id = queue_run!(tx, new, "runs::insert");
        if let Some(activity) = activity {
            activities::record!(tx, activity, "runs::insert");
        }
        id
    }))
}

/// The open run of a job that is due or at work, if there is one.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn open_of(db: &Db, site: SiteId, kind: JobKind, now: Millis) -> Result<Option<RunId>, StoreError> {
    const SQL: &str = "SELECT id FROM runs WHERE site_id = $1 AND job = $2 AND state IN ('queued', 'running')
        AND due_at <= $3 ORDER BY state DESC, due_at LIMIT 1";
    let id: Option<String> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(kind.as_str()).bind(now.0).fetch_optional(pool).await)
    .map_err(asking("runs::open_of"))?;
    Ok(id.map(RunId::from_database))
}

/// Asks a run to stop: a queued one is stopped at once, one at work after its batch. `false` when it had ended.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn stop(db: &Db, run: &RunId, activity: Option<&Activity>, now: Millis) -> Result<bool, StoreError> {
    // In one statement: between two a worker could hand the run back.
    const SQL: &str = "UPDATE runs SET
            stop_wanted_at = CASE WHEN state = 'running' THEN coalesce(stop_wanted_at, $2) ELSE stop_wanted_at END,
            ended_at = CASE WHEN state = 'queued' THEN $2 ELSE ended_at END,
            state = CASE WHEN state = 'queued' THEN 'stopped' ELSE state END
        WHERE id = $1 AND state IN ('queued', 'running')";
    Ok(in_transaction!(db, "runs::stop", tx => {
        let changed = sqlx::query(SQL).bind(run.as_str()).bind(now.0)
            .execute(&mut *tx).await.map_err(asking("runs::stop"))?.rows_affected();
        if let Some(activity) = activity.filter(|_| changed > 0) {
            activities::record!(tx, activity, "runs::stop");
        }
        changed > 0
    }))
}
