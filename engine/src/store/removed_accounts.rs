//! Accounts that a run is about to remove, or has removed, with the evidence. A preview lists what it would remove.

use model::probe::Proof;
use model::{AccountId, Domain, RemovedAccount, RunId, SiteId};

use super::condemned_accounts::{self, Condemned};
use super::counts::{self, Count, Counts};
use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::{ledger, vanishings};

/// Writes down what is about to be removed, before anything is; it no longer waits for a decision.
/// Several servers of one run do so at once: the row of the run gives each its own positions.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn intend(db: &Db, run: &RunId, condemned: &[Condemned]) -> Result<(), StoreError> {
    const POSITIONS: &str =
        "UPDATE runs SET last_position = last_position + $2 WHERE id = $1 RETURNING last_position - $2";
    const SQL: &str =
        "INSERT INTO removed_accounts (run_id, position, account_id, account, domain, status, proof, done)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
        ON CONFLICT (run_id, account_id) DO NOTHING";
    let count = i64::try_from(condemned.len()).unwrap_or(i64::MAX);
    in_transaction!(db, "removed_accounts::intend", tx => {
        let before: i64 = sqlx::query_scalar(POSITIONS).bind(run.as_str()).bind(count).fetch_one(&mut *tx).await
            .map_err(asking("removed_accounts::intend"))?;
        for (account, position) in condemned.iter().zip(before + 1..) {
            sqlx::query(SQL)
                .bind(run.as_str())
                .bind(position)
                .bind(account.id.0)
                .bind(&account.account)
                .bind(account.domain.as_str())
                .bind(i64::from(account.status))
                .bind(to_json(&account.proof)?)
                .execute(&mut *tx)
                .await
                .map_err(asking("removed_accounts::intend"))?;
            sqlx::query(condemned_accounts::STRIKE).bind(run.as_str()).bind(account.id.0).execute(&mut *tx).await
                .map_err(asking("removed_accounts::intend"))?;
        }
    });
    Ok(())
}

/// What is kept in mind of an account that was removed, besides the run's own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remember {
    /// It is as before: a preview removed nobody.
    Everything,
    /// That it vanished: many of one server in a month are a mass.
    Vanished,
    /// Nothing: a person has judged it.
    Nothing,
}

/// Records that these are removed: counts each once, however often it is called, and forgets them in the ledger.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn done(db: &Db, site: SiteId, run: &RunId, ids: &[AccountId], remember: Remember) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE removed_accounts SET done = 1 WHERE run_id = $1 AND account_id = $2 AND done = 0";
    in_transaction!(db, "removed_accounts::done", tx => {
        let mut newly = 0;
        for id in ids {
            newly += sqlx::query(SQL).bind(run.as_str()).bind(id.0).execute(&mut *tx).await
                .map_err(asking("removed_accounts::done"))?.rows_affected();
            let forgetting: &[&str] = match remember {
                Remember::Everything => &[],
                Remember::Vanished => &[ledger::FORGET, vanishings::REMOVED],
                Remember::Nothing => &[ledger::FORGET, vanishings::FORGET],
            };
            for sql in forgetting {
                sqlx::query(*sql).bind(site.0).bind(id.0).execute(&mut *tx).await
                    .map_err(asking("removed_accounts::done"))?;
            }
        }
        let added = Counts::of(Count::Visited, newly).and(Count::Removed, newly);
        counts::add_all!(tx, run, &added, "removed_accounts::done");
    });
    Ok(())
}

/// Accounts whose removal was begun and not recorded as done, after a stop.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn begun(db: &Db, run: &RunId, limit: u32) -> Result<Vec<AccountId>, StoreError> {
    const SQL: &str =
        "SELECT account_id FROM removed_accounts WHERE run_id = $1 AND done = 0 ORDER BY position LIMIT $2";
    let rows: Vec<(i64,)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).bind(i64::from(limit)).fetch_all(pool).await)
            .map_err(asking("removed_accounts::begun"))?;
    Ok(rows.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Takes back removals that were begun: these accounts stay. With `ask_again` they are condemned
/// still, but by an answer of long ago.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn take_back(db: &Db, run: &RunId, ids: &[AccountId], ask_again: bool) -> Result<(), StoreError> {
    const CONDEMN: &str =
        "INSERT INTO condemned_accounts (run_id, account_id, account, domain, status, proof, answered_at)
        SELECT run_id, account_id, account, domain, status, proof, 0 FROM removed_accounts
        WHERE run_id = $1 AND account_id = $2 AND done = 0
        ON CONFLICT (run_id, account_id) DO NOTHING";
    const SQL: &str = "DELETE FROM removed_accounts WHERE run_id = $1 AND account_id = $2 AND done = 0";
    let statements: &[&str] = if ask_again { &[CONDEMN, SQL] } else { &[SQL] };
    in_transaction!(db, "removed_accounts::take_back", tx => {
        for id in ids {
            for sql in statements {
                sqlx::query(*sql).bind(run.as_str()).bind(id.0).execute(&mut *tx).await
                    .map_err(asking("removed_accounts::take_back"))?;
            }
        }
    });
    Ok(())
}

/// A page of a run's removed accounts, after a position; leans on the primary key.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn after(db: &Db, run: &RunId, position: i64, limit: u32) -> Result<Vec<RemovedAccount>, StoreError> {
    const SQL: &str = "SELECT position, account_id, account, domain, status, proof FROM removed_accounts
        WHERE run_id = $1 AND position > $2 AND done = 1 ORDER BY position LIMIT $3";
    let rows: Vec<(i64, i64, String, String, i64, String)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(position).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("removed_accounts::after"))?;
    let removed = |(position, id, account, domain, status, proof): (i64, i64, String, String, i64, String)| {
        let row = format!("{run} {position}");
        let mut reading = Reading::of(&row);
        RemovedAccount {
            position,
            id: AccountId(id),
            account,
            domain: Domain::from_database(domain),
            evidence_status: u16::try_from(status).unwrap_or(0),
            proof: reading.part("removed_accounts.proof", serde_json::from_str(&proof)).unwrap_or_default(),
            damaged: reading.is_damaged(),
        }
    };
    Ok(rows.into_iter().map(removed).collect())
}

/// A proof as it is kept.
pub(crate) fn to_json(proof: &Proof) -> Result<String, StoreError> {
    serde_json::to_string(proof).map_err(|_| StoreError::Damaged("proof"))
}
