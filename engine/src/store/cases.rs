//! Cases: servers that do not answer, waiting for a person, and the evidence against them.

use std::collections::HashMap;

use model::case::{Case, CaseReason, Evidence, State, WaitingPurge};
use model::{Domain, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::damage::Reading;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, numbered, on_db};
use super::queue::ASKED_ABOUT;
use super::{kept_servers, looks, remembered_servers, sites};

/// Most pieces of evidence shown per case.
const SHOWN: i64 = 12;

/// Domain, reason, silent since, last asked, state, since when, purge from, next look; the purge that waits, its time and its begin; the impact; when a
/// purge was cancelled; who ordered it, while somebody else has to agree; how the state changed.
type CaseRow = (
    String,
    String,
    i64,
    i64,
    String,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    String,
    Option<i64>,
    Option<String>,
    Option<String>,
);

const COLUMNS: &str =
    "SELECT c.domain, c.reason, c.silent_since, c.last_asked_at, c.state, c.state_since, c.purge_from,
        c.next_look_at, r.id, r.due_at, r.started_at, c.impact, c.purge_cancelled_at, g.ordered_by, c.state_change
    FROM cases c LEFT JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
        LEFT JOIN agreements g ON g.run_id = r.id AND g.agreed_at IS NULL
    WHERE c.site_id = $1 AND c.domain IN";

/// The cases of these servers, in the same order; who has none, or is kept for ever, is left out.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn named(db: &Db, site: SiteId, domains: &[Domain]) -> Result<Vec<Case>, StoreError> {
    let mut cases = Vec::with_capacity(domains.len());
    for some in domains.chunks(ROWS) {
        let sql = format!("{COLUMNS} ({}) AND c.kept = 0", numbered(2, some.len()));
        let rows = async {
            let rows: Result<Vec<CaseRow>, sqlx::Error> = on_db!(read db, pool => {
                let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(site.0);
                for domain in some {
                    query = query.bind(domain.as_str());
                }
                query.fetch_all(pool).await
            });
            rows.map_err(asking("cases::named"))
        };
        let (rows, mut evidence) = tokio::try_join!(rows, evidence_of(db, site, some))?;
        let read = rows.into_iter().map(|row| case(row, &mut evidence));
        let mut read: HashMap<Domain, Case> = read.map(|case| (case.domain.clone(), case)).collect();
        cases.extend(some.iter().filter_map(|domain| read.remove(domain)));
    }
    Ok(cases)
}

/// Servers that failed lately but about which nobody is asked yet: we look again by ourselves. Those whose purge was cancelled first, then
/// the soonest, up to `limit`, and how many there are in all; leans on `cases_watched`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn watched(db: &Db, site: SiteId, limit: u32) -> Result<(Vec<Case>, u64), StoreError> {
    const WATCHED: &str = "FROM cases c
        WHERE c.site_id = $1 AND c.kept = 0
            AND c.state NOT IN ('silent', 'says-closed', 'probably-closed', 'long-silent', 'changed-hands')
            AND (c.purge_run IS NULL OR NOT EXISTS (
                SELECT 1 FROM runs r WHERE r.id = c.purge_run AND r.state IN ('queued', 'running')))";
    let some =
        format!("SELECT c.domain {WATCHED} ORDER BY (c.purge_cancelled_at IS NULL), c.next_look_at, c.domain LIMIT $2");
    let names: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(AssertSqlSafe(some))
        .bind(site.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("cases::watched"))?;
    let all = AssertSqlSafe(format!("SELECT count(*) {WATCHED}"));
    let in_all: i64 = on_db!(read db, pool => sqlx::query_scalar(all).bind(site.0).fetch_one(pool).await)
        .map_err(asking("cases::watched"))?;
    let domains: Vec<Domain> = names.into_iter().map(Domain::from_database).collect();
    Ok((named(db, site, &domains).await?, in_all.unsigned_abs()))
}

