//! The ledger: what was confirmed when, and what was first seen to be gone when. A few bytes per account.

use std::collections::{HashMap, HashSet};

use model::jobs::cull_accounts::Sighting;
use model::{AccountId, Millis, SiteId};
use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::db::{Db, StoreError, asking, on_db, tuples};

/// What the ledger knows of some accounts.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Confirmed between the moments that were asked for.
    pub confirmed: HashSet<AccountId>,
    pub sightings: HashMap<AccountId, Sighting>,
}

/// What the ledger knows of these accounts; at most a page of them. Confirmed is who was since the
/// first of two moments; the second is now: what has a time to come was written before our clock
/// was set back, and confirms nothing.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn known(
    db: &Db,
    site: SiteId,
    ids: &[AccountId],
    (confirmed_since, now): (Millis, Millis),
) -> Result<Known, StoreError> {
    const SQL: &str = "SELECT account_id, confirmed_at, gone_at FROM ledger WHERE site_id = ";
    type Row = (i64, Option<i64>, Option<i64>);
    if ids.is_empty() {
        return Ok(Known::default());
    }
    macro_rules! ask {
        ($engine:ty, $pool:expr) => {{
            let mut query = QueryBuilder::<$engine>::new(SQL);
            query.push_bind(site.0).push(" AND account_id IN (");
            let mut list = query.separated(", ");
            for id in ids {
                list.push_bind(id.0);
            }
            query.push(")");
            query.build_query_as::<Row>().fetch_all($pool).await
        }};
    }
    let rows = match db {
        Db::Lite { read, .. } => ask!(Sqlite, read),
        Db::Postgres(pool) => ask!(Postgres, pool),
    }
    .map_err(asking("ledger::known"))?;
    let mut known = Known::default();
    for (id, confirmed_at, gone_at) in rows {
        if confirmed_at.is_some_and(|at| (confirmed_since.0..=now.0).contains(&at)) {
            known.confirmed.insert(AccountId(id));
        }
        if let Some(at) = gone_at {
            known.sightings.insert(AccountId(id), Sighting { at: Millis(at) });
        }
    }
    Ok(known)
}

/// Records that so many accounts were seen alive; it clears a first sighting. Runs inside the
/// checkpoint's transaction. Takes site, account and when, of each.
pub(crate) fn confirm(accounts: usize) -> String {
    format!(
        "INSERT INTO ledger (site_id, account_id, confirmed_at) VALUES {}
        ON CONFLICT (site_id, account_id) DO UPDATE SET confirmed_at = excluded.confirmed_at, gone_at = NULL",
        tuples(1, accounts, &["$"; 3])
    )
}

/// Records that these accounts were seen to be gone; an earlier sighting stays, unless it was before the fourth value, from which on
/// one counts, or has a time to come.
pub(crate) const SIGHT: &str = "INSERT INTO ledger (site_id, account_id, confirmed_at, gone_at)
    VALUES ($1, $2, NULL, $3)
    ON CONFLICT (site_id, account_id) DO UPDATE
    SET gone_at = CASE WHEN ledger.gone_at >= $4 AND ledger.gone_at <= $3 THEN ledger.gone_at ELSE excluded.gone_at END";

/// Forgets an account that was removed.
pub(crate) const FORGET: &str = "DELETE FROM ledger WHERE site_id = $1 AND account_id = $2";

/// How many accounts were confirmed between two moments, the second being now.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn confirmed_since(db: &Db, site: SiteId, since: Millis, now: Millis) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT count(*) FROM ledger WHERE site_id = $1 AND confirmed_at >= $2 AND confirmed_at <= $3";
    let count: i64 = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(since.0).bind(now.0).fetch_one(pool).await)
    .map_err(asking("ledger::confirmed_since"))?;
    Ok(count.unsigned_abs())
}
