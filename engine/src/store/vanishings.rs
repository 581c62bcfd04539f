//! Accounts that culls saw to be gone, and since when: those of one server that vanished together
//! may be a mass, whichever runs saw them.

use std::collections::BTreeMap;

use model::jobs::cull_accounts::MASS_DAYS;
use model::time::days_ms;
use model::{AccountId, Domain, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::db::{Db, StoreError, asking, on_db, tuples};

/// Notes that one was seen to be gone. That counts from when it was seen first, but not from before
/// its newest sign of life; runs inside the checkpoint's transaction. Takes site, account, domain,
/// when, and that sign.
pub(crate) const NOTE: &str =
    "INSERT INTO vanishings (site_id, account_id, domain, at, removed) VALUES ($1, $2, $3, $4, 0)
    ON CONFLICT (site_id, account_id) DO UPDATE SET domain = excluded.domain,
        at = CASE WHEN vanishings.at >= $5 AND vanishings.at <= $4 THEN vanishings.at ELSE excluded.at END";

/// Notes that one was removed; runs inside the transaction that records it.
pub(crate) const REMOVED: &str = "UPDATE vanishings SET removed = 1 WHERE site_id = $1 AND account_id = $2";

/// Forgets one that a person has judged.
pub(crate) const FORGET: &str = "DELETE FROM vanishings WHERE site_id = $1 AND account_id = $2";

/// Forgets so many that are there after all; runs inside the checkpoint's transaction. Takes site
/// and accounts.
pub(crate) fn forget(accounts: usize) -> String {
    format!("DELETE FROM vanishings WHERE site_id = $1 AND account_id IN ({})", tuples(2, accounts, &["$"]))
}

/// Whether one is noted.
pub(crate) const IS_NOTED: &str = "SELECT count(*) FROM vanishings WHERE site_id = $1 AND account_id = $2";

/// How many accounts of a server vanished within [`MASS_DAYS`] days of a moment, by what all runs
/// saw, and how many of them were removed. What a run has seen that is not noted, as of a preview,
/// vanished now.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn around(
    db: &Db,
    site: SiteId,
    run: &RunId,
    domain: &Domain,
    at: Millis,
    now: Millis,
) -> Result<(u64, u64), StoreError> {
    const SQL: &str = "SELECT
        (SELECT count(*) FROM vanishings WHERE site_id = $1 AND domain = $2 AND at BETWEEN $3 AND $4)
            + CASE WHEN $6 BETWEEN $3 AND $4 THEN
                (SELECT count(*) FROM condemned_accounts c WHERE c.run_id = $5 AND c.domain = $2 AND NOT EXISTS (
                    SELECT 1 FROM vanishings v WHERE v.site_id = $1 AND v.account_id = c.account_id))
                + (SELECT coalesce(max(sighted), 0) FROM run_domains WHERE run_id = $5 AND domain = $2)
            ELSE 0 END,
        (SELECT count(*) FROM vanishings
            WHERE site_id = $1 AND domain = $2 AND at BETWEEN $3 AND $4 AND removed = 1)";
    let month = days_ms(MASS_DAYS);
    let (gone, removed): (i64, i64) = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).bind(at.plus_ms(-month).0).bind(at.plus_ms(month).0)
        .bind(run.as_str()).bind(now.0).fetch_one(pool).await)
    .map_err(asking("vanishings::around"))?;
    Ok((gone.unsigned_abs(), removed.unsigned_abs()))
}

/// Since when these accounts are seen to be gone, as far as that is noted.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn noted(db: &Db, site: SiteId, ids: &[AccountId]) -> Result<BTreeMap<AccountId, Millis>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT account_id, at FROM vanishings WHERE site_id = $1 AND account_id IN ({})",
        tuples(2, ids.len(), &["$"])
    );
    let rows: Vec<(i64, i64)> = on_db!(read db, pool => {
        let query = sqlx::query_as(AssertSqlSafe(sql)).bind(site.0);
        ids.iter().fold(query, |query, id| query.bind(id.0)).fetch_all(pool).await
    })
    .map_err(asking("vanishings::noted"))?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), Millis(at))).collect())
}

/// Forgets who vanished of a server so long ago that nobody is compared with them any more, and was
/// removed.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_old(db: &Db, site: SiteId, domain: &Domain, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM vanishings WHERE site_id = $1 AND domain = $2 AND at < $3 AND removed = 1";
    let since = now.days_before(2 * MASS_DAYS);
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(since.0).execute(pool).await.map(|_| ()))
    .map_err(asking("vanishings::forget_old"))
}
