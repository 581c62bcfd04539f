//! Servers that left a purge before it came to them, and why.

use model::case::{SparedBecause, SparedServer};
use model::{Domain, Millis, RunId};

use super::damage::Reading;
use super::db::{Db, StoreError, asking, on_db};

/// Writes one down; runs inside the transaction that takes it out. Takes run, domain, reason and when.
pub(crate) const PUT: &str = "INSERT INTO spared_servers (run_id, domain, reason, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (run_id, domain) DO UPDATE SET reason = excluded.reason, at = excluded.at";

/// Writes one down that no other change goes with.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn put(db: &Db, run: &RunId, domain: &Domain, because: SparedBecause, at: Millis) -> Result<(), StoreError> {
    let reason = serde_json::to_string(&because).map_err(|_| StoreError::Damaged("spared_servers.reason"))?;
    on_db!(db, pool => sqlx::query(PUT)
        .bind(run.as_str()).bind(domain.as_str()).bind(reason).bind(at.0).execute(pool).await.map(|_| ()))
    .map_err(asking("spared_servers::put"))
}

/// The servers that left a purge, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn of_run(db: &Db, run: &RunId) -> Result<Vec<SparedServer>, StoreError> {
    const SQL: &str = "SELECT domain, reason FROM spared_servers WHERE run_id = $1 ORDER BY domain";
    let rows: Vec<(String, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("spared_servers::of_run"))?;
    let spared = rows.into_iter().filter_map(|(domain, reason)| {
        // One that cannot be read stays in the log: nothing of that server was removed.
        let because = Reading::of(&domain).part("spared_servers.reason", serde_json::from_str(&reason))?;
        Some(SparedServer { domain: Domain::from_database(domain), because })
    });
    Ok(spared.collect())
}
