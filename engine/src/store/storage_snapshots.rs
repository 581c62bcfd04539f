//! Measurements that came to their end: the sums of all of them, and of the newest everything.

use model::storage::{Ages, Comparison, Level, Listed, Regret, ServerStock, Snapshot, Stock};
use model::{Millis, RunId, SiteId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::damage::Reading;
use super::db::{Db, StoreError, asking, in_transaction, on_db};
use super::measured_servers;

/// A measurement that has come to its end, but for its servers, which are in `measured_servers`.
#[derive(Clone, Debug)]
pub struct Measured<'a> {
    pub site: SiteId,
    pub run: &'a RunId,
    pub measured_at: Millis,
    pub stock: &'a Stock,
    pub ages: &'a Ages,
    /// How many servers are kept, those of which most is stored.
    pub servers: u32,
    /// Absent where the storage itself was not listed.
    pub comparison: Option<&'a Comparison>,
    pub regret: &'a Regret,
}

/// Keeps a measurement; what older ones said of ages and servers is forgotten. What a listing found stays until the next one. Kept twice, after a stop, it is kept once.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn keep(db: &Db, measured: &Measured<'_>) -> Result<(), StoreError> {
    const INSERT: &str =
        "INSERT INTO storage_snapshots (run_id, site_id, measured_at, stock, ages, servers, comparison, regret)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (run_id) DO NOTHING";
    const SHORTEN: &str = "UPDATE storage_snapshots SET ages = NULL, servers = NULL, regret = NULL
        WHERE site_id = $1 AND run_id <> $2 AND measured_at <= $3 AND ages IS NOT NULL";
    let Measured { site, run, measured_at, stock, ages, servers, comparison, regret } = *measured;
    let (stock, ages) = (to_json(stock)?, to_json(ages)?);
    let ask = asking("storage_snapshots::keep");
    in_transaction!(db, "storage_snapshots::keep", tx => {
        let largest: Vec<measured_servers::Row> = sqlx::query_as(measured_servers::LARGEST)
            .bind(run.as_str()).bind(i64::from(servers)).fetch_all(&mut *tx).await.map_err(&ask)?;
        let largest: Vec<ServerStock> = largest.into_iter().map(measured_servers::from_row).collect();
        sqlx::query(INSERT)
            .bind(run.as_str())
            .bind(site.0)
            .bind(measured_at.0)
            .bind(&stock)
            .bind(&ages)
            .bind(to_json(&largest)?)
            .bind(comparison.map(to_json).transpose()?)
            .bind(to_json(regret)?)
            .execute(&mut *tx)
            .await
            .map_err(&ask)?;
        sqlx::query(SHORTEN).bind(site.0).bind(run.as_str()).bind(measured_at.0)
            .execute(&mut *tx).await.map_err(&ask)?;
        sqlx::query(measured_servers::FORGET).bind(run.as_str()).execute(&mut *tx).await.map_err(&ask)?;
    });
    Ok(())
}

/// The newest measurement, whole.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn newest(db: &Db, site: SiteId) -> Result<Option<Snapshot>, StoreError> {
    const SQL: &str = "SELECT run_id, measured_at, stock, ages, servers, regret FROM storage_snapshots
        WHERE site_id = $1 AND ages IS NOT NULL AND servers IS NOT NULL ORDER BY measured_at DESC LIMIT 1";
    let row: Option<(String, i64, String, String, String, Option<String>)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_optional(pool).await)
            .map_err(asking("storage_snapshots::newest"))?;
    row.map(|(run, at, stock, ages, servers, regret)| {
        Ok(Snapshot {
            measured_at: Millis(at),
            stock: from_json(&run, &stock, "storage_snapshots.stock")?,
            ages: from_json(&run, &ages, "storage_snapshots.ages")?,
            servers: from_json(&run, &servers, "storage_snapshots.servers")?,
            // One of an earlier release has none.
            regret: regret
                .map(|regret| from_json(&run, &regret, "storage_snapshots.regret"))
                .transpose()?
                .unwrap_or_default(),
            run: RunId::from_database(run),
        })
    })
    .transpose()
}

/// What the newest listing of the storage itself found.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn listed(db: &Db, site: SiteId) -> Result<Option<Listed>, StoreError> {
    const SQL: &str = "SELECT run_id, measured_at, stock, comparison FROM storage_snapshots
        WHERE site_id = $1 AND comparison IS NOT NULL ORDER BY measured_at DESC LIMIT 1";
    let row: Option<(String, i64, String, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_optional(pool).await)
            .map_err(asking("storage_snapshots::listed"))?;
    row.map(|(run, at, stock, comparison)| {
        Ok(Listed {
            at: Millis(at),
            stock: from_json(&run, &stock, "storage_snapshots.stock")?,
            comparison: from_json(&run, &comparison, "storage_snapshots.comparison")?,
        })
    })
    .transpose()
}

/// The sums of measurements since a moment, oldest first, and whether some were left out because
/// they cannot be read. One row each, so a year of days is a few hundred.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn levels(db: &Db, site: SiteId, since: Millis) -> Result<(Vec<Level>, bool), StoreError> {
    const SQL: &str = "SELECT run_id, measured_at, stock FROM storage_snapshots
        WHERE site_id = $1 AND measured_at >= $2 ORDER BY measured_at";
    let rows: Vec<(String, i64, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).bind(since.0).fetch_all(pool).await)
            .map_err(asking("storage_snapshots::levels"))?;
    let all = rows.len();
    let level = |(run, at, stock): (String, i64, String)| {
        from_json(&run, &stock, "storage_snapshots.stock").ok().map(|stock| Level { at: Millis(at), stock })
    };
    let levels: Vec<Level> = rows.into_iter().filter_map(level).collect();
    let damaged = levels.len() < all;
    Ok((levels, damaged))
}

fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("storage_snapshots"))
}

fn from_json<T: DeserializeOwned>(run: &str, text: &str, column: &'static str) -> Result<T, StoreError> {
    Reading::of(&run).part(column, serde_json::from_str(text)).ok_or(StoreError::Damaged(column))
}
