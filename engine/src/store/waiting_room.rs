//! The waiting room: purges that were ordered and can still be undone.

use model::case::{SparedBecause, is_fresh};
use model::jobs::purge_domain;
use model::time::{DAY_MS, MINUTE_MS};
use model::{Domain, Job, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::agreements;
use super::damage::Reading;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, numbered, on_db};
use super::queue::ASKED_ABOUT;
use super::runs::{self, NewRun, job_from, options_json};
use super::{sites, spared_servers};

/// So long before a purge its servers are looked at once more; it does not begin before that look.
pub(crate) const LAST_LOOK_MS: i64 = 15 * MINUTE_MS;
/// For so long a last look counts: a purge that comes later, because another was at work or nothing was, looks again first.
pub(crate) const LOOK_COUNTS_MS: i64 = DAY_MS;

/// Ends a purge that has not begun. One that was begun and handed back is queued as well, but can no longer be undone.
const STOP: &str =
    "UPDATE runs SET state = 'stopped', ended_at = $2 WHERE id = $1 AND state = 'queued' AND started_at IS NULL";

/// Queues a purge and ties its cases to it, all in one transaction: a purge that did not hold its cases would neither be looked at once more
/// nor shown. They are looked at before it comes. Nothing happens, and the answer is nothing, unless somebody is asked about each of the
/// servers now: none is back, decided about, or in the waiting room.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn order(
    db: &Db,
    purge: &NewRun,
    domains: &[Domain],
    wants_agreement: bool,
    activity: &Activity,
) -> Result<Option<RunId>, StoreError> {
    let last_look = purge.due_at.plus_ms(-LAST_LOOK_MS);
    Ok(in_transaction!(db, "waiting_room::order", tx => {
        sqlx::query(sites::DECIDE_ALONE).bind(purge.site.0)
            .execute(&mut *tx).await.map_err(asking("waiting_room::order"))?;
        let run = runs::queue_run!(tx, purge, "waiting_room::order");
        let mut tied = 0;
        for some in domains.chunks(ROWS) {
            let sql = format!(
                "UPDATE cases AS c SET purge_run = $3, purge_cancelled_at = NULL, purge_begun_at = NULL,
                    next_look_at = CASE WHEN next_look_at <= $4 THEN next_look_at ELSE $4 END
                WHERE {ASKED_ABOUT} AND c.domain IN ({})",
                numbered(5, some.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql))
                .bind(purge.site.0).bind(purge.created_at.0).bind(run.as_str().to_owned()).bind(last_look.0);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            tied += query.execute(&mut *tx).await.map_err(asking("waiting_room::order"))?.rows_affected();
        }
        if usize::try_from(tied) != Ok(domains.len()) {
            return Ok(None);
        }
        if wants_agreement {
            sqlx::query(agreements::ASK).bind(run.as_str().to_owned()).bind(&activity.operator)
                .execute(&mut *tx).await.map_err(asking("waiting_room::order"))?;
        }
        activities::record!(tx, activity, "waiting_room::order");
        Some(run)
    }))
}

/// Ends the wait of a purge; its last look becomes due. `false` when it no longer waits, or a second person has to
/// agree first.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn begin(db: &Db, run: &RunId, activity: &Activity) -> Result<bool, StoreError> {
    const RUN: &str = "UPDATE runs SET due_at = $2 WHERE id = $1 AND state = 'queued' AND due_at > $2
        AND NOT EXISTS (SELECT 1 FROM agreements g WHERE g.run_id = id AND g.agreed_at IS NULL)";
    const CASES: &str = "UPDATE cases SET next_look_at = $2 WHERE purge_run = $1";
    let ask = asking("waiting_room::begin");
    Ok(in_transaction!(db, "waiting_room::begin", tx => {
        let waited = sqlx::query(RUN).bind(run.as_str()).bind(activity.at.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if waited {
            sqlx::query(CASES).bind(run.as_str()).bind(activity.at.0).execute(&mut *tx).await.map_err(&ask)?;
            activities::record!(tx, activity, "waiting_room::begin");
        }
        waited
    }))
}

/// Takes a purge out of the waiting room with all its servers: nothing was removed. `false` when it has begun.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn undo(db: &Db, run: &RunId, activity: &Activity) -> Result<bool, StoreError> {
    const CASES: &str = "UPDATE cases SET purge_run = NULL WHERE purge_run = $1";
    let ask = asking("waiting_room::undo");
    Ok(in_transaction!(db, "waiting_room::undo", tx => {
        let waited = sqlx::query(STOP).bind(run.as_str()).bind(activity.at.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if waited {
            sqlx::query(CASES).bind(run.as_str()).execute(&mut *tx).await.map_err(&ask)?;
            activities::record!(tx, activity, "waiting_room::undo");
        }
        waited
    }))
}

/// Servers whose purge waits for its time or is at work, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn domains(db: &Db, site: SiteId) -> Result<Vec<Domain>, StoreError> {
    const SQL: &str = "SELECT c.domain FROM runs r JOIN cases c ON c.purge_run = r.id
        WHERE c.site_id = $1 AND c.kept = 0 AND r.state IN ('queued', 'running') ORDER BY c.domain";
    let names: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_all(pool).await)
        .map_err(asking("waiting_room::domains"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}

/// How many purges wait for their time or are at work; leans on `runs_by_job` and `cases_by_purge`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn purges(db: &Db, site: SiteId) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT count(*) FROM runs r
        WHERE r.site_id = $1 AND r.job = 'purge-domain' AND r.state IN ('queued', 'running')
            AND EXISTS (SELECT 1 FROM cases c WHERE c.purge_run = r.id AND c.kept = 0)";
    let purges: i64 = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_one(pool).await)
        .map_err(asking("waiting_room::purges"))?;
    Ok(u64::try_from(purges).unwrap_or(0))
}

