//! Which servers are due to be looked at, and who looks.

use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use crate::store::db::{Db, StoreError, asking, on_db};

/// A server whose next look is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub domain: Domain,
    /// For when it was planned: who changes that first, looks.
    pub planned: Millis,
}

/// Up to `limit` servers whose next look is due, the longest overdue first. Those that are kept for
/// ever are left in peace.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn due(db: &Db, site: SiteId, now: Millis, limit: u32) -> Result<Vec<Due>, StoreError> {
    const SQL: &str = "SELECT domain, next_look_at FROM cases
        WHERE site_id = $1 AND next_look_at <= $2 AND kept = 0 ORDER BY next_look_at, domain LIMIT $3";
    let rows: Vec<(String, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(now.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("looks::due"))?;
    let due = |(domain, planned)| Due { domain: Domain::from_database(domain), planned: Millis(planned) };
    Ok(rows.into_iter().map(due).collect())
}

/// Takes a look upon us, so that no other process looks too; `false` when somebody else was first.
/// If we die, it is due again at `until`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(db: &Db, site: SiteId, due: &Due, until: Millis) -> Result<bool, StoreError> {
    const SQL: &str = "UPDATE cases SET next_look_at = $4 WHERE site_id = $1 AND domain = $2 AND next_look_at = $3";
    let claimed = on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(due.domain.as_str()).bind(due.planned.0).bind(until.0)
        .execute(pool).await.map(|done| done.rows_affected()))
    .map_err(asking("looks::claim"))?;
    Ok(claimed > 0)
}

/// Takes up to `limit` looks that are due in that table upon us, the longest overdue first, so that
/// no other process looks too. If we die, they are due again at the second moment; the first is now.
///
/// # Errors
/// [`StoreError::Query`].
pub(in crate::store) async fn claim_some(
    db: &Db,
    table: &'static str,
    site: SiteId,
    (now, until): (Millis, Millis),
    limit: u32,
) -> Result<Vec<Domain>, StoreError> {
    let sql = format!(
        "UPDATE {table} SET next_look_at = $3
        WHERE site_id = $1 AND next_look_at <= $2 AND domain IN (
            SELECT domain FROM {table} WHERE site_id = $1 AND next_look_at <= $2 ORDER BY next_look_at, domain LIMIT $4)
        RETURNING domain"
    );
    let names: Vec<String> = on_db!(db, pool => sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(site.0).bind(now.0).bind(until.0).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("looks::claim_some"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}
