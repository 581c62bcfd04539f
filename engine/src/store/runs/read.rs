//! Reading runs: one, a page of history, what is open.

use model::jobs::cull_accounts::{HeldReason, Removed};
use model::run::RunFailure;
use model::{Bytes, Failures, JobKind, Millis, Mode, Progress, Report, Run, RunId, RunState, SiteId, Stage, Trigger};
use sqlx::FromRow;

use super::super::counts::{self, Count};
use super::super::damage::Reading;
use super::super::db::{Db, StoreError, asking, on_db};
use super::job_from;

/// Which runs a page of history shows: newest first, before a run (keyset).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFilter {
    pub job: Option<JobKind>,
    pub before: Option<RunId>,
    /// At most this many, 1 to 200.
    pub limit: u32,
}

/// A row of `runs` as both engines give it.
#[derive(FromRow)]
struct RunRow {
    id: String,
    job: String,
    options: String,
    mode: String,
    trigger_kind: String,
    started_by: Option<String>,
    state: String,
    created_at: i64,
    due_at: i64,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    stop_wanted_at: Option<i64>,
    stage: String,
    total: i64,
    report: Option<String>,
    failure: Option<String>,
}

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, job, options, mode, trigger_kind, started_by, state, created_at, due_at, started_at, ended_at,
                stop_wanted_at, stage, total, report, failure FROM runs ",
            $rest
        )
    };
}

impl RunRow {
    /// The run as far as it can be read; [`Run::damaged`] tells whether anything is missing.
    async fn into_run(self, db: &Db) -> Result<Run, StoreError> {
        let id = RunId::from_database(self.id);
        let counts = counts::of_run(db, &id).await?;
        let mut reading = Reading::of(&id);
        let since = Millis(self.started_at.unwrap_or(self.created_at));
        let ended_at = Millis(self.ended_at.unwrap_or(self.created_at));
        let state = match self.state.as_str() {
            "queued" => RunState::Queued { due_at: Millis(self.due_at) },
            "running" => RunState::Running { since, stopping: self.stop_wanted_at.is_some() },
            "finished" => RunState::Finished { since, at: ended_at },
            "stopped" => RunState::Stopped { since: self.started_at.map(Millis), at: ended_at },
            "failed" => RunState::Failed {
                since,
                at: ended_at,
                failure: match self.failure {
                    Some(json) => {
                        reading.part("runs.failure", serde_json::from_str(&json)).unwrap_or(RunFailure::Damaged)
                    }
                    None => RunFailure::Internal,
                },
            },
            _ => {
                reading.part::<RunState>("runs.state", None);
                RunState::Failed { since, at: ended_at, failure: RunFailure::Damaged }
            }
        };
        let stage: Stage = reading.part("runs.stage", serde_json::from_str(&self.stage)).unwrap_or_default();
        let done = counts.get(Count::Visited);
        let job = reading.part("runs.options", job_from(&self.job, &self.options)).unwrap_or_else(|| {
            // A job that we do not know is told as the one that changes nothing.
            self.job.parse().unwrap_or(JobKind::MeasureStorage).with_defaults()
        });
        // That nothing was changed is claimed only where it is known.
        let mode = reading.part("runs.mode", self.mode.parse()).unwrap_or(Mode::Apply);
        let report = self.report.and_then(|json| reading.part("runs.report", serde_json::from_str::<Report>(&json)));
        let damaged = reading.is_damaged();
        Ok(Run {
            id,
            job,
            mode,
            trigger: match self.trigger_kind.as_str() {
                "operator" => Trigger::Operator { name: self.started_by.unwrap_or_default() },
                "schedule" => Trigger::Schedule,
                _ => Trigger::CommandLine,
            },
            state,
            progress: Progress {
                stage,
                done,
                total: u64::try_from(self.total).unwrap_or(0).max(done),
                removed: counts.get(Count::Removed),
                set_aside: counts.get(Count::SetAside)
                    + counts.get(Count::Unanswered)
                    + counts.get(Count::SecondLook)
                    + counts.get(Count::Held),
                freed: Bytes(counts.get(Count::Bytes)),
            },
            created_at: Millis(self.created_at),
            report,
            damaged,
        })
    }
}

async fn into_runs(db: &Db, rows: Vec<RunRow>) -> Result<Vec<Run>, StoreError> {
    let mut runs = Vec::with_capacity(rows.len());
    for row in rows {
        runs.push(row.into_run(db).await?);
    }
    Ok(runs)
}

/// One run.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, id: &RunId) -> Result<Option<Run>, StoreError> {
    const SQL: &str = columns!("WHERE id = $1");
    let row: Option<RunRow> = on_db!(read db, pool => sqlx::query_as(SQL).bind(id.as_str()).fetch_optional(pool).await)
        .map_err(asking("runs::lookup"))?;
    match row {
        Some(row) => Ok(Some(row.into_run(db).await?)),
        None => Ok(None),
    }
}

/// A page of a site's runs that have begun or are due, newest first; leans on `runs_by_job` or the primary key.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn page(db: &Db, site: SiteId, filter: &RunFilter, now: Millis) -> Result<Vec<Run>, StoreError> {
    const SQL: &str = columns!(
        "WHERE site_id = $1 AND (CAST($2 AS TEXT) IS NULL OR job = $2) AND (CAST($3 AS TEXT) IS NULL OR id < $3)
            AND (state <> 'queued' OR due_at <= $5) ORDER BY id DESC LIMIT $4"
    );
    let rows: Vec<RunRow> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0)
        .bind(filter.job.map(JobKind::as_str))
        .bind(filter.before.as_ref().map(RunId::as_str))
        .bind(i64::from(filter.limit.clamp(1, 200)))
        .bind(now.0)
        .fetch_all(pool).await)
    .map_err(asking("runs::page"))?;
    into_runs(db, rows).await
}

