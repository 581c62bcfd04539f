//! Cases: servers that do not answer, waiting for a person, and the evidence against them.

use std::collections::HashMap;

use model::case::{Case, CaseReason, Evidence, Impact, State, WaitingPurge};
use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::remembered_servers;

/// Most pieces of evidence shown per case.
const SHOWN: usize = 12;

/// Domain, reason, silent since, last asked, state, since when, purge from, next look; the purge that waits and its time; the impact; when a
/// purge was cancelled.
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
    String,
    Option<i64>,
);

const COLUMNS: &str =
    "SELECT c.domain, c.reason, c.silent_since, c.last_asked_at, c.state, c.state_since, c.purge_from,
        c.next_look_at, r.id, r.due_at, c.impact, c.purge_cancelled_at
    FROM cases c LEFT JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
    WHERE c.site_id = $1 AND c.kept = 0";
/// States that a person is not asked about, as `State::opens_case` says.
const QUIET: &str = "('here', 'wobbly', 'not-talking')";

/// Every case that waits for a person or in the waiting room, longest silence first.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn open(db: &Db, site: SiteId, now: Millis) -> Result<Vec<Case>, StoreError> {
    let sql = format!(
        "{COLUMNS} AND (c.state NOT IN {QUIET} OR r.id IS NOT NULL) AND (c.wait_until IS NULL OR c.wait_until <= $2)
        ORDER BY c.silent_since, c.domain"
    );
    let rows: Vec<CaseRow> = on_db!(read db, pool => sqlx::query_as(AssertSqlSafe(sql))
        .bind(site.0).bind(now.0).fetch_all(pool).await)
    .map_err(asking("cases::open"))?;
    with_evidence(db, site, rows).await
}

/// Servers that failed lately but about which nobody is asked yet: we look again by ourselves. The soonest first.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn watched(db: &Db, site: SiteId) -> Result<Vec<Case>, StoreError> {
    let sql = format!("{COLUMNS} AND c.state IN {QUIET} AND r.id IS NULL ORDER BY c.next_look_at, c.domain");
    let rows: Vec<CaseRow> =
        on_db!(read db, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(site.0).fetch_all(pool).await)
            .map_err(asking("cases::watched"))?;
    with_evidence(db, site, rows).await
}

async fn with_evidence(db: &Db, site: SiteId, rows: Vec<CaseRow>) -> Result<Vec<Case>, StoreError> {
    let mut evidence = evidence_of_open(db, site).await?;
    let case = |row: CaseRow| {
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
            impact,
            cancelled,
        ) = row;
        let purge = match (run, due_at) {
            (Some(run), Some(due_at)) => Some(WaitingPurge {
                run: run.parse().map_err(|_| StoreError::Damaged("runs.id"))?,
                due_at: Millis(due_at),
            }),
            _ => None,
        };
        Ok(Case {
            evidence: evidence.remove(&domain).unwrap_or_default(),
            domain: Domain::from_database(domain),
            reason: CaseReason::from_word(&reason).ok_or(StoreError::Damaged("cases.reason"))?,
            silent_since: Millis(silent_since),
            last_asked_at: Millis(last_asked_at),
            state: State::from_word(&state).ok_or(StoreError::Damaged("cases.state"))?,
            state_since: state_since.map(Millis),
            purge_from: purge_from.map(Millis),
            next_look_at: next_look_at.map(Millis),
            impact: serde_json::from_str(&impact).unwrap_or_default(),
            purge,
            purge_cancelled_at: cancelled.map(Millis),
        })
    };
    rows.into_iter().map(case).collect()
}

/// The latest evidence of every case, oldest first.
async fn evidence_of_open(db: &Db, site: SiteId) -> Result<HashMap<String, Vec<Evidence>>, StoreError> {
    const SQL: &str = "SELECT domain, at, reason FROM (
            SELECT e.domain, e.at, e.reason, row_number() OVER (PARTITION BY e.domain ORDER BY e.at DESC) AS age
            FROM evidence e JOIN cases c ON c.site_id = e.site_id AND c.domain = e.domain WHERE e.site_id = $1) latest
        WHERE age <= $2 ORDER BY domain, at";
    let rows: Vec<(String, i64, Option<String>)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(i64::try_from(SHOWN).unwrap_or(i64::MAX)).fetch_all(pool).await)
    .map_err(asking("cases::evidence_of_open"))?;
    let mut found: HashMap<String, Vec<Evidence>> = HashMap::new();
    for (domain, at, word) in rows {
        let reason = word.as_deref().and_then(CaseReason::from_word);
        found.entry(domain).or_default().push(Evidence { at: Millis(at), reason });
    }
    Ok(found)
}

/// Stores what a purge of a server would touch here.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn put_impact(db: &Db, site: SiteId, domain: &Domain, impact: &Impact) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET impact = $3 WHERE site_id = $1 AND domain = $2";
    let json = serde_json::to_string(impact).map_err(|_| StoreError::Damaged("cases.impact"))?;
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(json).execute(pool).await.map(|_| ()))
        .map_err(asking("cases::put_impact"))
}

/// What becomes of a case by a person's decision, except a purge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    WaitUntil(Millis),
    Keep,
}

/// Carries out decisions to wait or to keep, with their activity; returns how many cases there were.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn decide(db: &Db, domains: &[Domain], set: Set, activity: &Activity) -> Result<u64, StoreError> {
    const WAIT: &str = "UPDATE cases SET wait_until = $3, purge_run = NULL WHERE site_id = $1 AND domain = $2";
    const KEEP: &str = "UPDATE cases SET kept = $3, purge_run = NULL WHERE site_id = $1 AND domain = $2";
    let (sql, value) = match set {
        Set::WaitUntil(until) => (WAIT, until.0),
        Set::Keep => (KEEP, 1),
    };
    let mut changed = 0;
    in_transaction!(db, "cases::decide", tx => {
        for domain in domains {
            changed += sqlx::query(sql).bind(activity.site.0).bind(domain.as_str()).bind(value)
                .execute(&mut *tx).await.map_err(asking("cases::decide"))?.rows_affected();
            sqlx::query(remembered_servers::FORGET).bind(activity.site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("cases::decide"))?;
        }
        activities::record!(tx, activity, "cases::decide");
    });
    Ok(changed)
}

/// Closes the case of a server that was purged.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn purged(db: &Db, site: SiteId, domain: &Domain) -> Result<(), StoreError> {
    const CASE: &str = "DELETE FROM cases WHERE site_id = $1 AND domain = $2";
    const PROOF: &str = "DELETE FROM evidence WHERE site_id = $1 AND domain = $2";
    const HANDS: &str = "DELETE FROM remembered_servers WHERE site_id = $1 AND domain = $2";
    in_transaction!(db, "cases::purged", tx => {
        for sql in [CASE, PROOF, HANDS] {
            sqlx::query(sql).bind(site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("cases::purged"))?;
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_about_a_quiet_state() {
        for state in State::ALL {
            assert_eq!(QUIET.contains(&format!("'{}'", state.as_str())), !state.opens_case(), "{state:?}");
        }
    }
}
