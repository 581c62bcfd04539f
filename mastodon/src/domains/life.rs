//! Signs of life of whole servers.

use std::collections::BTreeMap;

use model::{Domain, Millis};
use sqlx::{AssertSqlSafe, Row};

use crate::accounts::stretches::Stretches;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::receipts::seen;
use crate::{moments, sql};

/// Accounts per stretch: the newest post of each is one look into an index.
const ACCOUNTS: usize = 200;
const LAST_LIFE: &str = include_str!("life.sql");

/// The newest thing that reached us from each of these servers: a post, an answer about one of its
/// accounts, a follow, or whatever else a member was notified of. Never later than now: what
/// carries a time to come counts when it came, where that is known, and is left out otherwise. A
/// server from which nothing ever came has no entry.
///
/// # Errors
/// When the database does not answer.
pub async fn last_life(
    mastodon: &Mastodon,
    domains: &[Domain],
    now: Millis,
) -> Result<BTreeMap<Domain, Millis>, ReadError> {
    life(mastodon, domains, now).await.map_err(|source| ReadError::LastLife { count: domains.len(), source })
}

/// The same with PostgreSQL's own error. Some hundred accounts at a time: a server may have very
/// many.
pub(super) async fn life(
    mastodon: &Mastodon,
    domains: &[Domain],
    now: Millis,
) -> Result<BTreeMap<Domain, Millis>, sqlx::Error> {
    let text = LAST_LIFE.replace("SEEN", seen(&mastodon.catalogue));
    let mut newest = BTreeMap::new();
    let mut stretches = Stretches::of(mastodon, domains);
    while let Some(ids) = stretches.next(ACCOUNTS).await? {
        let rows = sql::query(AssertSqlSafe(text.clone()))
            .bind(ids)
            .bind(moments::latest(now))
            .bind(moments::latest_post(now))
            .read_all(&mastodon.pool)
            .await?;
        for row in rows {
            let at = sql::millis(row.try_get("at")?).min(now);
            let known = newest.entry(Domain::from_database(row.try_get("domain")?)).or_insert(at);
            *known = at.max(*known);
        }
    }
    Ok(newest)
}
