//! The lease of a run: who works on it, until when, and what they write.

use model::{Failures, Millis, RunFailure, RunId, SiteId, Stage};
use serde::Serialize;

use super::super::counts::Counts;
use super::super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::super::waiting_room::{LAST_LOOK_MS, LOOK_COUNTS_MS};

/// A run that was claimed.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: RunId,
    pub site: SiteId,
    /// It had been worked on before: its journal and its checkpoint say how far.
    pub resumed: bool,
    /// When somebody last worked on it before, as far as that was written down.
    pub left_at: Option<Millis>,
}

/// Id, site, whether it had been worked on, when that was left.
type ClaimedRow = (String, i64, bool, Option<i64>);

/// Claims one run: due and queued, or running with a lease that has run out. One statement, so that of any number of
/// claimers one wins. A purge waits until the last look at its servers, which may cancel it, has been made and is not long ago, and until
/// a second person has agreed where one has to. `only` claims that very run.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(
    db: &Db,
    owner: &str,
    only: Option<&RunId>,
    now: Millis,
    until: Millis,
) -> Result<Option<Claimed>, StoreError> {
    const SQL: &str = "UPDATE runs SET state = 'running', lease_owner = $1, lease_until = $3,
            started_at = coalesce(started_at, $2), left_at = worked_at, worked_at = $2
        WHERE id = (
            SELECT r.id FROM runs r
            WHERE (r.state = 'queued' AND r.due_at <= $2 AND NOT EXISTS (
                    SELECT 1 FROM runs w WHERE w.site_id = r.site_id AND w.job = r.job AND w.state = 'running')
                AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.purge_run = r.id AND r.started_at IS NULL
                    AND (c.last_asked_at < r.created_at AND r.created_at <= $2 OR c.last_asked_at < r.due_at - $5
                        OR c.last_asked_at < $2 - $6))
                AND NOT EXISTS (SELECT 1 FROM agreements g WHERE g.run_id = r.id AND g.agreed_at IS NULL)
                OR r.state = 'running' AND r.lease_until < $2)
            AND (CAST($4 AS TEXT) IS NULL OR r.id = $4)
            ORDER BY r.due_at, r.id LIMIT 1)
        AND (state = 'queued' OR lease_until < $2)
        RETURNING id, site_id, checkpoint IS NOT NULL OR started_at < $2, left_at";
    let row: Result<Option<ClaimedRow>, _> = on_db!(db, pool => sqlx::query_as(SQL)
        .bind(owner).bind(now.0).bind(until.0).bind(only.map(RunId::as_str)).bind(LAST_LOOK_MS)
        .bind(LOOK_COUNTS_MS).fetch_optional(pool).await)
    .map_err(asking("runs::claim"));
    match row {
        // Another claimer of another run of the same job was first.
        Err(error) if error.is_duplicate() => Ok(None),
        Err(error) => Err(error),
        Ok(None) => Ok(None),
        Ok(Some((id, site, resumed, left_at))) => {
            let id = RunId::from_database(id);
            Ok(Some(Claimed { id, site: SiteId(site), resumed, left_at: left_at.map(Millis) }))
        }
    }
}

/// The lease of a run at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub run: RunId,
    pub owner: String,
    /// By the clock of its owner's machine.
    pub until: Millis,
}

/// The leases of runs at work: the runner asks whether their owners still live.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn held(db: &Db) -> Result<Vec<Held>, StoreError> {
    const SQL: &str = "SELECT id, lease_owner, coalesce(lease_until, 0) FROM runs
        WHERE state = 'running' AND lease_owner IS NOT NULL";
    let rows: Vec<(String, String, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).fetch_all(pool).await).map_err(asking("runs::held"))?;
    let held = |(id, owner, until)| Held { run: RunId::from_database(id), owner, until: Millis(until) };
    Ok(rows.into_iter().map(held).collect())
}

/// Ends a lease whose owner is known to be gone, so that anybody may claim the run; one that has
/// moved meanwhile stays.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn expire(db: &Db, held: &Held) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE runs SET lease_until = 0
        WHERE id = $1 AND lease_owner = $2 AND coalesce(lease_until, 0) = $3 AND state = 'running'";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(held.run.as_str()).bind(&held.owner).bind(held.until.0).execute(pool).await.map(|_| ()))
    .map_err(asking("runs::expire"))
}

/// What the heartbeat learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    pub stop_wanted: bool,
}

/// Renews the lease and reads the wish to stop.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn heartbeat(db: &Db, run: &RunId, owner: &str, now: Millis, until: Millis) -> Result<Heartbeat, StoreError> {
    const SQL: &str = "UPDATE runs SET lease_until = $3, worked_at = $4
        WHERE id = $1 AND lease_owner = $2 AND state = 'running' RETURNING stop_wanted_at IS NOT NULL";
    let stop_wanted: Option<bool> = on_db!(db, pool => sqlx::query_scalar(SQL)
        .bind(run.as_str()).bind(owner).bind(until.0).bind(now.0).fetch_optional(pool).await)
    .map_err(asking("runs::heartbeat"))?;
    stop_wanted.map(|stop_wanted| Heartbeat { stop_wanted }).ok_or(StoreError::LeaseLost)
}

