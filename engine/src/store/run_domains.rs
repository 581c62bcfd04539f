//! How far a cull is with each server.

use std::collections::HashMap;

use model::case::CaseReason;
use model::jobs::cull_accounts::{SkippedDomain, hidden_between};
use model::probe::Proof;
use model::{AccountId, Domain, Millis, RunId, SiteId};

use sqlx::AssertSqlSafe;

use super::condemned_accounts::{self, Condemned};
use super::counts::{self, Count, Counts};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use super::removed_accounts::to_json;
use super::{ledger, remembered_servers, vanishings};

/// Where a cull stands with one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub after: AccountId,
    pub done: bool,
    /// Why it was set aside by the pages so far.
    pub reason: Option<CaseReason>,
}

/// An account that is gone at a first look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighted {
    pub id: AccountId,
    /// From then on an earlier first look would count.
    pub counts_from: Millis,
    /// The newest thing that reached us from it.
    pub life: Option<Millis>,
}

/// What one page of accounts brought, to be written at once.
#[derive(Clone, Debug)]
pub struct PageDone<'a> {
    pub site: SiteId,
    pub run: &'a RunId,
    /// The lease holder: a run that was taken over writes nothing.
    pub owner: &'a str,
    pub domain: &'a Domain,
    pub after: AccountId,
    pub done: bool,
    /// It had its turn: all its accounts were asked about that wanted it.
    pub turn: bool,
    pub reason: Option<CaseReason>,
    pub confirmed: &'a [AccountId],
    pub sighted: &'a [Sighted],
    /// Gone, as far as its server goes; what happens to them is decided when all of it is asked.
    pub condemned: &'a [Condemned],
    /// Condemned before, and let go now.
    pub spared: &'a [AccountId],
    /// What the server said when it was checked.
    pub proof: &'a Proof,
    /// Whether the ledger is written: a preview leaves no trace in it.
    pub write_ledger: bool,
    pub counts: Counts,
    pub now: Millis,
}

impl PageDone<'_> {
    /// Who was seen to be gone, each with its newest sign of life.
    fn gone(&self) -> impl Iterator<Item = (AccountId, Option<Millis>)> {
        let condemned = self.condemned.iter().map(|account| (account.id, account.life));
        self.sighted.iter().map(|sighted| (sighted.id, sighted.life)).chain(condemned)
    }
}

/// Holds the lease until the end of the transaction, where it is still this owner's. At its end,
/// because many servers of one run write at once.
const HOLD: &str = "UPDATE runs SET lease_owner = lease_owner WHERE id = $1 AND lease_owner = $2 AND state = 'running'";

/// Writes where a run stands with so many servers. Takes for each: run, server, account, whether it
/// is done, reason, newly sighted, proof.
fn standing(servers: usize) -> String {
    format!(
        "INSERT INTO run_domains (run_id, domain, after_id, done, reason, sighted, proof) VALUES {}
        ON CONFLICT (run_id, domain) DO UPDATE
        SET after_id = excluded.after_id, done = excluded.done, reason = excluded.reason,
            sighted = run_domains.sighted + excluded.sighted, proof = excluded.proof",
        tuples(1, servers, &["$"; 7])
    )
}

/// A server that a cull leaves out without asking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub domain: Domain,
    /// How many of its accounts would have been asked about.
    pub accounts: u64,
    /// What its latest look found.
    pub reason: CaseReason,
    /// It had its turn all the same.
    pub turn: bool,
}

