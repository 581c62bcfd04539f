//! Accounts whose server said that they are gone: they wait until all of their server is asked, and then go or are held.

use std::collections::HashMap;

use model::jobs::cull_accounts::{HeldAccounts, HeldReason};
use model::probe::Proof;
use model::{AccountId, Domain, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::counts::{self, Count, Counts};
use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, numbered, on_db, tuples};

/// An account that a verdict condemned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condemned {
    pub id: AccountId,
    /// `alice@gone.example`.
    pub account: String,
    pub domain: Domain,
    /// What condemned it; 0 when a person decided.
    pub status: u16,
    /// When its server said it.
    pub answered_at: Millis,
    /// The newest thing that reached us from it, as known when it was condemned; it is not stored.
    pub life: Option<Millis>,
    pub proof: Proof,
}

/// Writes one down, or what its server said when it was asked again; runs inside the checkpoint's transaction. Takes run, account, name,
/// domain, status, proof and when its server answered.
pub(crate) const CONDEMN: &str =
    "INSERT INTO condemned_accounts (run_id, account_id, account, domain, status, proof, answered_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (run_id, account_id) DO UPDATE
    SET status = excluded.status, proof = excluded.proof, answered_at = excluded.answered_at
    WHERE condemned_accounts.held IS NULL";

/// Lets one go that is there after all; runs inside the checkpoint's transaction.
pub(crate) const SPARE: &str = "DELETE FROM condemned_accounts WHERE run_id = $1 AND account_id = $2 AND held IS NULL";

/// Strikes one off, because its removal is written down; runs inside that transaction.
pub(crate) const STRIKE: &str = "DELETE FROM condemned_accounts WHERE run_id = $1 AND account_id = $2";

type Row = (i64, String, String, i64, String, i64);

/// An answer whose proof cannot be read is one from long ago: the account is asked about again.
fn condemned((id, account, domain, status, proof, answered_at): Row) -> Condemned {
    let mut reading = Reading::of(&id);
    let proof = reading.part("condemned_accounts.proof", serde_json::from_str(&proof)).unwrap_or_default();
    Condemned {
        id: AccountId(id),
        account,
        domain: Domain::from_database(domain),
        status: u16::try_from(status).unwrap_or(0),
        answered_at: if reading.is_damaged() { Millis(0) } else { Millis(answered_at) },
        life: None,
        proof,
    }
}

/// The next accounts of a server about which nothing is decided, by id.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn undecided(db: &Db, run: &RunId, domain: &Domain, limit: u32) -> Result<Vec<Condemned>, StoreError> {
    const SQL: &str = "SELECT account_id, account, domain, status, proof, answered_at FROM condemned_accounts
        WHERE run_id = $1 AND domain = $2 AND held IS NULL ORDER BY account_id LIMIT $3";
    let rows: Vec<Row> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(domain.as_str()).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("condemned_accounts::undecided"))?;
    Ok(rows.into_iter().map(condemned).collect())
}

/// Those of these accounts that runs hold because a mass was gone, and whose server said so since
/// then; each as the latest of these runs, given first, found it. Who was found there since is none
/// of them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn held_with_a_mass(
    db: &Db,
    site: SiteId,
    runs: &[RunId],
    ids: &[AccountId],
    since: Millis,
) -> Result<Vec<Condemned>, StoreError> {
    if ids.is_empty() || runs.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT account_id, account, domain, status, proof, answered_at FROM condemned_accounts
        WHERE held = $1 AND answered_at >= $2 AND run_id IN ({}) AND account_id IN ({})
            AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.site_id = $3
                AND l.account_id = condemned_accounts.account_id AND l.confirmed_at >= answered_at)
        ORDER BY account_id, answered_at DESC, run_id DESC",
        tuples(4, runs.len(), &["$"]),
        tuples(4 + runs.len(), ids.len(), &["$"])
    );
    let rows: Vec<Row> = on_db!(read db, pool => {
        let query = sqlx::query_as(AssertSqlSafe(sql.as_str())).bind(HeldReason::MassGone.as_str()).bind(since.0).bind(site.0);
        let query = runs.iter().fold(query, |query, run| query.bind(run.as_str()));
        ids.iter().fold(query, |query, id| query.bind(id.0)).fetch_all(pool).await
    })
    .map_err(asking("condemned_accounts::held_with_a_mass"))?;
    let held = rows.into_iter().map(condemned).filter(|account| account.answered_at >= since);
    let mut held: Vec<Condemned> = held.collect();
    held.dedup_by_key(|account| account.id);
    Ok(held)
}

