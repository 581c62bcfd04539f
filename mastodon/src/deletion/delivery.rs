//! That Mastodon has given up delivering to a server.

use sqlx::{PgConnection, Row};

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

/// Whether an account of any server has an inbox on that host. One scan of the accounts.
pub(crate) async fn has_inboxes(c: &mut PgConnection, host: &str) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT EXISTS (
        SELECT FROM accounts WHERE domain IS NOT NULL AND (inbox_url LIKE ANY ($1) OR shared_inbox_url LIKE ANY ($1))
    ) AS used";
    let escaped = |c: char| if "\\%_".contains(c) { vec!['\\', c] } else { vec![c] };
    let host: String = host.chars().flat_map(escaped).collect();
    let addresses: Vec<String> = ["https://", "http://"]
        .iter()
        .flat_map(|scheme| ["/", ":"].map(|end| format!("{scheme}{host}{end}%")))
        .collect();
    sql::query(SQL).bind(addresses).fetch_one(c).await?.try_get("used")
}
