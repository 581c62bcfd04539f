//! Cases: servers that do not answer, waiting for a person, and the evidence against them.

use std::collections::HashMap;

use model::case::{Case, CaseReason, Evidence, Impact, WaitingPurge};
use model::{Domain, Millis, RunId, SiteId};

use super::activities::{self, Activity};
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::remembered_servers;

/// Most pieces of evidence shown per case.
const SHOWN: usize = 12;

/// Records that a server did not answer: opens its case, or adds to the open one.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn unanswered(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    reason: CaseReason,
    now: Millis,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO cases
            (site_id, domain, reason, silent_since, last_asked_at, wait_until, kept, purge_run, impact)
        VALUES ($1, $2, $3, $4, $4, NULL, 0, NULL, '{}')
        ON CONFLICT (site_id, domain) DO UPDATE SET reason = excluded.reason, last_asked_at = excluded.last_asked_at";
    in_transaction!(db, "cases::unanswered", tx => {
        sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(reason.as_str()).bind(now.0)
            .execute(&mut *tx).await.map_err(asking("cases::unanswered"))?;
        sqlx::query(EVIDENCE).bind(site.0).bind(domain.as_str()).bind(now.0).bind(Some(reason.as_str()))
            .execute(&mut *tx).await.map_err(asking("cases::unanswered"))?;
    });
    Ok(())
}

/// Records that a server with a case answered: the case closes by itself. A decision to keep stays.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn answered(db: &Db, site: SiteId, domain: &Domain, now: Millis) -> Result<(), StoreError> {
    const OPEN: &str = "SELECT count(*) FROM cases WHERE site_id = $1 AND domain = $2";
    const CLOSE: &str = "DELETE FROM cases WHERE site_id = $1 AND domain = $2 AND kept = 0 AND purge_run IS NULL";
    let open: i64 = on_db!(read db, pool => sqlx::query_scalar(OPEN)
        .bind(site.0).bind(domain.as_str()).fetch_one(pool).await)
    .map_err(asking("cases::answered"))?;
    if open == 0 {
        return Ok(());
    }
    in_transaction!(db, "cases::answered", tx => {
        sqlx::query(EVIDENCE).bind(site.0).bind(domain.as_str()).bind(now.0).bind(None::<&str>)
            .execute(&mut *tx).await.map_err(asking("cases::answered"))?;
        sqlx::query(CLOSE).bind(site.0).bind(domain.as_str())
            .execute(&mut *tx).await.map_err(asking("cases::answered"))?;
    });
    Ok(())
}

const EVIDENCE: &str = "INSERT INTO evidence (site_id, domain, at, reason) VALUES ($1, $2, $3, $4)
    ON CONFLICT (site_id, domain, at) DO UPDATE SET reason = excluded.reason";

type CaseRow = (String, String, i64, i64, Option<String>, Option<i64>, String);

/// Every case that waits for a person or in the waiting room, longest silence first.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn open(db: &Db, site: SiteId, now: Millis) -> Result<Vec<Case>, StoreError> {
    const SQL: &str = "SELECT c.domain, c.reason, c.silent_since, c.last_asked_at, r.id, r.due_at, c.impact
        FROM cases c LEFT JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
        WHERE c.site_id = $1 AND c.kept = 0 AND (c.wait_until IS NULL OR c.wait_until <= $2)
        ORDER BY c.silent_since, c.domain";
    let rows: Vec<CaseRow> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).bind(now.0).fetch_all(pool).await)
            .map_err(asking("cases::open"))?;
    let mut evidence = evidence_of_open(db, site).await?;
    rows.into_iter()
        .map(|(domain, reason, silent_since, last_asked_at, run, due_at, impact)| {
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
                impact: serde_json::from_str(&impact).unwrap_or_default(),
                purge,
            })
        })
        .collect()
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

/// Ties cases to the purge that waits for its time, or unties them from it.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn set_purge(db: &Db, site: SiteId, domains: &[Domain], run: Option<&RunId>) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET purge_run = $3 WHERE site_id = $1 AND domain = $2";
    in_transaction!(db, "cases::set_purge", tx => {
        for domain in domains {
            sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(run.map(RunId::as_str))
                .execute(&mut *tx).await.map_err(asking("cases::set_purge"))?;
        }
    });
    Ok(())
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
