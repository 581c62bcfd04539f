//! Numbers about servers: what a purge would touch, what is below them, and what there is in all.

mod impact;
mod known;
mod life;
mod members;
mod rejecting_media;
mod subdomains;
mod totals;

use model::{Domain, Millis};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::{moments, sql};

pub use impact::impact;
pub use known::{accounts, known};
pub use life::last_life;
pub use members::members;
pub use rejecting_media::RejectingMedia;
pub use subdomains::subdomains;
pub use totals::totals;

/// How far before the newest post another counts as of late, in milliseconds: three days.
const OF_LATE_MS: i64 = 3 * 86_400_000;
/// How old the newest post may be, in milliseconds: thirty days. It is not counted from our clock
/// alone, because a clock that is a week ahead is found out by these servers.
const STALE_MS: i64 = 30 * 86_400_000;

/// The newest posts alone: their ids tell their time, so this reads the end of the primary key and never the table.
const LIVELY: &str = "WITH newest AS (
  SELECT account_id FROM statuses
  WHERE id >= (SELECT max(id) FROM statuses WHERE id >= $1 AND id <= $2) - $4 AND id <= $2 AND uri IS NOT NULL
  ORDER BY id DESC LIMIT 20000
)
SELECT a.domain, min(a.uri) AS uri
FROM (SELECT account_id, count(*) AS n FROM newest GROUP BY account_id OFFSET 0) AS author
CROSS JOIN LATERAL (
  SELECT domain, uri FROM accounts
  WHERE id = author.account_id AND domain IS NOT NULL AND protocol = 1 AND uri <> '' OFFSET 0
) AS a
GROUP BY a.domain ORDER BY sum(author.n) DESC, a.domain LIMIT $3";

/// The servers from which most posts reached us of late, so that they are known to be well, each with
/// the address of an account.
///
/// # Errors
/// When the database does not answer.
pub async fn lively(mastodon: &Mastodon, now: Millis, limit: u32) -> Result<Vec<(Domain, String)>, ReadError> {
    let since = moments::first_post_at(now.plus_ms(-STALE_MS));
    let read = async {
        let rows = sql::query(LIVELY)
            .bind(since)
            .bind(moments::latest_post(now))
            .bind(i64::from(limit))
            .bind(moments::first_post_at(Millis(OF_LATE_MS)))
            .read_all(&mastodon.pool)
            .await?;
        let server = |row: &PgRow| Ok((Domain::from_database(row.try_get("domain")?), row.try_get("uri")?));
        rows.iter().map(server).collect::<Result<_, _>>()
    };
    read.await.map_err(ReadError::Lively)
}
