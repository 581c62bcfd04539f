//! Looks at servers in trouble: what each found, what the server is held to be by all of them, and when the next one is due.

mod telling;
mod timetable;

use std::collections::HashMap;
use std::fmt::Display;

use model::case::{CaseReason, Evidence, Impact, State, StateSettings};
use model::probe::Proof;
use model::time::{DAY_MS, MINUTE_MS};
use model::{Domain, Millis, SiteId};

use super::activities;
use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::sites;
use super::waiting_room::{LAST_LOOK_MS, LOOK_COUNTS_MS};

use telling::Telling;
pub(super) use timetable::claim_some;
pub use timetable::{Due, claim, due};

/// Looks that are kept of one server, at least: by the timetable those of several years.
const KEPT: i64 = 500;
/// So long a look may have begun before an order that it did not know, in milliseconds.
const AT_ONCE_MS: i64 = 5 * MINUTE_MS;
/// For so many days it is told that a purge was cancelled.
const TOLD_DAYS: u32 = 7;

/// The reason of a case, whose row it holds: of two that judge one server at once, the second sees what the first wrote.
const REASON: &str = "UPDATE cases SET kept = kept WHERE site_id = $1 AND domain = $2 RETURNING reason";
const CASE: &str = "SELECT c.impact, c.state, c.silent_since, c.kept + CASE WHEN r.id IS NULL THEN 0 ELSE 1 END
        + CASE WHEN c.purge_cancelled_at > $3 THEN 1 ELSE 0 END, r.due_at, r.created_at,
        (SELECT count(*) FROM remembered_servers h WHERE h.site_id = c.site_id AND h.domain = c.domain
            AND (h.software IS NOT NULL OR h.actor_key IS NOT NULL))
    FROM cases c LEFT JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
    WHERE c.site_id = $1 AND c.domain = $2";
const HISTORY: &str = "SELECT at, reason FROM evidence WHERE site_id = $1 AND domain = $2 ORDER BY at DESC LIMIT $3";
// Who only judges anew puts no look off that is due: a purge may wait for it.
const SETTLE: &str = "UPDATE cases SET state = $3, state_since = $4, purge_from = $5,
        next_look_at = CASE WHEN $10 = 1 AND next_look_at < $6 THEN next_look_at ELSE $6 END,
        silent_since = coalesce($7, silent_since), impact = $8, state_change = coalesce($9, state_change)
    WHERE site_id = $1 AND domain = $2";
const CLOSE: &str = "DELETE FROM cases WHERE site_id = $1 AND domain = $2";

