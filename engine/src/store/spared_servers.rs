//! Servers that left a purge before it came to them, and why.

use model::case::SparedServer;
use model::{Domain, RunId};

use super::db::{Db, StoreError, asking, on_db};

/// Writes one down; runs inside the transaction that takes it out. Takes run, domain, reason and when.
pub(crate) const PUT: &str = "INSERT INTO spared_servers (run_id, domain, reason, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (run_id, domain) DO UPDATE SET reason = excluded.reason, at = excluded.at";

/// The servers that left a purge, by name.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn of_run(db: &Db, run: &RunId) -> Result<Vec<SparedServer>, StoreError> {
    const SQL: &str = "SELECT domain, reason FROM spared_servers WHERE run_id = $1 ORDER BY domain";
    let rows: Vec<(String, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(run.as_str()).fetch_all(pool).await)
            .map_err(asking("spared_servers::of_run"))?;
    rows.into_iter()
        .map(|(domain, reason)| {
            let because = serde_json::from_str(&reason).map_err(|_| StoreError::Damaged("spared_servers.reason"))?;
            Ok(SparedServer { domain: Domain::from_database(domain), because })
        })
        .collect()
}
