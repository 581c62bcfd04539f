//! Servers below another.

use model::Domain;
use sqlx::{AssertSqlSafe, Row};

use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Most servers below another that are told at once.
const MOST: i64 = 5_000;

/// The servers below this one, however deep, of which there are accounts, custom emojis or an entry in the list of servers, by name:
/// 5,000 at most. They are no part of its purge, but may be purged by their names as well.
///
/// Differs from `tootctl domains purge --include-subdomains`, which names no subdomain and finds no emojis there. One scan of the
/// accounts.
///
/// # Errors
/// When the database does not answer.
pub async fn subdomains(mastodon: &Mastodon, domain: &Domain) -> Result<Vec<Domain>, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let rows = sql::query(AssertSqlSafe(text(&mastodon.catalogue)))
            .bind(format!(".{domain}"))
            .bind(MOST)
            .fetch_all(&mut tx)
            .await?;
        tx.commit().await?;
        rows.iter().map(|row| row.try_get("domain").map(Domain::from_database)).collect::<Result<_, _>>()
    };
    read.await.map_err(|source| ReadError::Subdomains { domain: domain.clone(), source })
}

/// The end of a name is compared as it is: a pattern would take `_` and `%` in it for any letters.
fn text(catalogue: &Catalogue) -> String {
    let instances = catalogue.view("instances").map(|_| "instances");
    let tables = ["accounts", "custom_emojis"].into_iter().chain(instances);
    let below: Vec<String> =
        tables.map(|table| format!("SELECT domain FROM {table} WHERE right(domain, char_length($1)) = $1")).collect();
    format!("SELECT domain FROM ({}) AS below ORDER BY domain LIMIT $2", below.join(" UNION "))
}
