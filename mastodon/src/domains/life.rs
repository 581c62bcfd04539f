//! Signs of life of whole servers.

use std::collections::BTreeMap;

use model::{Domain, Millis};
use sqlx::Row;

use crate::accounts::names;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

// That a poll is over Mastodon notices by itself, in the name of who asked.
const LAST_LIFE: &str = "SELECT a.domain, max(greatest(a.last_webfingered_at, t.last_status_at, f.at, n.at)) AS at
FROM accounts a
LEFT JOIN account_stats t ON t.account_id = a.id
LEFT JOIN LATERAL (SELECT max(created_at) AS at FROM follows WHERE account_id = a.id) f ON true
LEFT JOIN LATERAL (
  SELECT max(created_at) AS at FROM notifications WHERE from_account_id = a.id AND activity_type <> 'Poll') n ON true
WHERE a.domain = ANY($1)
GROUP BY a.domain HAVING max(greatest(a.last_webfingered_at, t.last_status_at, f.at, n.at)) IS NOT NULL";

/// The newest thing that reached us from each of these servers: a post, an answer about one of its
/// accounts, a follow, or whatever else a member was notified of. A server from which
/// nothing ever came has no entry.
///
/// # Errors
/// When the database does not answer.
pub async fn last_life(mastodon: &Mastodon, domains: &[Domain]) -> Result<BTreeMap<Domain, Millis>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(LAST_LIFE).bind(names(domains)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        let life =
            rows.iter().map(|row| Ok((Domain::from_database(row.try_get("domain")?), sql::millis(row.try_get("at")?))));
        life.collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::LastLife { count: domains.len(), source })
}
