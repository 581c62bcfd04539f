//! Numbers about servers: what a purge would touch, and what there is in all.

use std::collections::BTreeMap;

use model::case::Impact;
use model::overview::Totals;
use model::{Bytes, Domain};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::accounts::names;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

const IMPACT: &str = include_str!("domains/impact.sql");

/// What a purge of each of these servers would touch here; a server that Mastodon does not know has no entry.
///
/// Counts rows, so a server with a million posts takes seconds. Leans on the indexes that begin with the account, and from 4.2 on with
/// the domain.
///
/// # Errors
/// When the database does not answer.
pub async fn impact(mastodon: &Mastodon, domains: &[Domain]) -> Result<BTreeMap<Domain, Impact>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(IMPACT).bind(names(domains)).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        rows.iter().map(impact_of).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

fn impact_of(row: &PgRow) -> Result<(Domain, Impact), sqlx::Error> {
    let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let moment = |column| row.try_get::<Option<_>, _>(column).map(|at| at.map(sql::millis));
    let impact = Impact {
        accounts: count("accounts")?,
        statuses: count("statuses")?,
        media: Bytes(count("media_bytes")?),
        members_following: count("members_following")?,
        followed_there: count("followed_there")?,
        followers_there: count("followers_there")?,
        last_sign_of_life: moment("last_sign_of_life")?,
        unavailable_since: moment("unavailable_since")?,
    };
    Ok((Domain::from_database(row.try_get("domain")?), impact))
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
        let row = sql::query(TOTALS).fetch_one(&mut *tx).await?;
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