/// Sets servers aside without asking them, all in one transaction.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn leave(
    db: &Db,
    site: SiteId,
    (run, owner): (&RunId, &str),
    left: &[Left],
    now: Millis,
) -> Result<(), StoreError> {
    let ask = asking("run_domains::leave");
    let nothing_said = to_json(&Proof::default())?;
    in_transaction!(db, "run_domains::leave", tx => {
        for some in left.chunks(ROWS) {
            let query = sqlx::query(AssertSqlSafe(standing(some.len())));
            some.iter()
                .fold(query, |query, left| {
                    query.bind(run.as_str()).bind(left.domain.as_str()).bind(i64::MAX).bind(1_i64)
                        .bind(left.reason.as_str()).bind(0_i64).bind(&nothing_said)
                })
                .execute(&mut *tx).await.map_err(&ask)?;
        }
        for left in left.iter().filter(|left| left.turn) {
            sqlx::query(remembered_servers::TURN).bind(site.0).bind(left.domain.as_str()).bind(now.0)
                .execute(&mut *tx).await.map_err(&ask)?;
        }
        if sqlx::query(HOLD).bind(run.as_str()).bind(owner).execute(&mut *tx).await.map_err(&ask)?.rows_affected() == 0 {
            return Err(StoreError::LeaseLost);
        }
        let accounts = left.iter().map(|left| left.accounts).sum();
        let counts = Counts::of(Count::SetAside, accounts).and(Count::Visited, accounts);
        counts::add_all!(tx, run, &counts, "run_domains::leave");
    });
    Ok(())
}

/// The checkpoint of a cull: ledger, standing and counts in one transaction.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(db: &Db, page: &PageDone<'_>) -> Result<(), StoreError> {
    let ask = asking("run_domains::checkpoint");
    in_transaction!(db, "run_domains::checkpoint", tx => {
        let mut newly_sighted = 0;
        if page.write_ledger {
            for some in page.confirmed.chunks(ROWS) {
                let query = sqlx::query(AssertSqlSafe(ledger::confirm(some.len())));
                some.iter()
                    .fold(query, |query, id| query.bind(page.site.0).bind(id.0).bind(page.now.0))
                    .execute(&mut *tx).await.map_err(&ask)?;
                let query = sqlx::query(AssertSqlSafe(vanishings::forget(some.len()))).bind(page.site.0);
                some.iter().fold(query, |query, id| query.bind(id.0)).execute(&mut *tx).await.map_err(&ask)?;
            }
            if !page.confirmed.is_empty() {
                let shown_before: Option<i64> = sqlx::query_scalar(remembered_servers::SHOWN_AT)
                    .bind(page.site.0).bind(page.domain.as_str()).fetch_optional(&mut *tx).await.map_err(&ask)?;
                let (from, to) = hidden_between(shown_before.map(Millis), page.now);
                if from < to {
                    sqlx::query(ledger::SIGHT_ANEW)
                        .bind(page.site.0).bind(page.domain.as_str()).bind(page.now.0).bind(from.0).bind(to.0)
                        .execute(&mut *tx).await.map_err(&ask)?;
                }
                sqlx::query(remembered_servers::SHOWN)
                    .bind(page.site.0).bind(page.domain.as_str()).bind(page.now.0)
                    .execute(&mut *tx).await.map_err(&ask)?;
            }
            if page.turn {
                sqlx::query(remembered_servers::TURN)
                    .bind(page.site.0).bind(page.domain.as_str()).bind(page.now.0)
                    .execute(&mut *tx).await.map_err(&ask)?;
            }
            for Sighted { id, counts_from, .. } in page.sighted {
                sqlx::query(ledger::SIGHT).bind(page.site.0).bind(id.0).bind(page.now.0).bind(counts_from.0)
                    .execute(&mut *tx).await.map_err(&ask)?;
            }
            for (id, life) in page.gone() {
                sqlx::query(vanishings::NOTE)
                    .bind(page.site.0).bind(id.0).bind(page.domain.as_str()).bind(page.now.0)
                    .bind(life.unwrap_or(Millis(i64::MIN)).0)
                    .execute(&mut *tx).await.map_err(&ask)?;
            }
        } else {
            for Sighted { id, .. } in page.sighted {
                let noted: i64 = sqlx::query_scalar(vanishings::IS_NOTED).bind(page.site.0).bind(id.0)
                    .fetch_one(&mut *tx).await.map_err(&ask)?;
                newly_sighted += i64::from(noted == 0);
            }
        }
        for account in page.condemned {
            sqlx::query(condemned_accounts::CONDEMN)
                .bind(page.run.as_str())
                .bind(account.id.0)
                .bind(&account.account)
                .bind(account.domain.as_str())
                .bind(i64::from(account.status))
                .bind(to_json(&account.proof)?)
                .bind(account.answered_at.0)
                .execute(&mut *tx)
                .await
                .map_err(&ask)?;
        }
        for id in page.spared {
            sqlx::query(condemned_accounts::SPARE).bind(page.run.as_str()).bind(id.0)
                .execute(&mut *tx).await.map_err(&ask)?;
        }
        sqlx::query(AssertSqlSafe(standing(1)))
            .bind(page.run.as_str())
            .bind(page.domain.as_str())
            .bind(page.after.0)
            .bind(i64::from(page.done))
            .bind(page.reason.map(CaseReason::as_str))
            .bind(newly_sighted)
            .bind(to_json(page.proof)?)
            .execute(&mut *tx)
            .await
            .map_err(&ask)?;
        let held = sqlx::query(HOLD).bind(page.run.as_str()).bind(page.owner)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected();
        if held == 0 {
            return Err(StoreError::LeaseLost);
        }
        counts::add_all!(tx, page.run, &page.counts, "run_domains::checkpoint");
    });
    Ok(())
}

