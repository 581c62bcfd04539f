//! The members whom a purge of a server would concern, by name.

use model::Domain;
use model::case::Affected;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::accounts::of_server::some_of;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// As many accounts of a server as there may be.
const ALL: usize = u32::MAX as usize;

/// Members who follow somebody on that server or are followed from there, by name after that one; up to `limit`. Leans on the indexes of
/// `accounts` by domain and of `follows` by account.
///
/// # Errors
/// When the database does not answer.
pub async fn members(
    mastodon: &Mastodon,
    domain: &Domain,
    after: &str,
    limit: u32,
) -> Result<Vec<Affected>, ReadError> {
    let read = async {
        let there = some_of(mastodon, domain, ALL).await?;
        let rows = sql::query(include_str!("members.sql"))
            .bind(there)
            .bind(after)
            .bind(i64::from(limit))
            .read_all(&mastodon.pool)
            .await?;
        rows.iter().map(affected).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: 1, source })
}

fn affected(row: &PgRow) -> Result<Affected, sqlx::Error> {
    let count = |column| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    Ok(Affected { member: row.try_get("username")?, follows: count("follows")?, followed: count("followed")? })
}
