//! How far a cull is with each server.

use std::collections::HashMap;

use model::case::CaseReason;
use model::jobs::cull_accounts::SkippedDomain;
use model::probe::Proof;
use model::{AccountId, Domain, Millis, RunId, SiteId};

use super::condemned_accounts::{self, Condemned};
use super::counts::{self, Counts};
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::ledger;
use super::removed_accounts::to_json;

/// Where a cull stands with one server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub after: AccountId,
    pub done: bool,
    /// Accounts of it that were asked about.
    pub asked: u64,
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
    pub reason: Option<CaseReason>,
    pub confirmed: &'a [AccountId],
    pub sighted: &'a [AccountId],
    /// Gone, as far as its server goes; what happens to them is decided when all of it is asked.
    pub condemned: &'a [Condemned],
    /// Accounts whose server answered about them.
    pub asked: u64,
    /// What the server said when it was checked.
    pub proof: &'a Proof,
    /// Whether the ledger is written: a preview leaves no trace in it.
    pub write_ledger: bool,
    pub counts: Counts,
    pub now: Millis,
}

/// The checkpoint of a cull: ledger, standing and counts in one transaction.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(db: &Db, page: &PageDone<'_>) -> Result<(), StoreError> {
    const HELD: &str = "SELECT count(*) FROM runs WHERE id = $1 AND lease_owner = $2 AND state = 'running'";
    const STANDING: &str =
        "INSERT INTO run_domains (run_id, domain, after_id, done, reason, asked, proof) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (run_id, domain) DO UPDATE
        SET after_id = excluded.after_id, done = excluded.done, reason = excluded.reason,
            asked = run_domains.asked + excluded.asked, proof = excluded.proof";
    let ask = asking("run_domains::checkpoint");
    in_transaction!(db, "run_domains::checkpoint", tx => {
        let held: i64 = sqlx::query_scalar(HELD).bind(page.run.as_str()).bind(page.owner)
            .fetch_one(&mut *tx).await.map_err(&ask)?;
        if held == 0 {
            return Err(StoreError::LeaseLost);
        }
        if page.write_ledger {
            for (sql, ids) in [(ledger::CONFIRM, page.confirmed), (ledger::SIGHT, page.sighted)] {
                for id in ids {
                    sqlx::query(sql).bind(page.site.0).bind(id.0).bind(page.now.0)
                        .execute(&mut *tx).await.map_err(&ask)?;
                }
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
                .execute(&mut *tx)
                .await
                .map_err(&ask)?;
        }
        sqlx::query(STANDING)
            .bind(page.run.as_str())
            .bind(page.domain.as_str())
            .bind(page.after.0)
            .bind(i64::from(page.done))
            .bind(page.reason.map(CaseReason::as_str))
            .bind(i64::try_from(page.asked).unwrap_or(i64::MAX))
            .bind(to_json(page.proof)?)
            .execute(&mut *tx)
            .await
            .map_err(&ask)?;
        for (name, value) in page.counts.rows() {
            sqlx::query(counts::ADD).bind(page.run.as_str()).bind(name).bind(value)
                .execute(&mut *tx).await.map_err(&ask)?;
        }
    });
    Ok(())
}

/// Where a run stands with every server it has begun: one row per server, not per account.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn standings(db: &Db, run: &RunId) -> Result<HashMap<Domain, Standing>, StoreError> {
    const SQL: &str = "SELECT domain, after_id, done, asked FROM run_domains WHERE run_id = $1";
    let rows: Vec<(String, i64, i64, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("run_domains::standings"))?;
    Ok(rows
        .into_iter()
        .map(|(domain, after, done, asked)| {
            let standing = Standing { after: AccountId(after), done: done != 0, asked: asked.unsigned_abs() };
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
