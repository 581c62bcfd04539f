//! What Mastodon holds of other servers in all.

use std::collections::BTreeSet;

use model::Bytes;
use model::overview::Totals;
use sqlx::Row;

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Rows per statement.
const ROWS: i64 = 10_000;

const STRETCH: &str = "WITH stretch AS MATERIALIZED (
  SELECT id, domain, avatar_file_name, header_file_name, avatar_file_size, header_file_size
  FROM accounts WHERE id > $1 ORDER BY id LIMIT $2
)
SELECT domain, max(id) AS last, count(*) AS accounts,
  count(nullif(avatar_file_name, '')) + count(nullif(header_file_name, '')) AS pictures,
  (coalesce(sum(avatar_file_size), 0) + coalesce(sum(header_file_size), 0))::bigint AS picture_bytes
FROM stretch
GROUP BY domain";

/// What Mastodon holds of other servers. One pass through the accounts, some thousand at a time.
///
/// # Errors
/// When the database does not answer.
pub async fn totals(mastodon: &Mastodon) -> Result<Totals, ReadError> {
    let read = async {
        let (mut totals, mut servers, mut after) = (Totals::default(), BTreeSet::new(), i64::MIN);
        loop {
            let rows = sql::query(STRETCH).bind(after).bind(ROWS).read_all(&mastodon.pool).await?;
            if rows.is_empty() {
                totals.servers = servers.len() as u64;
                return Ok(totals);
            }
            for row in rows {
                after = after.max(row.try_get("last")?);
                let Some(domain) = row.try_get::<Option<String>, _>("domain")? else { continue };
                servers.insert(domain);
                let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
                totals.accounts += count("accounts")?;
                totals.pictures += count("pictures")?;
                totals.picture_bytes += Bytes(count("picture_bytes")?);
            }
        }
    };
    read.await.map_err(ReadError::Totals)
}
