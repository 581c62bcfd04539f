//! That Mastodon has given up delivering to a server.

use sqlx::{PgConnection, PgPool, Row};

use super::Step;
use crate::catalogue::Catalogue;
use crate::sql;

/// Forgets it.
pub(crate) struct ForgetGivenUp<'a> {
    pub(crate) domain: &'a str,
}

impl Step for ForgetGivenUp<'_> {
    /// Whether it had been given up.
    type Done = bool;

    async fn run(&self, c: &mut PgConnection, _: &Catalogue) -> Result<bool, sqlx::Error> {
        forget_given_up(c, self.domain).await
    }
}

/// Forgets it, and tells whether it had been given up.
pub(super) async fn forget_given_up(c: &mut PgConnection, domain: &str) -> Result<bool, sqlx::Error> {
    let done = sql::query("DELETE FROM unavailable_domains WHERE domain = $1").bind(domain).execute(c).await?;
    Ok(done.rows_affected() > 0)
}

/// Whether it has been given up.
pub(crate) async fn given_up(c: &mut PgConnection, domain: &str) -> Result<bool, sqlx::Error> {
    sql::query("SELECT EXISTS (SELECT FROM unavailable_domains WHERE domain = $1) AS given_up")
        .bind(domain)
        .fetch_one(c)
        .await?
        .try_get("given_up")
}

/// Accounts per statement.
const ROWS: i64 = 10_000;

const HAS_INBOXES: &str = "WITH stretch AS MATERIALIZED (
  SELECT id, domain, inbox_url, shared_inbox_url FROM accounts WHERE id > $2 ORDER BY id LIMIT $3
)
SELECT max(id) AS last, coalesce(bool_or(
  domain IS NOT NULL AND (inbox_url LIKE ANY ($1) OR shared_inbox_url LIKE ANY ($1))), false) AS used
FROM stretch";

/// Whether an account of any server has an inbox on that host. One pass through the accounts, some
/// thousand at a time.
pub(crate) async fn has_inboxes(pool: &PgPool, host: &str) -> Result<bool, sqlx::Error> {
    let escaped = |c: char| if "\\%_".contains(c) { vec!['\\', c] } else { vec![c] };
    let host: String = host.chars().flat_map(escaped).collect();
    let addresses: Vec<String> = ["https://", "http://"]
        .iter()
        .flat_map(|scheme| ["/", ":"].map(|end| format!("{scheme}{host}{end}%")))
        .collect();
    let mut after = i64::MIN;
    loop {
        let row = sql::query(HAS_INBOXES).bind(&addresses).bind(after).bind(ROWS).read_one(pool).await?;
        let last: Option<i64> = row.try_get("last")?;
        match (last, row.try_get("used")?) {
            (_, true) => return Ok(true),
            (None, false) => return Ok(false),
            (Some(last), false) => after = last,
        }
    }
}