/// A purge that a server is in, and how it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub run: RunId,
    pub ordered_at: Millis,
    /// Since when nothing reached us from the server, as it was known by the order. Not later than
    /// the order itself, whatever is known by now.
    pub silent_since: Millis,
    /// The latest look at the server.
    pub asked_at: Millis,
    /// Whether its own removal has begun: until then a sign of life takes it out.
    pub has_begun: bool,
}

impl Standing {
    /// Whether the latest look is one on which the removal of the server may begin: it is not long
    /// ago, and was begun since the order, before which no look has to ask accounts. An order with
    /// a time to come was given before our clock was set back.
    #[must_use]
    pub fn was_looked_at(&self, now: Millis) -> bool {
        is_fresh(self.asked_at, now) && (self.asked_at >= self.ordered_at || self.ordered_at > now)
    }
}

/// The purge that waits for a server or is at work, if one does.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn purge_of(db: &Db, site: SiteId, domain: &Domain) -> Result<Option<Standing>, StoreError> {
    const SQL: &str = "SELECT r.id, r.created_at, c.silent_since, c.last_asked_at, c.purge_begun_at IS NOT NULL
        FROM cases c
        JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
        WHERE c.site_id = $1 AND c.domain = $2";
    let row: Option<(String, i64, i64, i64, bool)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("waiting_room::purge_of"))?;
    Ok(row.map(|(run, ordered_at, silent_since, asked_at, has_begun)| Standing {
        run: RunId::from_database(run),
        ordered_at: Millis(ordered_at),
        silent_since: Millis(silent_since.min(ordered_at)),
        asked_at: Millis(asked_at),
        has_begun,
    }))
}

/// Begins the removal of a server, from which on nothing takes it out of its purge. `false` when it is in that purge no longer.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn begin_server(
    db: &Db,
    site: SiteId,
    run: &RunId,
    domain: &Domain,
    now: Millis,
) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE cases SET purge_begun_at = coalesce(purge_begun_at, $4)
        WHERE site_id = $1 AND domain = $2 AND purge_run = $3";
    let begun = on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(run.as_str()).bind(now.0)
        .execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("waiting_room::begin_server"))?;
    Ok(begun > 0)
}

/// Notes that a stop has interrupted the removal of a server, if it had begun: it may leave its
/// purge again, and what is left of it is to be counted.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn interrupted(db: &Db, site: SiteId, run: &RunId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET purge_begun_at = NULL, impact_at = 0
        WHERE site_id = $1 AND domain = $2 AND purge_run = $3";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(run.as_str()).execute(pool).await.map(|_| ()))
    .map_err(asking("waiting_room::interrupted"))
}

/// Takes one server out of a purge, for a sign of life; a purge that waits for no other server is over, and so is one whose servers cannot
/// be read. `false` when its removal has begun or it is no longer in that purge.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn spare(
    db: &Db,
    run: &RunId,
    domain: &Domain,
    because: SparedBecause,
    activity: &Activity,
) -> Result<bool, StoreError> {
    // Holds the run, so that what two processes take out at once is both out.
    const ORDERED: &str = "UPDATE runs SET due_at = due_at WHERE id = $1 AND state IN ('queued', 'running')
        RETURNING job, options, started_at IS NOT NULL";
    const REST: &str = "UPDATE runs SET options = $2 WHERE id = $1";
    const CASE: &str = "UPDATE cases SET purge_run = NULL, purge_cancelled_at = $3
        WHERE site_id = $1 AND domain = $2 AND purge_run = $4 AND purge_begun_at IS NULL";
    let ask = asking("waiting_room::spare");
    let reason = serde_json::to_string(&because).map_err(|_| StoreError::Damaged("spared_servers.reason"))?;
    in_transaction!(db, "waiting_room::spare", tx => {
        let ordered: Option<(String, String, bool)> = sqlx::query_as(ORDERED).bind(run.as_str())
            .fetch_optional(&mut *tx).await.map_err(&ask)?;
        let Some((kind, options, has_begun)) = ordered else { return Ok(false) };
        let out = sqlx::query(CASE)
            .bind(activity.site.0).bind(domain.as_str()).bind(activity.at.0).bind(run.as_str())
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected();
        if out == 0 {
            return Ok(false);
        }
        // The checkpoint of a purge that has begun counts the servers as they were ordered.
        if !has_begun {
            let job = Reading::of(run).part("runs.options", job_from(&kind, &options));
            let Job::PurgeDomain(mut options) = job.unwrap_or(Job::PurgeDomain(purge_domain::Options::default())) else {
                return Ok(false);
            };
            options.domains.retain(|ordered| ordered != domain);
            let change = if options.domains.is_empty() {
                sqlx::query(STOP).bind(run.as_str()).bind(activity.at.0)
            } else {
                sqlx::query(REST).bind(run.as_str()).bind(options_json(&Job::PurgeDomain(options))?)
            };
            change.execute(&mut *tx).await.map_err(&ask)?;
        }
        sqlx::query(spared_servers::PUT).bind(run.as_str()).bind(domain.as_str()).bind(reason).bind(activity.at.0)
            .execute(&mut *tx).await.map_err(&ask)?;
        activities::record!(tx, activity, "waiting_room::spare");
    });
    Ok(true)
}