/// The case as far as it can be read; [`Case::damaged`] tells whether anything is missing.
fn case(row: CaseRow, evidence: &mut HashMap<String, Vec<Evidence>>) -> Case {
    let (
        domain,
        reason,
        silent_since,
        last_asked_at,
        state,
        state_since,
        purge_from,
        next_look_at,
        run,
        due_at,
        started_at,
        impact,
        cancelled,
        agreement_wanted_by,
        change,
    ) = row;
    let purge = match (run, due_at) {
        (Some(run), Some(due_at)) => Some(WaitingPurge {
            run: RunId::from_database(run),
            due_at: Millis(due_at),
            has_begun: started_at.is_some(),
            agreement_wanted_by,
        }),
        _ => None,
    };
    let mut reading = Reading::of(&domain);
    let reason = reading.part("cases.reason", CaseReason::from_word(&reason)).unwrap_or(CaseReason::Errors);
    // Of such a server nothing is advised.
    let state = reading.part("cases.state", State::from_word(&state)).unwrap_or(State::Wobbly);
    let impact = looks::impact(&mut reading, &impact).unwrap_or_default();
    let damaged = reading.is_damaged();
    Case {
        evidence: evidence.remove(&domain).unwrap_or_default(),
        domain: Domain::from_database(domain),
        reason,
        silent_since: Millis(silent_since),
        last_asked_at: Millis(last_asked_at),
        state: if damaged { State::Wobbly } else { state },
        state_since: state_since.map(Millis),
        purge_from: purge_from.map(Millis),
        next_look_at: next_look_at.map(Millis),
        impact,
        purge,
        purge_cancelled_at: cancelled.map(Millis),
        // It only explains: one that cannot be read is not told.
        change: change.and_then(|change| serde_json::from_str(&change).ok()),
        damaged,
    }
}

/// The latest evidence of some servers, oldest first.
async fn evidence_of(db: &Db, site: SiteId, domains: &[Domain]) -> Result<HashMap<String, Vec<Evidence>>, StoreError> {
    let sql = format!(
        "SELECT domain, at, reason FROM (
            SELECT domain, at, reason, row_number() OVER (PARTITION BY domain ORDER BY at DESC) AS age
            FROM evidence WHERE site_id = $1 AND domain IN ({})) latest
        WHERE age <= $2 ORDER BY domain, at",
        numbered(3, domains.len())
    );
    let rows: Vec<(String, i64, Option<String>)> = on_db!(read db, pool => {
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(site.0).bind(SHOWN);
        for domain in domains {
            query = query.bind(domain.as_str());
        }
        query.fetch_all(pool).await
    })
    .map_err(asking("cases::evidence_of"))?;
    let mut found: HashMap<String, Vec<Evidence>> = HashMap::new();
    for (domain, at, word) in rows {
        found.entry(domain.clone()).or_default().extend(looks::evidence(&domain, (at, word)));
    }
    Ok(found)
}

/// Whether a purge of this server may be near: one waits for it, it was silent at that moment
/// already, or the latest look found it there after all, which the next one confirms.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn may_be_purged_soon(db: &Db, site: SiteId, domain: &Domain, since: Millis) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM cases
        WHERE site_id = $1 AND domain = $2 AND (silent_since <= $3 OR purge_run IS NOT NULL
            OR (SELECT e.reason FROM evidence e WHERE e.site_id = cases.site_id AND e.domain = cases.domain
                ORDER BY e.at DESC LIMIT 1) IS NULL)";
    let near: Option<i32> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(domain.as_str()).bind(since.0).fetch_optional(pool).await)
    .map_err(asking("cases::may_be_purged_soon"))?;
    Ok(near.is_some())
}

/// What becomes of a case by a person's decision, except a purge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    WaitUntil(Millis),
    Keep,
}

/// Carries out decisions to wait or to keep, with their activity. Nothing happens, and the answer is `false`, unless somebody is asked about
/// each of the servers now: what another person has ordered for one of them meanwhile stands.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn decide(db: &Db, domains: &[Domain], set: Set, activity: &Activity) -> Result<bool, StoreError> {
    let (what, value) = match set {
        Set::WaitUntil(until) => ("wait_until", until.0),
        Set::Keep => ("kept", 1),
    };
    in_transaction!(db, "cases::decide", tx => {
        sqlx::query(sites::DECIDE_ALONE).bind(activity.site.0)
            .execute(&mut *tx).await.map_err(asking("cases::decide"))?;
        let mut changed = 0;
        for some in domains.chunks(ROWS) {
            let named = numbered(4, some.len());
            let sql = format!("UPDATE cases AS c SET {what} = $3, purge_run = NULL WHERE {ASKED_ABOUT} AND c.domain IN ({named})");
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(activity.site.0).bind(activity.at.0).bind(value);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            changed += query.execute(&mut *tx).await.map_err(asking("cases::decide"))?.rows_affected();
        }
        if usize::try_from(changed) != Ok(domains.len()) {
            return Ok(false);
        }
        // Who waits has not yet said that the new hands are right.
        let settled: &[Domain] = if set == Set::Keep { domains } else { &[] };
        for domain in settled {
            sqlx::query(remembered_servers::FORGET).bind(activity.site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("cases::decide"))?;
        }
        activities::record!(tx, activity, "cases::decide");
    });
    Ok(true)
}