/// Judges a server by everything that is known of it and writes down what it is held to be, inside a transaction of either engine that holds the
/// case's row; nothing where there is no case.
macro_rules! settle {
    ($tx:ident, $telling:expr, $question:literal) => {{
        let telling: Telling<'_> = $telling;
        let Telling { site, domain, at, .. } = telling;
        let ask = asking($question);
        let case: Option<(String, String, i64, i64, Option<i64>, Option<i64>, i64)> = sqlx::query_as(CASE)
            .bind(site.0)
            .bind(domain.as_str())
            .bind(at.days_before(TOLD_DAYS).0)
            .fetch_optional(&mut *$tx)
            .await
            .map_err(&ask)?;
        match case {
            None => None,
            Some((impact, ..)) if !telling.is_news(&impact) => None,
            Some((impact, state, silent_since, held, purge_due_at, ordered_at, hands)) => {
                let rows: Vec<(i64, Option<String>)> = sqlx::query_as(HISTORY)
                    .bind(site.0)
                    .bind(domain.as_str())
                    .bind(KEPT)
                    .fetch_all(&mut *$tx)
                    .await
                    .map_err(&ask)?;
                let told = telling.tell((&impact, &state, silent_since), rows, hands > 0)?;
                let closed = told.settled.closed && held == 0;
                if closed {
                    sqlx::query(CLOSE).bind(site.0).bind(domain.as_str()).execute(&mut *$tx).await.map_err(&ask)?;
                } else {
                    sqlx::query(SETTLE)
                        .bind(site.0)
                        .bind(domain.as_str())
                        .bind(told.settled.state.as_str())
                        .bind(told.since)
                        .bind(told.purge_from)
                        .bind(not_after_the_last_look(
                            told.next_look.unwrap_or(at.plus_ms(DAY_MS).0),
                            purge_due_at.zip(ordered_at),
                            at,
                        ))
                        .bind(told.silent_since)
                        .bind(told.impact)
                        .bind(told.change.as_ref().map(|change| &change.json))
                        .bind(i64::from(telling.look.is_none()))
                        .execute(&mut *$tx)
                        .await
                        .map_err(&ask)?;
                }
                if let Some(change) = &told.change {
                    activities::record!($tx, &change.activity, $question);
                }
                Some(Settled { closed, ..told.settled })
            }
        }
    }};
}

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
/// answer of a server without a case needs no writing down. What says nothing about the server is
/// never written down: the next look is a day later. The case closes when the server has answered
/// often enough, unless a person decided to keep it, a purge waits, or one was cancelled of late.
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
        ON CONFLICT (site_id, domain) DO NOTHING";
    const KEPT_NOW: &str = "UPDATE cases
        SET kept = (SELECT count(*) FROM kept_servers WHERE site_id = $1 AND domain = $2)
        WHERE site_id = $1 AND domain = $2";
    const FOUND: &str = "UPDATE cases SET reason = coalesce($3, reason), last_asked_at = $4
        WHERE site_id = $1 AND domain = $2";
    const EVIDENCE: &str = "INSERT INTO evidence (site_id, domain, at, reason, proof)
        SELECT site_id, domain, $3, $4, $5 FROM cases WHERE site_id = $1 AND domain = $2
        ON CONFLICT (site_id, domain, at) DO UPDATE SET reason = excluded.reason, proof = excluded.proof";
    let Look { site, domain, found, life, proof, at } = *look;
    if found.is_some_and(CaseReason::says_nothing) {
        return postpone(db, site, domain, at.plus_ms(DAY_MS)).await.map(|()| None);
    }
    let proof = proof.map(serde_json::to_string).transpose().map_err(|_| StoreError::Damaged("evidence.proof"))?;
    let ask = asking("looks::record");
    let word = found.map(CaseReason::as_str);
    Ok(in_transaction!(db, "looks::record", tx => {
        if let Some(word) = word {
            sqlx::query(LAST_WELL).bind(site.0).bind(domain.as_str()).bind(at.0)
                .execute(&mut *tx).await.map_err(&ask)?;
            let opened = sqlx::query(OPEN).bind(site.0).bind(domain.as_str()).bind(word).bind(at.0)
                .execute(&mut *tx).await.map_err(&ask)?.rows_affected();
            if opened > 0 {
                // Somebody may decide to keep it at this moment, who does not see its case yet.
                sqlx::query(sites::DECIDE_ALONE).bind(site.0).execute(&mut *tx).await.map_err(&ask)?;
                sqlx::query(KEPT_NOW).bind(site.0).bind(domain.as_str()).execute(&mut *tx).await.map_err(&ask)?;
            }
        }
        let before: Option<String> = sqlx::query_scalar(REASON).bind(site.0).bind(domain.as_str())
            .fetch_optional(&mut *tx).await.map_err(&ask)?;
        sqlx::query(FOUND).bind(site.0).bind(domain.as_str()).bind(word).bind(at.0)
            .execute(&mut *tx).await.map_err(&ask)?;
        sqlx::query(EVIDENCE).bind(site.0).bind(domain.as_str()).bind(at.0).bind(word).bind(proof)
            .execute(&mut *tx).await.map_err(&ask)?;
        let told = Telling { site, domain, look: Some(found), reason_before: before, life, at, settings };
        settle!(tx, told, "looks::record")
    }))
}

/// Judges a server anew by a sign of life, without a look; a server without a case needs no judging. Nothing is known newly where the sign is
/// no newer than those that were known.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn rejudge(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    life: Option<Millis>,
    at: Millis,
    settings: &StateSettings,
) -> Result<Option<Settled>, StoreError> {
    Ok(in_transaction!(db, "looks::rejudge", tx => {
        let reason: Option<String> = sqlx::query_scalar(REASON).bind(site.0).bind(domain.as_str())
            .fetch_optional(&mut *tx).await.map_err(asking("looks::rejudge"))?;
        let told = Telling { site, domain, look: None, reason_before: reason, life, at, settings };
        settle!(tx, told, "looks::rejudge")
    }))
}

