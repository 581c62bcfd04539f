//! Accounts that culls saw to be gone: how many of one server in a month tells whether a mass is gone, whichever runs saw them.

use model::jobs::cull_accounts::MASS_DAYS;
use model::{Domain, Millis, RunId, SiteId};

use super::db::{Db, StoreError, asking, on_db};

/// Notes that one was seen to be gone; runs inside the checkpoint's transaction. Takes site, account, domain and when.
pub(crate) const NOTE: &str =
    "INSERT INTO vanishings (site_id, account_id, domain, at, removed) VALUES ($1, $2, $3, $4, 0)
    ON CONFLICT (site_id, account_id) DO UPDATE SET at = excluded.at, domain = excluded.domain";

/// Notes that one was removed; runs inside the transaction that records it.
pub(crate) const REMOVED: &str = "UPDATE vanishings SET removed = 1 WHERE site_id = $1 AND account_id = $2";

/// Forgets one: it is there after all, or a person has judged it.
pub(crate) const FORGET: &str = "DELETE FROM vanishings WHERE site_id = $1 AND account_id = $2";

/// Whether one was noted since the third value.
pub(crate) const IS_NOTED: &str = "SELECT count(*) FROM vanishings WHERE site_id = $1 AND account_id = $2 AND at >= $3";

/// How many accounts of a server were seen to be gone in the last [`MASS_DAYS`] days, by this run or another, and how many of them
/// were removed.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn of_domain(
    db: &Db,
    site: SiteId,
    run: &RunId,
    domain: &Domain,
    now: Millis,
) -> Result<(u64, u64), StoreError> {
    // A preview notes nothing: what it saw stands in its own tables.
    const SQL: &str = "SELECT
        (SELECT count(*) FROM vanishings WHERE site_id = $1 AND domain = $2 AND at >= $3)
            + (SELECT count(*) FROM condemned_accounts c WHERE c.run_id = $4 AND c.domain = $2 AND NOT EXISTS (
                SELECT 1 FROM vanishings v WHERE v.site_id = $1 AND v.account_id = c.account_id AND v.at >= $3))
            + (SELECT coalesce(max(sighted), 0) FROM run_domains WHERE run_id = $4 AND domain = $2),
        (SELECT count(*) FROM vanishings WHERE site_id = $1 AND domain = $2 AND at >= $3 AND removed = 1)";
    let since = now.days_before(MASS_DAYS);
    let (gone, removed): (i64, i64) = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).bind(since.0).bind(run.as_str()).fetch_one(pool).await)
    .map_err(asking("vanishings::of_domain"))?;
    Ok((gone.unsigned_abs(), removed.unsigned_abs()))
}

/// Forgets what was seen of a server before that.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_old(db: &Db, site: SiteId, domain: &Domain, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM vanishings WHERE site_id = $1 AND domain = $2 AND at < $3";
    let since = now.days_before(MASS_DAYS);
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(since.0).execute(pool).await.map(|_| ()))
    .map_err(asking("vanishings::forget_old"))
}
