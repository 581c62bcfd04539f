//! Which servers Mastodon knows anybody of, and how many.

use std::collections::BTreeMap;

use model::Domain;
use sqlx::Row;

use crate::accounts::names;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

const KNOWN: &str = "SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS named (name, place)
WHERE EXISTS (SELECT FROM accounts a WHERE a.domain = name) ORDER BY place";

/// Those of these servers of which there is an account, in their order. One look into the index for each.
///
/// # Errors
/// When the database does not answer.
pub async fn known(mastodon: &Mastodon, domains: &[Domain]) -> Result<Vec<Domain>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(KNOWN).bind(names(domains)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        rows.iter().map(|row| row.try_get("name").map(Domain::from_database)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}

/// How many accounts there are of each of these servers; who has none has no entry. Reads the index by domain and nothing else.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(mastodon: &Mastodon, domains: &[Domain]) -> Result<BTreeMap<Domain, u64>, ReadError> {
    const SQL: &str = "SELECT domain, count(*) AS n FROM accounts WHERE domain = ANY($1) GROUP BY domain";
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(SQL).bind(names(domains)).fetch_all(&mut tx).await?;
        tx.commit().await?;
        let counted = rows.iter().map(|row| {
            let accounts = row.try_get::<i64, _>("n")?.unsigned_abs();
            Ok((Domain::from_database(row.try_get("domain")?), accounts))
        });
        counted.collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::Impact { count: domains.len(), source })
}
