//! The ledger: what was confirmed when, and what was first seen to be gone when, and last asked
//! about. A few bytes per account.

use std::collections::{HashMap, HashSet};

use model::jobs::cull_accounts::{Options, Sighting};
use model::{AccountId, Domain, Millis, SiteId};
use sqlx::{AssertSqlSafe, Postgres, QueryBuilder, Sqlite};

use super::db::{Db, ROWS, StoreError, asking, on_db, tuples};

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
pub(crate) const SIGHT: &str = "INSERT INTO ledger (site_id, account_id, confirmed_at, gone_at, asked_at)
    VALUES ($1, $2, NULL, $3, $3)
    ON CONFLICT (site_id, account_id) DO UPDATE
    SET asked_at = excluded.asked_at,
        gone_at = CASE WHEN ledger.gone_at >= $4 AND ledger.gone_at <= $3 THEN ledger.gone_at ELSE excluded.gone_at END";

/// Makes the first looks at accounts of a server anew that were made between two moments. Runs
/// inside the checkpoint's transaction. Takes site, server, now and the two moments.
pub(crate) const SIGHT_ANEW: &str = "UPDATE ledger SET gone_at = $3
    WHERE site_id = $1 AND gone_at > $4 AND gone_at < $5 AND account_id IN (
        SELECT account_id FROM vanishings WHERE site_id = $1 AND domain = $2 AND removed = 0)";

/// Records that these accounts were asked about, if they were seen to be gone: their second look is
/// made, whatever becomes of them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn note_asked(db: &Db, site: SiteId, ids: &[AccountId], now: Millis) -> Result<(), StoreError> {
    for some in ids.chunks(ROWS) {
        let sql = format!(
            "UPDATE ledger SET asked_at = $2 WHERE site_id = $1 AND gone_at IS NOT NULL AND account_id IN ({})",
            tuples(3, some.len(), &["$"])
        );
        on_db!(db, pool => {
            let query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(site.0).bind(now.0);
            some.iter().fold(query, |query, id| query.bind(id.0)).execute(pool).await.map(|_| ())
        })
        .map_err(asking("ledger::note_asked"))?;
    }
    Ok(())
}

/// When those of these accounts that were seen to be gone were last asked about; at most a batch of
/// them.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn asked_at(db: &Db, site: SiteId, ids: &[AccountId]) -> Result<HashMap<AccountId, Millis>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT account_id, asked_at FROM ledger
        WHERE site_id = $1 AND asked_at IS NOT NULL AND account_id IN ({})",
        tuples(2, ids.len(), &["$"])
    );
    let rows: Vec<(i64, i64)> = on_db!(read db, pool => {
        let query = sqlx::query_as(AssertSqlSafe(sql.as_str())).bind(site.0);
        ids.iter().fold(query, |query, id| query.bind(id.0)).fetch_all(pool).await
    })
    .map_err(asking("ledger::asked_at"))?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), Millis(at))).collect())
}

/// Which sightings are due for a second look that nobody has made yet. Binds site, since when a
/// first look counts, when the latest one was made that is due, and how long they wait.
const DUE: &str = "FROM vanishings v
        JOIN ledger l ON l.site_id = v.site_id AND l.account_id = v.account_id
        WHERE v.site_id = $1 AND v.removed = 0 AND l.gone_at BETWEEN $2 AND $3
          AND (l.asked_at IS NULL OR l.asked_at < l.gone_at + $4)";

/// The values that [`DUE`] binds besides the site.
fn due(options: &Options, now: Millis) -> [i64; 3] {
    let wait_ms = Sighting { at: Millis(0) }.second_look_at(options).0;
    [now.days_before(options.first_look_days).0, now.plus_ms(-wait_ms).0, wait_ms]
}

/// The accounts of one server that are due for a second look.
#[derive(Clone, Copy, Debug)]
pub struct SecondLooks {
    pub accounts: u64,
    /// When the latest of them became due.
    pub since: Millis,
}

/// Which servers have accounts that were seen to be gone, and are due for a second look that nobody
/// has made yet.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn second_looks_due(
    db: &Db,
    site: SiteId,
    options: &Options,
    now: Millis,
) -> Result<HashMap<Domain, SecondLooks>, StoreError> {
    let sql = format!("SELECT v.domain, count(*), max(l.gone_at) {DUE} GROUP BY v.domain");
    let [counts_from, latest, wait_ms] = due(options, now);
    let rows: Vec<(String, i64, i64)> = on_db!(read db, pool => sqlx::query_as(AssertSqlSafe(sql.as_str()))
        .bind(site.0).bind(counts_from).bind(latest).bind(wait_ms).fetch_all(pool).await)
    .map_err(asking("ledger::second_looks_due"))?;
    let due = |(domain, accounts, gone_at): (String, i64, i64)| {
        let due = SecondLooks { accounts: accounts.unsigned_abs(), since: Millis(gone_at.saturating_add(wait_ms)) };
        (Domain::from_database(domain), due)
    };
    Ok(rows.into_iter().map(due).collect())
}

/// Those of one server, by id after that one; up to `limit`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn second_looks_of(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    after: AccountId,
    (options, now): (&Options, Millis),
    limit: u32,
) -> Result<Vec<AccountId>, StoreError> {
    let sql =
        format!("SELECT v.account_id {DUE} AND v.domain = $5 AND v.account_id > $6 ORDER BY v.account_id LIMIT $7");
    let [counts_from, latest, wait_ms] = due(options, now);
    let ids: Vec<i64> = on_db!(read db, pool => sqlx::query_scalar(AssertSqlSafe(sql.as_str()))
        .bind(site.0).bind(counts_from).bind(latest).bind(wait_ms).bind(domain.as_str()).bind(after.0)
        .bind(i64::from(limit)).fetch_all(pool).await)
    .map_err(asking("ledger::second_looks_of"))?;
    Ok(ids.into_iter().map(AccountId).collect())
}

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
