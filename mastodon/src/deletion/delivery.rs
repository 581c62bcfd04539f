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
