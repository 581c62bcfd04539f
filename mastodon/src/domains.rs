//! Numbers about servers: what a purge would touch, what is below them, and what there is in all.

mod known;
mod life;
mod members;
mod rejecting_media;
mod subdomains;

use std::collections::BTreeMap;

use model::case::Impact;
use model::overview::Totals;
use model::{Bytes, Domain, Millis};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Row};

use crate::accounts::names;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::receipts::seen;
use crate::{moments, sql};
pub use known::{accounts, known};
pub use life::last_life;
pub use members::members;
pub use rejecting_media::RejectingMedia;
pub use subdomains::subdomains;

const IMPACT: &str = include_str!("domains/impact.sql");

/// What a purge of each of these servers would touch here; a server that Mastodon does not know has no entry.
///
/// Counts rows, so a server with a million posts takes seconds. Leans on the indexes that begin with the account, and from 4.2 on with
/// the domain.
///
/// # Errors
/// When the database does not answer.
pub async fn impact(
    mastodon: &Mastodon,
    domains: &[Domain],
    now: Millis,
) -> Result<BTreeMap<Domain, Impact>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let text = IMPACT.replace("SEEN", seen(&mastodon.catalogue));
        let rows = sql::query(AssertSqlSafe(text)).bind(names(domains)).fetch_all(&mut tx).await?;
        let life = life::life(&mut tx, domains, now).await?;
        tx.commit().await?;
        rows.iter().map(|row| impact_of(row, &life)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

fn impact_of(row: &PgRow, life: &BTreeMap<Domain, Millis>) -> Result<(Domain, Impact), sqlx::Error> {
    let domain = Domain::from_database(row.try_get("domain")?);
    let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let [pictures, post_media, emojis] = ["picture_bytes", "post_bytes", "emoji_bytes"].map(count);
    let (pictures, post_media) = (Bytes(pictures?), Bytes(post_media?));
    let impact = Impact {
        accounts: count("accounts")?,
        statuses: count("statuses")?,
        media: pictures + post_media + Bytes(emojis?),
        pictures,
        post_media,
        emojis: count("emojis")?,
        members_following: count("members_following")?,
        followed_there: count("followed_there")?,
        followers_there: count("followers_there")?,
        bookmarked: count("bookmarked")?,
        favourited: count("favourited")?,
        conversations: count("conversations")?,
        last_sign_of_life: life.get(&domain).copied(),
        unavailable_since: row.try_get::<Option<_>, _>("unavailable_since")?.map(sql::millis),
    };
    Ok((domain, impact))
}

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
FROM newest JOIN accounts a ON a.id = newest.account_id
WHERE a.domain IS NOT NULL AND a.protocol = 1 AND a.uri <> ''
GROUP BY a.domain ORDER BY count(*) DESC, a.domain LIMIT $3";

/// The address of an account on each of the servers from which most posts reached us of late, so that they are known to be well.
///
/// # Errors
/// When the database does not answer.
pub async fn lively(mastodon: &Mastodon, now: Millis, limit: u32) -> Result<Vec<String>, ReadError> {
    let since = moments::first_post_at(now.plus_ms(-STALE_MS));
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(LIVELY)
            .bind(since)
            .bind(moments::latest_post(now))
            .bind(i64::from(limit))
            .bind(moments::first_post_at(Millis(OF_LATE_MS)))
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        rows.iter().map(|row| row.try_get("uri")).collect::<Result<_, _>>()
    };
    read.await.map_err(ReadError::Lively)
}

const TOTALS: &str = "SELECT count(*) AS accounts, count(DISTINCT domain) AS servers,
  count(nullif(avatar_file_name, '')) + count(nullif(header_file_name, '')) AS pictures,
  (coalesce(sum(avatar_file_size), 0) + coalesce(sum(header_file_size), 0))::bigint AS picture_bytes
FROM accounts
WHERE domain IS NOT NULL";

/// What Mastodon holds of other servers. One scan of the accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn totals(mastodon: &Mastodon) -> Result<Totals, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let row = sql::query(TOTALS).fetch_one(&mut tx).await?;
        tx.commit().await?;
        let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
        Ok(Totals {
            accounts: count("accounts")?,
            servers: count("servers")?,
            pictures: count("pictures")?,
            picture_bytes: Bytes(count("picture_bytes")?),
        })
    };
    read.await.map_err(ReadError::Totals)
}