/// Where a run stands with every server it has begun: one row per server, not per account.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn standings(db: &Db, run: &RunId) -> Result<HashMap<Domain, Standing>, StoreError> {
    const SQL: &str = "SELECT domain, after_id, done, reason FROM run_domains WHERE run_id = $1";
    let rows: Vec<(String, i64, i64, Option<String>)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("run_domains::standings"))?;
    Ok(rows
        .into_iter()
        .map(|(domain, after, done, reason)| {
            let reason = reason.as_deref().and_then(CaseReason::from_word);
            let standing = Standing { after: AccountId(after), done: done != 0, reason };
            (Domain::from_database(domain), standing)
        })
        .collect())
}

/// The servers that a run set aside, by name.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn set_aside(db: &Db, run: &RunId) -> Result<Vec<SkippedDomain>, StoreError> {
    const SQL: &str = "SELECT domain, reason FROM run_domains WHERE run_id = $1 AND reason IS NOT NULL ORDER BY domain";
    let rows: Vec<(String, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("run_domains::set_aside"))?;
    rows.into_iter()
        .map(|(domain, word)| {
            let reason = CaseReason::from_word(&word).ok_or(StoreError::Damaged("run_domains.reason"))?;
            Ok(SkippedDomain { domain: Domain::from_database(domain), reason })
        })
        .collect()
}

/// Forgets how far a run is with each server, and what it has heard of accounts about which nothing is decided: it begins anew. What it
/// removed and what it holds stays counted, the rest is counted again.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn begin_anew(db: &Db, run: &RunId, owner: &str, now: Millis) -> Result<(), StoreError> {
    const RUN: &str = "UPDATE runs SET started_at = $3 WHERE id = $1 AND lease_owner = $2 AND state = 'running'";
    const STANDINGS: &str = "DELETE FROM run_domains WHERE run_id = $1";
    const CONDEMNED: &str = "DELETE FROM condemned_accounts WHERE run_id = $1 AND held IS NULL";
    const COUNTS: &str = "DELETE FROM run_counts
        WHERE run_id = $1 AND name IN ('visited', 'confirmed', 'second-look', 'unanswered', 'set-aside')";
    const VISITED: &str = "INSERT INTO run_counts (run_id, name, value)
        SELECT $1, 'visited', CAST(coalesce(sum(value), 0) AS BIGINT) FROM run_counts WHERE run_id = $1 AND name IN ('removed', 'held')";
    let ask = asking("run_domains::begin_anew");
    in_transaction!(db, "run_domains::begin_anew", tx => {
        let held = sqlx::query(RUN).bind(run.as_str()).bind(owner).bind(now.0)
            .execute(&mut *tx).await.map_err(&ask)?.rows_affected();
        if held == 0 {
            return Err(StoreError::LeaseLost);
        }
        for sql in [STANDINGS, CONDEMNED, COUNTS, VISITED] {
            sqlx::query(sql).bind(run.as_str()).execute(&mut *tx).await.map_err(&ask)?;
        }
        counts::add_all!(tx, run, &Counts::of(Count::BegunAnew, 1), "run_domains::begin_anew");
    });
    Ok(())
}
