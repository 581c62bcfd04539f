//! What a measurement at work has found of each server so far: rows of ours, because there may be more servers than memory is for.

use model::storage::ServerStock;
use model::{Bytes, Domain, Failures, RunId};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::counts::Counts;
use super::db::{Db, ROWS, StoreError, asking, in_transaction, tuples};
use super::runs::lease;

/// A row as both engines give it: domain, files, and the bytes of avatars, headers, attachments and emojis.
pub(crate) type Row = (String, i64, i64, i64, i64, i64);

/// The servers of a run of which most is stored; bind the run and how many.
pub(crate) const LARGEST: &str = "SELECT domain, files, avatars, headers, attachments, emojis FROM measured_servers
    WHERE run_id = $1 ORDER BY avatars + headers + attachments + emojis DESC, domain LIMIT $2";

/// Forgets what a run has found, and what runs found that ended before they were done.
pub(crate) const FORGET: &str = "DELETE FROM measured_servers WHERE run_id = $1
    OR run_id IN (SELECT id FROM runs WHERE job = 'measure-storage' AND state IN ('finished', 'stopped', 'failed'))";

/// Adds to what is known of these servers, in the transaction of the checkpoint that says where to go on: what a stretch brought is
/// counted once. No server may be named twice. Refused when the lease is lost.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::LeaseLost`].
pub async fn checkpoint(
    db: &Db,
    (run, owner): (&RunId, &str),
    point: &impl Serialize,
    added: &Counts,
    failures: &Failures,
    servers: &[ServerStock],
) -> Result<(), StoreError> {
    let (point, failures) = lease::texts(point, failures)?;
    in_transaction!(db, "measured_servers::checkpoint", tx => {
        lease::write_checkpoint!(tx, "measured_servers::checkpoint", run, owner, (&point, &failures), added);
        for servers in servers.chunks(ROWS) {
            let add = format!(
                "INSERT INTO measured_servers (run_id, domain, files, avatars, headers, attachments, emojis)
                VALUES {}
                ON CONFLICT (run_id, domain) DO UPDATE SET files = measured_servers.files + excluded.files,
                    avatars = measured_servers.avatars + excluded.avatars,
                    headers = measured_servers.headers + excluded.headers,
                    attachments = measured_servers.attachments + excluded.attachments,
                    emojis = measured_servers.emojis + excluded.emojis",
                tuples(1, servers.len(), &["$"; 7])
            );
            let mut add = sqlx::query(AssertSqlSafe(add));
            for server in servers {
                add = add
                    .bind(run.as_str())
                    .bind(server.domain.as_str())
                    .bind(column(server.files))
                    .bind(column(server.avatars.0))
                    .bind(column(server.headers.0))
                    .bind(column(server.attachments.0))
                    .bind(column(server.emojis.0));
            }
            add.execute(&mut *tx).await.map_err(asking("measured_servers::checkpoint"))?;
        }
    });
    Ok(())
}

pub(crate) fn from_row((domain, files, avatars, headers, attachments, emojis): Row) -> ServerStock {
    let bytes = |column: i64| Bytes::from_column(Some(column));
    ServerStock {
        domain: Domain::from_database(domain),
        files: u64::try_from(files).unwrap_or(0),
        avatars: bytes(avatars),
        headers: bytes(headers),
        attachments: bytes(attachments),
        emojis: bytes(emojis),
    }
}

fn column(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
