//! Looks at servers in trouble: what each found, what the server is held to be by all of them, and when the next one is due.

use model::case::{self, CaseReason, Evidence, History, Impact, State, StateSettings};
use model::probe::Proof;
use model::time::DAY_MS;
use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::waiting_room::{LAST_LOOK_MS, LOOK_COUNTS_MS};

/// Looks that are kept of one server, at least: by the timetable those of several years.
const KEPT: i64 = 500;
/// For so many days it is told that a purge was cancelled.
const TOLD_DAYS: u32 = 7;

/// What one look at a server found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    pub site: SiteId,
    pub domain: &'a Domain,
    /// Nothing when it answered well.
    pub found: Option<CaseReason>,
    /// The newest thing that reached us from there, where that was asked.
    pub life: Option<Millis>,
    /// What proves what was found, where somebody kept it.
    pub proof: Option<&'a Proof>,
    pub at: Millis,
}

/// What was written down with a look: what the server is held to be by all that was seen of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub state: State,
    /// Whether the server is no longer in trouble: its case is closed.
    pub closed: bool,
}

/// Writes down what a look found. A failure opens a case, whose evidence begins with the last time the server was known to be well; a good
/// answer of a server without a case needs no writing down. The case closes when the server has answered often enough, unless a person decided to keep it, a purge waits, or one was cancelled of late.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn record(db: &Db, look: &Look<'_>, settings: &StateSettings) -> Result<Option<Settled>, StoreError> {
    // Without it a server that answered yesterday would seem never to have answered.
    const LAST_WELL: &str = "INSERT INTO evidence (site_id, domain, at, reason, proof)
        SELECT site_id, domain, seen_at, NULL, NULL FROM remembered_servers
        WHERE site_id = $1 AND domain = $2 AND seen_at < $3
            AND NOT EXISTS (SELECT 1 FROM cases WHERE site_id = $1 AND domain = $2)
        ON CONFLICT (site_id, domain, at) DO NOTHING";
    const OPEN: &str = "INSERT INTO cases
            (site_id, domain, reason, silent_since, last_asked_at, wait_until, kept, purge_run, impact)
        VALUES ($1, $2, $3, $4, $4, NULL,
            (SELECT count(*) FROM kept_servers WHERE site_id = $1 AND domain = $2), NULL, '{}')
        ON CONFLICT (site_id, domain) DO UPDATE SET reason = excluded.reason, last_asked_at = excluded.last_asked_at";
    const ASKED: &str = "UPDATE cases SET last_asked_at = $3 WHERE site_id = $1 AND domain = $2";
    const EVIDENCE: &str = "INSERT INTO evidence (site_id, domain, at, reason, proof) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (site_id, domain, at) DO UPDATE SET reason = excluded.reason, proof = excluded.proof";
    const CASE: &str = "SELECT c.impact, c.kept + CASE WHEN r.id IS NULL THEN 0 ELSE 1 END
            + CASE WHEN c.purge_cancelled_at > $3 THEN 1 ELSE 0 END, r.due_at
        FROM cases c LEFT JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
        WHERE c.site_id = $1 AND c.domain = $2";
    const HISTORY: &str =
        "SELECT at, reason FROM evidence WHERE site_id = $1 AND domain = $2 ORDER BY at DESC LIMIT $3";
    const SETTLE: &str = "UPDATE cases SET state = $3, state_since = $4, purge_from = $5, next_look_at = $6,
        silent_since = coalesce($7, silent_since), impact = $8 WHERE site_id = $1 AND domain = $2";
    const CLOSE: &str = "DELETE FROM cases WHERE site_id = $1 AND domain = $2";
    let Look { site, domain, found, life, proof, at } = *look;
    let proof = proof.map(serde_json::to_string).transpose().map_err(|_| StoreError::Damaged("evidence.proof"))?;
    let ask = asking("looks::record");
    let word = found.map(CaseReason::as_str);
    Ok(in_transaction!(db, "looks::record", tx => {
        if found.is_some() {
            sqlx::query(LAST_WELL).bind(site.0).bind(domain.as_str()).bind(at.0)
                .execute(&mut *tx).await.map_err(&ask)?;
        }
        match word {
            Some(word) => sqlx::query(OPEN).bind(site.0).bind(domain.as_str()).bind(word).bind(at.0),
            None => sqlx::query(ASKED).bind(site.0).bind(domain.as_str()).bind(at.0),
        }
        .execute(&mut *tx).await.map_err(&ask)?;
        let case: Option<(String, i64, Option<i64>)> = sqlx::query_as(CASE)
            .bind(site.0).bind(domain.as_str()).bind(at.days_before(TOLD_DAYS).0)
            .fetch_optional(&mut *tx).await.map_err(&ask)?;
        match case {
            None => None,
            Some((impact, held, purge_due_at)) => {
                sqlx::query(EVIDENCE).bind(site.0).bind(domain.as_str()).bind(at.0).bind(word).bind(proof)
                    .execute(&mut *tx).await.map_err(&ask)?;
                let rows: Vec<(i64, Option<String>)> = sqlx::query_as(HISTORY)
                    .bind(site.0).bind(domain.as_str()).bind(KEPT)
                    .fetch_all(&mut *tx).await.map_err(&ask)?;
                let told = tell(domain, &impact, rows, life, at, settings)?;
                let closed = told.settled.closed && held == 0;
                if closed {
                    sqlx::query(CLOSE).bind(site.0).bind(domain.as_str()).execute(&mut *tx).await.map_err(&ask)?;
                } else {
                    sqlx::query(SETTLE)
                        .bind(site.0).bind(domain.as_str())
                        .bind(told.settled.state.as_str()).bind(told.since).bind(told.purge_from)
                        .bind(not_after_the_last_look(told.next_look.unwrap_or(at.plus_ms(DAY_MS).0), purge_due_at, at))
                        .bind(told.silent_since).bind(told.impact)
                        .execute(&mut *tx).await.map_err(&ask)?;
                }
                Some(Settled { closed, ..told.settled })
            }
        }
    }))
}