/// Puts the next look at a server off; one that is not watched is left alone.
async fn postpone(db: &Db, site: SiteId, domain: &Domain, until: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET next_look_at = $3 WHERE site_id = $1 AND domain = $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(until.0).execute(pool).await.map(|_| ()))
        .map_err(asking("looks::postpone"))
}

/// Has a server looked at as soon as somebody can; one that is not watched is left alone.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn hasten(db: &Db, site: SiteId, domain: &Domain, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET next_look_at = $3 WHERE site_id = $1 AND domain = $2 AND next_look_at > $3";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(now.0).execute(pool).await.map(|_| ()))
        .map_err(asking("looks::hasten"))
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

/// When the next look is due: by the timetable, but before a purge that waits; and while that is
/// overdue, often enough that its last look counts. A look that had begun just before the purge was
/// ordered, or is made by a machine whose clock is a little behind, is no last look: another one
/// follows at once. Of a purge the first moment is when it is due, the second when it was ordered.
fn not_after_the_last_look(planned: i64, purge: Option<(i64, i64)>, now: Millis) -> i64 {
    let still_counts = now.plus_ms(LOOK_COUNTS_MS / 2).0;
    purge.map_or(planned, |(due_at, ordered_at)| {
        if (1..AT_ONCE_MS).contains(&(ordered_at - now.0)) {
            return planned.min(ordered_at);
        }
        let last_look = due_at - LAST_LOOK_MS;
        planned.min(if last_look > now.0 { last_look } else { still_counts })
    })
}

/// What the latest look at a server found; nothing when it answered well, or when nobody looked.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn latest(db: &Db, site: SiteId, domain: &Domain) -> Result<Option<CaseReason>, StoreError> {
    let rows: Vec<(i64, Option<String>)> = on_db!(read db, pool => sqlx::query_as(HISTORY)
        .bind(site.0).bind(domain.as_str()).bind(KEPT).fetch_all(pool).await)
    .map_err(asking("looks::latest"))?;
    Ok(rows.into_iter().find_map(|row| evidence(domain, row)).and_then(|look| look.reason))
}

/// What a purge would touch, nothing until that is counted for the first time.
pub(super) fn impact(reading: &mut Reading<'_>, written: &str) -> Option<Impact> {
    match written {
        "{}" => Some(Impact::default()),
        counted => reading.part("cases.impact", serde_json::from_str(counted)),
    }
}

/// What one look found. One that cannot be read proves nothing, neither that the server answered
/// nor that it did not.
pub(super) fn evidence(domain: &(impl Display + Sync), (at, word): (i64, Option<String>)) -> Option<Evidence> {
    let reason = match word {
        None => None,
        Some(word) => Some(Reading::of(domain).part("evidence.reason", CaseReason::from_word(&word))?),
    };
    Some(Evidence { at: Millis(at), reason })
}

/// Servers that are in trouble for long and whose next look is still to come: what the latest look
/// at each found. One that answered it well is not among them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn waiting(db: &Db, site: SiteId, now: Millis) -> Result<HashMap<Domain, CaseReason>, StoreError> {
    const SQL: &str = "SELECT domain, state,
            (SELECT reason FROM evidence e WHERE e.site_id = cases.site_id AND e.domain = cases.domain
                ORDER BY at DESC LIMIT 1)
        FROM cases WHERE site_id = $1 AND next_look_at > $2";
    let rows: Vec<(String, String, Option<String>)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).bind(now.0).fetch_all(pool).await)
            .map_err(asking("looks::waiting"))?;
    let waiting = |(domain, state, reason): (String, String, Option<String>)| {
        let lasts = State::from_word(&state).is_some_and(State::lasts);
        let reason = reason.as_deref().and_then(CaseReason::from_word).filter(|_| lasts)?;
        Some((Domain::from_database(domain), reason))
    };
    Ok(rows.into_iter().filter_map(waiting).collect())
}

/// Every server that is in trouble, or was: what it is held to be. What cannot be read counts as
/// trouble.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn watched(db: &Db, site: SiteId) -> Result<HashMap<Domain, State>, StoreError> {
    const SQL: &str = "SELECT domain, state FROM cases WHERE site_id = $1";
    let rows: Vec<(String, String)> = on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_all(pool).await)
        .map_err(asking("looks::watched"))?;
    let watched = |(domain, word): (String, String)| {
        (Domain::from_database(domain), State::from_word(&word).unwrap_or(State::Silent))
    };
    Ok(rows.into_iter().map(watched).collect())
}
