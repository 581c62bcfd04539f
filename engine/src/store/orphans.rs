//! Objects to which no row leads, from when a run has found them until it has removed them.

use model::{Bytes, Failures, RunId};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::counts::Counts;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};
use super::runs::lease;

/// Forgets what runs found that have ended.
const FORGET: &str = "DELETE FROM orphans WHERE run_id IN
    (SELECT id FROM runs WHERE job = 'measure-storage' AND state IN ('finished', 'stopped', 'failed'))";

/// Writes down these keys with their sizes, in the transaction of the checkpoint that says where the listing goes on. Refused when the
/// lease is lost.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(
    db: &Db,
    (run, owner): (&RunId, &str),
    point: &impl Serialize,
    added: &Counts,
    failures: &Failures,
    found: &[(String, Bytes)],
) -> Result<(), StoreError> {
    let (point, failures) = lease::texts(point, failures)?;
    in_transaction!(db, "orphans::checkpoint", tx => {
        lease::write_checkpoint!(tx, "orphans::checkpoint", run, owner, (&point, &failures), added);
        for found in found.chunks(ROWS) {
            let add = format!(
                "INSERT INTO orphans (run_id, object_key, bytes) VALUES {} ON CONFLICT (run_id, object_key) DO NOTHING",
                tuples(1, found.len(), &["$"; 3])
            );
            let mut add = sqlx::query(AssertSqlSafe(add));
            for (key, bytes) in found {
                add = add.bind(run.as_str()).bind(key).bind(i64::try_from(bytes.0).unwrap_or(i64::MAX));
            }
            add.execute(&mut *tx).await.map_err(asking("orphans::checkpoint"))?;
        }
    });
    Ok(())
}

/// Up to `limit` keys that a run wrote down and has not removed, after a key, each with its size.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn after(db: &Db, run: &RunId, key: &str, limit: u32) -> Result<Vec<(String, Bytes)>, StoreError> {
    const SQL: &str =
        "SELECT object_key, bytes FROM orphans WHERE run_id = $1 AND object_key > $2 ORDER BY object_key LIMIT $3";
    let rows: Vec<(String, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(run.as_str()).bind(key).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("orphans::after"))?;
    Ok(rows.into_iter().map(|(key, bytes)| (key, Bytes::from_column(Some(bytes)))).collect())
}

/// These are no orphans any more, as the point says: gone, which `added` counts, or somebody's after all. Refused when the lease is lost.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn close(
    db: &Db,
    (run, owner): (&RunId, &str),
    point: &impl Serialize,
    added: &Counts,
    failures: &Failures,
    closed: &[&str],
) -> Result<(), StoreError> {
    let (point, failures) = lease::texts(point, failures)?;
    in_transaction!(db, "orphans::close", tx => {
        lease::write_checkpoint!(tx, "orphans::close", run, owner, (&point, &failures), added);
        for closed in closed.chunks(ROWS) {
            let delete = format!(
                "DELETE FROM orphans WHERE run_id = $1 AND object_key IN (VALUES {})",
                tuples(2, closed.len(), &["$"])
            );
            let mut delete = sqlx::query(AssertSqlSafe(delete)).bind(run.as_str());
            for key in closed {
                delete = delete.bind(*key);
            }
            delete.execute(&mut *tx).await.map_err(asking("orphans::close"))?;
        }
    });
    Ok(())
}

/// Forgets what runs found that have ended: a later one lists anew.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_ended(db: &Db) -> Result<(), StoreError> {
    on_db!(db, pool => sqlx::query(FORGET).execute(pool).await.map(|_| ())).map_err(asking("orphans::forget_ended"))
}