/// Writes where to go on, the stage and counts, in one transaction; refused when the lease is lost.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(
    db: &Db,
    run: &RunId,
    owner: &str,
    point: &impl Serialize,
    added: &Counts,
    failures: &Failures,
) -> Result<(), StoreError> {
    let (point, failures) = texts(point, failures)?;
    in_transaction!(db, "runs::checkpoint", tx => {
        write_checkpoint!(tx, "runs::checkpoint", run, owner, (&point, &failures), added);
    });
    Ok(())
}

/// A point and failures as their columns hold them.
pub(crate) fn texts(point: &impl Serialize, failures: &Failures) -> Result<(String, String), StoreError> {
    let point = serde_json::to_string(point).map_err(|_| StoreError::Damaged("runs.checkpoint"))?;
    let failures = serde_json::to_string(failures).map_err(|_| StoreError::Damaged("runs.item_failures"))?;
    Ok((point, failures))
}

/// Writes where to go on, while the lease is held; bind run, owner, point and failures.
pub(crate) const CHECKPOINT: &str = "UPDATE runs SET checkpoint = $3, item_failures = $4
    WHERE id = $1 AND lease_owner = $2 AND state = 'running'";

/// Writes a checkpoint with its counts inside a transaction of either engine, or leaves the function when the lease is lost.
macro_rules! write_checkpoint {
    ($tx:ident, $question:literal, $run:expr, $owner:expr, ($point:expr, $failures:expr), $added:expr) => {{
        let held = sqlx::query($crate::store::runs::lease::CHECKPOINT)
            .bind($run.as_str())
            .bind($owner)
            .bind($point)
            .bind($failures)
            .execute(&mut *$tx)
            .await
            .map_err($crate::store::db::asking($question))?
            .rows_affected();
        if held == 0 {
            return Err($crate::store::StoreError::LeaseLost);
        }
        $crate::store::counts::add_all!($tx, $run, $added, $question);
    }};
}
pub(crate) use write_checkpoint;

/// Says what the run is doing and, once counted, how much there is to do.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn stage(db: &Db, run: &RunId, owner: &str, stage: Stage, total: Option<u64>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE runs SET stage = $3, total = coalesce($4, total)
        WHERE id = $1 AND lease_owner = $2 AND state = 'running'";
    let word = serde_json::to_string(&stage).map_err(|_| StoreError::Damaged("runs.stage"))?;
    let total = total.map(|total| i64::try_from(total).unwrap_or(i64::MAX));
    let held = on_db!(db, pool => sqlx::query(SQL)
        .bind(run.as_str()).bind(owner).bind(word).bind(total).execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("runs::stage"))?;
    if held == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
}

/// How a run ends, or is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Finished,
    Stopped,
    Failed(RunFailure),
    /// Back to the queue with its checkpoint: this process goes, another one may go on.
    Released,
}

/// Ends a run with its report.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn end(
    db: &Db,
    run: &RunId,
    owner: &str,
    ending: &Ending,
    report: Option<&model::Report>,
    now: Millis,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE runs SET state = $3, ended_at = $4, report = coalesce($5, report), failure = $6,
            lease_owner = NULL, lease_until = NULL, worked_at = $7
        WHERE id = $1 AND lease_owner = $2 AND state = 'running'";
    let (state, ended_at, failure) = match ending {
        Ending::Finished => ("finished", Some(now.0), None),
        Ending::Stopped => ("stopped", Some(now.0), None),
        Ending::Failed(failure) => ("failed", Some(now.0), Some(json(failure)?)),
        Ending::Released => ("queued", None, None),
    };
    let report = report.map(json).transpose()?;
    let held = on_db!(db, pool => sqlx::query(SQL)
        .bind(run.as_str()).bind(owner).bind(state).bind(ended_at).bind(report).bind(failure).bind(now.0)
        .execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("runs::end"))?;
    if held == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
}

/// Ends the purges that were named on the command line and on which nobody worked for so long, in
/// milliseconds: their process died, and whoever named those servers named them then. Returns how
/// many.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn close_unattended_purges(db: &Db, now: Millis, for_ms: i64) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE runs
        SET state = 'failed', ended_at = $1, failure = $3, lease_owner = NULL, lease_until = NULL
        WHERE job = 'purge-domain' AND trigger_kind = 'command-line'
            AND (state = 'queued' OR state = 'running' AND lease_until < $1)
            AND coalesce(worked_at, created_at) < $2";
    let failure = json(&RunFailure::Interrupted)?;
    on_db!(db, pool => sqlx::query(SQL).bind(now.0).bind(now.plus_ms(-for_ms).0).bind(failure)
        .execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("runs::close_unattended_purges"))
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("runs.report"))
}

/// Ends a run whose lease has run out and that nobody will go on with: its process died. `false` when somebody holds it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn close_left(db: &Db, run: &RunId, now: Millis) -> Result<bool, StoreError> {
    const SQL: &str =
        "UPDATE runs SET state = 'failed', ended_at = $2, failure = $3, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND state = 'running' AND lease_until < $2";
    let failure = json(&RunFailure::Interrupted)?;
    on_db!(db, pool => sqlx::query(SQL)
        .bind(run.as_str()).bind(now.0).bind(failure).execute(pool).await.map(|done| done.rows_affected() > 0))
    .map_err(asking("runs::close_left"))
}
