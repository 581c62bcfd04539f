//! Hosts that take deliveries for servers of another name, and the walk over Mastodon's accounts
//! that finds them.

use mastodon::delivery::InboxHost;
use model::{AccountId, Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};

/// How far the walk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The last account that was read.
    pub after: AccountId,
    /// When it began at the first account.
    pub began_at: Millis,
}

/// Takes a step of the walk upon us when it is due, so that no other process makes it too. If we
/// die, it is due again at `until`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(db: &Db, site: SiteId, now: Millis, until: Millis) -> Result<Option<Walk>, StoreError> {
    const BEGIN: &str = "INSERT INTO inbox_walks (site_id, after_id, began_at, next_step_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (site_id) DO NOTHING";
    const CLAIM: &str = "UPDATE inbox_walks SET next_step_at = $3 WHERE site_id = $1 AND next_step_at <= $2
        RETURNING after_id, began_at";
    let ask = asking("inbox_hosts::claim");
    let walk: Option<(i64, i64)> = in_transaction!(db, "inbox_hosts::claim", tx => {
        sqlx::query(BEGIN).bind(site.0).bind(i64::MIN).bind(now.0).execute(&mut *tx).await.map_err(&ask)?;
        sqlx::query_as(CLAIM).bind(site.0).bind(now.0).bind(until.0).fetch_optional(&mut *tx).await.map_err(&ask)?
    });
    Ok(walk.map(|(after, began_at)| Walk { after: AccountId(after), began_at: Millis(began_at) }))
}

/// Writes down what a step found at `now`, and from where the next one goes on, when.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn learn(
    db: &Db,
    site: SiteId,
    found: &[InboxHost],
    walk: Walk,
    (now, next_step_at): (Millis, Millis),
) -> Result<(), StoreError> {
    const GO_ON: &str = "UPDATE inbox_walks SET after_id = $2, began_at = $3, next_step_at = $4 WHERE site_id = $1";
    let ask = asking("inbox_hosts::learn");
    in_transaction!(db, "inbox_hosts::learn", tx => {
        for some in found.chunks(ROWS) {
            let sql = format!(
                "INSERT INTO inbox_hosts (site_id, host, domain, inbox, seen_at) VALUES {}
                ON CONFLICT (site_id, host, domain) DO UPDATE SET inbox = excluded.inbox, seen_at = excluded.seen_at",
                tuples(1, some.len(), &["$"; 5])
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for InboxHost { host, domain, inbox } in some {
                query = query.bind(site.0).bind(host.as_str()).bind(domain.as_str()).bind(inbox).bind(now.0);
            }
            query.execute(&mut *tx).await.map_err(&ask)?;
        }
        sqlx::query(GO_ON).bind(site.0).bind(walk.after.0).bind(walk.began_at.0).bind(next_step_at.0)
            .execute(&mut *tx).await.map_err(&ask)?;
    });
    Ok(())
}

/// Forgets what no account has said since a moment: at the end of a walk that began then, no
/// account says it any more.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_unsaid(db: &Db, site: SiteId, since: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM inbox_hosts WHERE site_id = $1 AND seen_at < $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(since.0).execute(pool).await.map(|_| ()))
        .map_err(asking("inbox_hosts::forget_unsaid"))
}

/// Forgets where a server that is purged took its deliveries.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget(db: &Db, site: SiteId, domain: &Domain) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM inbox_hosts WHERE site_id = $1 AND domain = $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(domain.as_str()).execute(pool).await.map(|_| ()))
        .map_err(asking("inbox_hosts::forget"))
}

/// The address of an inbox at which a host takes deliveries for a server of another name; nothing
/// where it is not known to.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn inbox_at(db: &Db, site: SiteId, host: &Domain) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT inbox FROM inbox_hosts WHERE site_id = $1 AND host = $2 ORDER BY domain LIMIT 1";
    on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).bind(host.as_str()).fetch_optional(pool).await)
        .map_err(asking("inbox_hosts::inbox_at"))
}