/// A server about which nobody is asked for now, by a person's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub domain: Domain,
    /// Until when it is waited for; nothing when it is kept for ever.
    pub until: Option<Millis>,
    pub accounts: u64,
}

/// Servers that are kept for ever or waited for, by name, behind a name; all when that is empty, up
/// to `limit`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn decided(db: &Db, site: SiteId, after: &str, limit: u32, now: Millis) -> Result<Vec<Decided>, StoreError> {
    const SQL: &str = "SELECT domain, CASE WHEN kept = 1 THEN NULL ELSE wait_until END AS until, accounts FROM cases
        WHERE site_id = $1 AND (kept = 1 OR wait_until > $2) AND (domain > $3 OR $3 = '')
        UNION ALL SELECT k.domain, NULL, k.accounts FROM kept_servers k
        WHERE k.site_id = $1 AND (k.domain > $3 OR $3 = '') AND NOT EXISTS (
            SELECT 1 FROM cases c WHERE c.site_id = k.site_id AND c.domain = k.domain AND (c.kept = 1 OR c.wait_until > $2))
        ORDER BY domain LIMIT $4";
    let rows: Vec<(String, Option<i64>, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(now.0).bind(after).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("cases::decided"))?;
    let decided = |(domain, until, accounts): (String, Option<i64>, i64)| Decided {
        domain: Domain::from_database(domain),
        until: until.map(Millis),
        accounts: u64::try_from(accounts).unwrap_or(0),
    };
    Ok(rows.into_iter().map(decided).collect())
}

/// Takes back decisions to wait or to keep: the servers are looked at at once, and asked about again if they are still in trouble. Returns
/// how many there were.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn ask_again(db: &Db, domains: &[Domain], activity: &Activity) -> Result<u64, StoreError> {
    const SQL: &str = "UPDATE cases SET wait_until = NULL, kept = 0, next_look_at = $3
        WHERE site_id = $1 AND domain = $2 AND (kept = 1 OR wait_until > $3)";
    let mut changed = 0;
    in_transaction!(db, "cases::ask_again", tx => {
        sqlx::query(sites::DECIDE_ALONE).bind(activity.site.0)
            .execute(&mut *tx).await.map_err(asking("cases::ask_again"))?;
        for domain in domains {
            let case = sqlx::query(SQL)
                .bind(activity.site.0).bind(domain.as_str()).bind(activity.at.0)
                .execute(&mut *tx).await.map_err(asking("cases::ask_again"))?.rows_affected();
            sqlx::query(kept_servers::SUSPECT)
                .bind(activity.site.0).bind(domain.as_str()).bind(activity.at.0)
                .execute(&mut *tx).await.map_err(asking("cases::ask_again"))?;
            let kept = sqlx::query(kept_servers::FORGET)
                .bind(activity.site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("cases::ask_again"))?.rows_affected();
            changed += case.max(kept);
        }
        if changed > 0 {
            activities::record!(tx, activity, "cases::ask_again");
        }
    });
    Ok(changed)
}

/// Closes the case of a server that was purged. Another purge that waited for nothing but this server is over.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn purged(db: &Db, site: SiteId, domain: &Domain, now: Millis) -> Result<(), StoreError> {
    const WAITED: &str = "UPDATE runs SET state = 'stopped', ended_at = $3
        WHERE state = 'queued' AND started_at IS NULL
            AND id IN (SELECT purge_run FROM cases WHERE site_id = $1 AND domain = $2)
            AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.purge_run = runs.id AND NOT (c.site_id = $1 AND c.domain = $2))";
    const CASE: &str = "DELETE FROM cases WHERE site_id = $1 AND domain = $2";
    const PROOF: &str = "DELETE FROM evidence WHERE site_id = $1 AND domain = $2";
    const HANDS: &str = "DELETE FROM remembered_servers WHERE site_id = $1 AND domain = $2";
    in_transaction!(db, "cases::purged", tx => {
        sqlx::query(sites::DECIDE_ALONE).bind(site.0).execute(&mut *tx).await.map_err(asking("cases::purged"))?;
        sqlx::query(WAITED).bind(site.0).bind(domain.as_str()).bind(now.0)
            .execute(&mut *tx).await.map_err(asking("cases::purged"))?;
        for sql in [CASE, PROOF, HANDS] {
            sqlx::query(sql).bind(site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("cases::purged"))?;
        }
    });
    Ok(())
}
