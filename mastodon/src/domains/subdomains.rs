//! Servers below another.

use std::collections::BTreeSet;

use model::Domain;
use sqlx::{AssertSqlSafe, Row};

use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Most servers below another that are told at once.
const MOST: usize = 5_000;

/// The servers below this one, however deep, of which there are accounts, custom emojis or an entry in the list of servers, by name:
/// 5,000 at most. They are no part of its purge, but may be purged by their names as well.
///
/// Differs from `tootctl domains purge --include-subdomains`, which names no subdomain and finds no
/// emojis there. One pass through the accounts, some thousand at a time, and a look through the
/// short tables.
///
/// # Errors
/// When the database does not answer.
pub async fn subdomains(mastodon: &Mastodon, domain: &Domain) -> Result<Vec<Domain>, ReadError> {
    let end = format!(".{domain}");
    let read = async {
        let rows = sql::query(AssertSqlSafe(text(&mastodon.catalogue))).bind(&end).read_all(&mastodon.pool).await?;
        let mut below = rows.iter().map(|row| row.try_get("domain")).collect::<Result<BTreeSet<String>, _>>()?;
        let mut after = i64::MIN;
        loop {
            let row = sql::query(STRETCH).bind(&end).bind(after).bind(ROWS).read_one(&mastodon.pool).await?;
            let Some(last) = row.try_get("last")? else { break };
            after = last;
            below.extend(row.try_get::<Vec<String>, _>("below")?);
        }
        Ok(below.into_iter().take(MOST).map(Domain::from_database).collect())
    };
    read.await.map_err(|source| ReadError::Subdomains { domain: domain.clone(), source })
}

/// Accounts per statement.
const ROWS: i64 = 10_000;

const STRETCH: &str =
    "WITH stretch AS MATERIALIZED (SELECT id, domain FROM accounts WHERE id > $2 ORDER BY id LIMIT $3)
SELECT max(id) AS last,
  coalesce(array_agg(DISTINCT domain) FILTER (WHERE right(domain, char_length($1)) = $1), '{}')::text[] AS below
FROM stretch";

/// The end of a name is compared as it is: a pattern would take `_` and `%` in it for any letters.
fn text(catalogue: &Catalogue) -> String {
    let instances = catalogue.view("instances").map(|_| "instances");
    let tables = ["custom_emojis"].into_iter().chain(instances);
    let below: Vec<String> =
        tables.map(|table| format!("SELECT domain FROM {table} WHERE right(domain, char_length($1)) = $1")).collect();
    below.join(" UNION ")
}
