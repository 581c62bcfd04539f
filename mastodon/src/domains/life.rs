//! Signs of life of whole servers.

use std::collections::BTreeMap;

use model::{Domain, Millis};
use sqlx::{PgConnection, Row};

use crate::accounts::names;
use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::{moments, sql};

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
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let life = life(&mut tx, domains, now).await?;
        tx.commit().await?;
        Ok(life)
    };
    read.await.map_err(|source| ReadError::LastLife { count: domains.len(), source })
}

/// The same within a transaction.
pub(super) async fn life(
    c: &mut PgConnection,
    domains: &[Domain],
    now: Millis,
) -> Result<BTreeMap<Domain, Millis>, sqlx::Error> {
    let rows = sql::query(LAST_LIFE)
        .bind(names(domains))
        .bind(moments::latest(now))
        .bind(moments::latest_post(now))
        .fetch_all(c)
        .await?;
    let life = rows.iter().map(|row| {
        let at = sql::millis(row.try_get("at")?).min(now);
        Ok((Domain::from_database(row.try_get("domain")?), at))
    });
    life.collect()
}