/// What the latest looks at a server heard, newest first, each as the JSON of its [`Proof`]; up to `limit`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn answers(db: &Db, site: SiteId, domain: &Domain, limit: u32) -> Result<Vec<(Millis, String)>, StoreError> {
    const SQL: &str = "SELECT at, proof FROM evidence
        WHERE site_id = $1 AND domain = $2 AND proof IS NOT NULL ORDER BY at DESC LIMIT $3";
    let rows: Vec<(i64, String)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("looks::answers"))?;
    Ok(rows.into_iter().map(|(at, proof)| (Millis(at), proof)).collect())
}

/// When the next look is due: by the timetable, but before a purge that waits; and while that is overdue, often enough that its last look counts.
fn not_after_the_last_look(planned: i64, purge_due_at: Option<i64>, now: Millis) -> i64 {
    let still_counts = now.plus_ms(LOOK_COUNTS_MS / 2).0;
    purge_due_at.map_or(planned, |due_at| {
        let last_look = due_at - LAST_LOOK_MS;
        planned.min(if last_look > now.0 { last_look } else { still_counts })
    })
}

/// What is to be written.
struct Told {
    settled: Settled,
    since: Option<i64>,
    purge_from: Option<i64>,
    next_look: Option<i64>,
    silent_since: Option<i64>,
    impact: String,
}

fn tell(
    domain: &Domain,
    impact: &str,
    rows: Vec<(i64, Option<String>)>,
    life: Option<Millis>,
    now: Millis,
    settings: &StateSettings,
) -> Result<Told, StoreError> {
    // Empty until it is counted for the first time.
    let mut impact: Impact = serde_json::from_str(impact).unwrap_or_default();
    // A post may carry a time to come; by it a server would be spared for ever.
    impact.last_sign_of_life = impact.last_sign_of_life.max(life).map(|life| life.min(now));
    let evidence: Vec<Evidence> = rows
        .into_iter()
        .rev()
        .map(|(at, word)| Evidence { at: Millis(at), reason: word.as_deref().and_then(CaseReason::from_word) })
        .collect();
    let history = History { domain, evidence: &evidence, last_sign_of_life: impact.last_sign_of_life };
    let state = case::state(&history, now, settings);
    let next_look = case::next_look(&history, state, now, settings);
    let moment = |at: Option<Millis>| at.map(|at| at.0);
    Ok(Told {
        settled: Settled { state, closed: next_look.is_none() },
        since: moment(case::state_since(&history, state, now)),
        purge_from: moment(case::purge_from(&history, state, now, settings)),
        next_look: moment(next_look),
        silent_since: moment(case::state_since(&history, State::Silent, now)),
        impact: serde_json::to_string(&impact).map_err(|_| StoreError::Damaged("cases.impact"))?,
    })
}

/// A server whose next look is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub domain: Domain,
    /// For when it was planned: who changes that first, looks.
    pub planned: Millis,
}

/// Up to `limit` servers whose next look is due, the longest overdue first. Those that are kept for ever are left in peace.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn due(db: &Db, site: SiteId, now: Millis, limit: u32) -> Result<Vec<Due>, StoreError> {
    const SQL: &str = "SELECT domain, next_look_at FROM cases
        WHERE site_id = $1 AND next_look_at <= $2 AND kept = 0 ORDER BY next_look_at, domain LIMIT $3";
    let rows: Vec<(String, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(now.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("looks::due"))?;
    let due = |(domain, planned)| Due { domain: Domain::from_database(domain), planned: Millis(planned) };
    Ok(rows.into_iter().map(due).collect())
}

/// Takes a look upon us, so that no other process looks too; `false` when somebody else was first. If we die, it is due again at `until`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(db: &Db, site: SiteId, due: &Due, until: Millis) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE cases SET next_look_at = $4 WHERE site_id = $1 AND domain = $2 AND next_look_at = $3";
    let claimed = on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(due.domain.as_str()).bind(due.planned.0).bind(until.0)
        .execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("looks::claim"))?;
    Ok(claimed > 0)
}

/// Takes up to `limit` looks that are due in that table upon us, the longest overdue first, so that no other process looks too. If we die,
/// they are due again at the second moment; the first is now.
///
/// # Errors
/// [`StoreError::Query`].
pub(super) async fn claim_some(
    db: &Db,
    table: &'static str,
    site: SiteId,
    (now, until): (Millis, Millis),
    limit: u32,
) -> Result<Vec<Domain>, StoreError> {
    let sql = format!(
        "UPDATE {table} SET next_look_at = $3
        WHERE site_id = $1 AND next_look_at <= $2 AND domain IN (
            SELECT domain FROM {table} WHERE site_id = $1 AND next_look_at <= $2 ORDER BY next_look_at, domain LIMIT $4)
        RETURNING domain"
    );
    let names: Vec<String> = on_db!(db, pool => sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(site.0).bind(now.0).bind(until.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("looks::claim_some"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}
