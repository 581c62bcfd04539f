//! Objects to which no row leads, from when a run has found them until it has removed them.

use model::{Bytes, Failures, RunId};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::counts::{self, Count, Counts};
use super::db::{Db, StoreError, asking, in_transaction, on_db, tuples};
use super::runs::lease;

/// Rows in one statement: few enough for the least number of values that an engine takes, which is SQLite's 32,766.
const ROWS: usize = 500;

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

/// Up to `limit` keys that a run wrote down and has not removed, after a key.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn after(db: &Db, run: &RunId, key: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    const SQL: &str =
        "SELECT object_key FROM orphans WHERE run_id = $1 AND object_key > $2 ORDER BY object_key LIMIT $3";
    on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(run.as_str()).bind(key).bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("orphans::after"))
}

/// These are no orphans any more: gone, and counted as that with the sizes they were found with; or somebody's after all.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn close(db: &Db, run: &RunId, gone: &[&str], spared: &[&str]) -> Result<(), StoreError> {
    in_transaction!(db, "orphans::close", tx => {
        let mut counted = Counts::default();
        for (keys, counts) in [(gone, true), (spared, false)] {
            for keys in keys.chunks(ROWS) {
                let delete = format!(
                    "DELETE FROM orphans WHERE run_id = $1 AND object_key IN (VALUES {}) RETURNING bytes",
                    tuples(2, keys.len(), &["$"])
                );
                let mut delete = sqlx::query_scalar(AssertSqlSafe(delete)).bind(run.as_str());
                for key in keys {
                    delete = delete.bind(*key);
                }
                let sizes: Vec<i64> = delete.fetch_all(&mut *tx).await.map_err(asking("orphans::close"))?;
                for bytes in sizes.into_iter().filter(|_| counts) {
                    counted.add(Count::Files, 1);
                    counted.add(Count::Bytes, bytes.unsigned_abs());
                }
            }
        }
        for (name, value) in counted.rows() {
            sqlx::query(counts::ADD).bind(run.as_str()).bind(name).bind(value).execute(&mut *tx).await
                .map_err(asking("orphans::close"))?;
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
