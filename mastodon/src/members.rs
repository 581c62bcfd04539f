//! The site's own people: whether somebody reads what is written to them, and in which language.

use std::collections::BTreeMap;

use sqlx::Row;

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

/// Most names asked about at once.
pub const MOST: usize = 1_000;

const READERS: &str = "SELECT a.username, u.locale
FROM accounts a
JOIN users u ON u.account_id = a.id
WHERE lower(a.username) = ANY($1) AND coalesce(lower(a.domain), '') = ''
  AND a.suspended_at IS NULL AND NOT a.memorial
  AND u.confirmed_at IS NOT NULL AND u.approved AND NOT u.disabled";

/// Those of these members who can read a message, by name, with the language they use Mastodon in where they chose one. Deleted,
/// suspended, disabled, unconfirmed and unapproved members are left out, and those who are only remembered.
///
/// Leans on the unique index of `accounts` by name and on the one of `users` by account. At most [`MOST`] names.
///
/// # Errors
/// When the database does not answer.
pub async fn readers(mastodon: &Mastodon, names: &[String]) -> Result<BTreeMap<String, Option<String>>, ReadError> {
    let names = &names[..names.len().min(MOST)];
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let read = async {
        let rows = sql::query(READERS).bind(lower).read_all(&mastodon.pool).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("username")?, row.try_get("locale")?)))
            .collect::<Result<_, sqlx::Error>>()
    };
    read.await.map_err(|source| ReadError::Members { count: names.len(), source })
}