/// The latest runs that have begun or are due, newest first. Measurements are left out: they come daily and change nothing.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lately(db: &Db, site: SiteId, limit: u32, now: Millis) -> Result<Vec<Run>, StoreError> {
    const SQL: &str = columns!(
        "WHERE site_id = $1 AND job <> 'measure-storage' AND (state <> 'queued' OR due_at <= $3) ORDER BY id DESC LIMIT $2"
    );
    let rows: Vec<RunRow> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(i64::from(limit)).bind(now.0).fetch_all(pool).await)
    .map_err(asking("runs::lately"))?;
    into_runs(db, rows).await
}

/// The run at work of a site, the one that began first if there are several; leans on `runs_one_at_work`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn at_work(db: &Db, site: SiteId) -> Result<Option<Run>, StoreError> {
    const SQL: &str = columns!("WHERE site_id = $1 AND state = 'running' ORDER BY id LIMIT 1");
    let rows: Vec<RunRow> = on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_all(pool).await)
        .map_err(asking("runs::at_work"))?;
    Ok(into_runs(db, rows).await?.pop())
}

/// The latest run of a job that has ended.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn last_ended(db: &Db, site: SiteId, kind: JobKind) -> Result<Option<Run>, StoreError> {
    const SQL: &str = columns!(
        "WHERE site_id = $1 AND job = $2 AND state IN ('finished', 'stopped', 'failed') AND started_at IS NOT NULL
            ORDER BY id DESC LIMIT 1"
    );
    let rows: Vec<RunRow> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(kind.as_str()).fetch_all(pool).await)
    .map_err(asking("runs::last_ended"))?;
    Ok(into_runs(db, rows).await?.pop())
}

/// The reports of runs that applied and ended since a moment, for the chart.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn freed_since(db: &Db, site: SiteId, since: Millis) -> Result<Vec<(JobKind, Millis, Bytes)>, StoreError> {
    const SQL: &str = "SELECT r.job, r.ended_at, c.value FROM runs r
        JOIN run_counts c ON c.run_id = r.id AND c.name = 'bytes'
        WHERE r.site_id = $1 AND r.mode = 'apply' AND r.ended_at >= $2 ORDER BY r.ended_at";
    let rows: Vec<(String, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(since.0).fetch_all(pool).await)
    .map_err(asking("runs::freed_since"))?;
    // What a job freed that we do not know belongs to no line of the chart.
    let known = |(job, at, bytes): (String, i64, i64)| {
        Some((job.parse().ok()?, Millis(at), Bytes(u64::try_from(bytes).unwrap_or(0))))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Of how many accounts that were asked about each of the last culls removed how many, latest first:
/// of those that came to their end, asked about anybody and were no release.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn removed_by_last_culls(db: &Db, site: SiteId, limit: u32) -> Result<Vec<Removed>, StoreError> {
    const SQL: &str = r#"SELECT coalesce(c.value, 0), v.value FROM runs r
        JOIN run_counts v ON v.run_id = r.id AND v.name = 'visited' AND v.value > 0
        LEFT JOIN run_counts c ON c.run_id = r.id AND c.name = 'removed'
        WHERE r.site_id = $1 AND r.job = 'cull-accounts' AND r.mode = 'apply' AND r.state = 'finished'
          AND r.options NOT LIKE '%"release":"%'
        ORDER BY r.id DESC LIMIT $2"#;
    let removed: Vec<(i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("runs::removed_by_last_culls"))?;
    let of = |(removed, asked): (i64, i64)| Removed { accounts: removed.unsigned_abs(), asked: asked.unsigned_abs() };
    Ok(removed.into_iter().map(of).collect())
}

/// The culls since then that have finished, were no release and hold accounts because a mass was
/// gone, latest first.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn culls_with_a_mass(db: &Db, site: SiteId, since: Millis) -> Result<Vec<RunId>, StoreError> {
    const SQL: &str = r#"SELECT id FROM runs
        WHERE site_id = $1 AND job = 'cull-accounts' AND mode = 'apply' AND state = 'finished'
          AND options NOT LIKE '%"release":"%' AND created_at >= $2
          AND EXISTS (SELECT 1 FROM condemned_accounts c WHERE c.run_id = runs.id AND c.held = $3)
        ORDER BY id DESC"#;
    let ids: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).bind(since.0)
            .bind(HeldReason::MassGone.as_str()).fetch_all(pool).await)
    .map_err(asking("runs::culls_with_a_mass"))?;
    Ok(ids.into_iter().map(RunId::from_database).collect())
}

/// Where a claimed run is to go on, and the failures of single items so far.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn checkpoint<T: serde::de::DeserializeOwned>(
    db: &Db,
    id: &RunId,
) -> Result<(Option<T>, Failures), StoreError> {
    const SQL: &str = "SELECT checkpoint, item_failures FROM runs WHERE id = $1";
    let (point, failures): (Option<String>, String) =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(id.as_str()).fetch_one(pool).await)
            .map_err(asking("runs::checkpoint"))?;
    let point = point.map(|json| serde_json::from_str(&json)).transpose();
    Ok((
        point.map_err(|_| StoreError::Damaged("runs.checkpoint"))?,
        serde_json::from_str(&failures).map_err(|_| StoreError::Damaged("runs.item_failures"))?,
    ))
}
