//! Servers that somebody named and that wait for their look.

use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};

/// Has these servers looked at at once, with the act of naming them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn add(db: &Db, domains: &[Domain], activity: &Activity) -> Result<(), StoreError> {
    in_transaction!(db, "suspects::add", tx => {
        for some in domains.chunks(ROWS) {
            let sql = format!(
                "INSERT INTO suspects (site_id, domain, next_look_at) VALUES {} ON CONFLICT (site_id, domain) DO NOTHING",
                tuples(1, some.len(), &["$"; 3])
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for domain in some {
                query = query.bind(activity.site.0).bind(domain.as_str()).bind(activity.at.0);
            }
            query.execute(&mut *tx).await.map_err(asking("suspects::add"))?;
        }
        activities::record!(tx, activity, "suspects::add");
    });
    Ok(())
}

/// How many wait for their look.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn count(db: &Db, site: SiteId) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT count(*) FROM suspects WHERE site_id = $1";
    let count: i64 = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_one(pool).await)
        .map_err(asking("suspects::count"))?;
    Ok(count.unsigned_abs())
}

/// Takes up to `limit` looks that are due upon us, as [`super::looks::claim_some`] does.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(db: &Db, site: SiteId, now: Millis, until: Millis, limit: u32) -> Result<Vec<Domain>, StoreError> {
    super::looks::claim_some(db, "suspects", site, (now, until), limit).await
}

/// Forgets one that was looked at.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn looked_at(db: &Db, site: SiteId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM suspects WHERE site_id = $1 AND domain = $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).execute(pool).await.map(|_| ()))
        .map_err(asking("suspects::looked_at"))
}