/// Holds these accounts, and counts each once however often it is called.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn hold(db: &Db, run: &RunId, ids: &[AccountId], reason: HeldReason) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE condemned_accounts SET held = $3 WHERE run_id = $1 AND account_id = $2 AND held IS NULL";
    in_transaction!(db, "condemned_accounts::hold", tx => {
        let mut newly = 0;
        for id in ids {
            let held = sqlx::query(SQL).bind(run.as_str()).bind(id.0).bind(reason.as_str()).execute(&mut *tx).await
                .map_err(asking("condemned_accounts::hold"))?;
            newly += held.rows_affected();
        }
        let added = Counts::of(Count::Visited, newly).and(Count::Held, newly);
        counts::add_all!(tx, run, &added, "condemned_accounts::hold");
    });
    Ok(())
}

/// Gives up what was found about the accounts of a server: it is set aside, and they stay.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn set_aside(db: &Db, run: &RunId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM condemned_accounts WHERE run_id = $1 AND domain = $2 AND held IS NULL";
    in_transaction!(db, "condemned_accounts::set_aside", tx => {
        let aside = sqlx::query(SQL).bind(run.as_str()).bind(domain.as_str()).execute(&mut *tx).await
            .map_err(asking("condemned_accounts::set_aside"))?;
        let aside = aside.rows_affected();
        let added = Counts::of(Count::Visited, aside).and(Count::SetAside, aside);
        counts::add_all!(tx, run, &added, "condemned_accounts::set_aside");
    });
    Ok(())
}

/// Why how many accounts of how many servers are held by a run and not released yet.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn held(db: &Db, run: &RunId) -> Result<Vec<HeldAccounts>, StoreError> {
    const SQL: &str = "SELECT held, count(*), count(DISTINCT domain) FROM condemned_accounts
        WHERE run_id = $1 AND held IS NOT NULL AND held <> 'released' GROUP BY held ORDER BY held";
    let rows: Vec<(String, i64, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("condemned_accounts::held"))?;
    rows.into_iter()
        .map(|(word, accounts, servers)| {
            let reason = HeldReason::from_word(&word).ok_or(StoreError::Damaged("condemned_accounts.held"))?;
            Ok(HeldAccounts { reason, accounts: accounts.unsigned_abs(), servers: servers.unsigned_abs() })
        })
        .collect()
}

/// The servers with accounts that a run holds, and how many they are.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn held_by_domain(db: &Db, run: &RunId) -> Result<Vec<(Domain, u64)>, StoreError> {
    const SQL: &str = "SELECT domain, count(*) FROM condemned_accounts
        WHERE run_id = $1 AND held IS NOT NULL AND held <> 'released' GROUP BY domain ORDER BY count(*) DESC, domain";
    let rows: Vec<(String, i64)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("condemned_accounts::held_by_domain"))?;
    Ok(rows.into_iter().map(|(domain, n)| (Domain::from_database(domain), n.unsigned_abs())).collect())
}

/// The next accounts of a server that a run holds, after an id.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn held_of_domain(
    db: &Db,
    run: &RunId,
    domain: &Domain,
    after: AccountId,
    limit: u32,
) -> Result<Vec<AccountId>, StoreError> {
    const SQL: &str = "SELECT account_id FROM condemned_accounts
        WHERE run_id = $1 AND domain = $2 AND held IS NOT NULL AND held <> 'released' AND account_id > $3
        ORDER BY account_id LIMIT $4";
    let ids: Vec<i64> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(run.as_str()).bind(domain.as_str()).bind(after.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("condemned_accounts::held_of_domain"))?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// When their server said of these accounts, at most a page of them, what they are held for by a
/// run.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn held_since(db: &Db, run: &RunId, ids: &[AccountId]) -> Result<HashMap<AccountId, Millis>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT account_id, answered_at FROM condemned_accounts
        WHERE run_id = $1 AND held IS NOT NULL AND account_id IN ({})",
        numbered(2, ids.len())
    );
    let rows: Vec<(i64, i64)> = on_db!(read db, pool => {
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(run.as_str());
        for id in ids {
            query = query.bind(id.0);
        }
        query.fetch_all(pool).await
    })
    .map_err(asking("condemned_accounts::held_since"))?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), Millis(at))).collect())
}

/// Lets go of the accounts of a server that a run holds: another run has asked about them again.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn released(db: &Db, run: &RunId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE condemned_accounts SET held = 'released'
        WHERE run_id = $1 AND domain = $2 AND held IS NOT NULL";
    on_db!(db, pool => sqlx::query(SQL).bind(run.as_str()).bind(domain.as_str()).execute(pool).await.map(|_| ()))
        .map_err(asking("condemned_accounts::released"))
}
