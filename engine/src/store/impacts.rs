//! What a purge of the servers that somebody is asked about would touch, and when that was counted.

use model::case::Impact;
use model::time::{DAY_MS, HOUR_MS};
use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::db::{Db, ROWS, StoreError, asking, in_transaction, numbered, on_db};

/// Of which nobody counted of late what a purge would touch. A moment to come is of a wrong clock.
const UNCOUNTED: &str = "(impact_at > $3
    OR impact_at < CASE WHEN purge_run IS NOT NULL OR purge_from <= $3 THEN $2 ELSE $4 END)";
/// Where a purge is advised or waits: less than a day, so that a cull of every night counts each
/// time.
const NEAR_MS: i64 = 20 * HOUR_MS;
/// Elsewhere: of who is silent hardly anything changes, and to count it is work for the site.
const FAR_MS: i64 = 7 * DAY_MS - 4 * HOUR_MS;

/// Up to `limit` servers that somebody is asked about, or whose purge waits, and of which nobody
/// counted of late what a purge would touch; the oldest first.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn uncounted(db: &Db, site: SiteId, now: Millis, limit: usize) -> Result<Vec<Domain>, StoreError> {
    let sql = format!(
        "SELECT domain FROM cases
        WHERE site_id = $1 AND {UNCOUNTED} AND kept = 0 AND state NOT IN ('here', 'wobbly', 'not-talking')
        ORDER BY impact_at, domain LIMIT $5"
    );
    let names: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(site.0).bind(now.plus_ms(-NEAR_MS).0).bind(now.0).bind(now.plus_ms(-FAR_MS).0).bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(pool).await)
    .map_err(asking("impacts::uncounted"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}

/// Those of these cases of which nobody counted of late what a purge would touch, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn uncounted_of(db: &Db, site: SiteId, domains: &[Domain], now: Millis) -> Result<Vec<Domain>, StoreError> {
    let mut uncounted = Vec::new();
    for some in domains.chunks(ROWS) {
        let named = numbered(5, some.len());
        let sql = format!(
            "SELECT domain FROM cases WHERE site_id = $1 AND {UNCOUNTED} AND domain IN ({named}) ORDER BY domain"
        );
        let names: Vec<String> = on_db!(read db, pool => {
            let mut query = sqlx::query_scalar(AssertSqlSafe(sql));
            query = query.bind(site.0).bind(now.plus_ms(-NEAR_MS).0).bind(now.0).bind(now.plus_ms(-FAR_MS).0);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            query.fetch_all(pool).await
        })
        .map_err(asking("impacts::uncounted_of"))?;
        uncounted.extend(names.into_iter().map(Domain::from_database));
    }
    Ok(uncounted)
}

/// Stores what a purge of each of these servers would touch here, as counted at that moment. What
/// was last heard of a server stays with its state, by [`super::looks::rejudge`]; returned is the
/// newest sign of life that was known of each, in their order.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn put(
    db: &Db,
    site: SiteId,
    impacts: &[(Domain, Impact)],
    counted_at: Millis,
) -> Result<Vec<Option<Millis>>, StoreError> {
    // Holds the row: a look that is written at the same time may know of newer life.
    const KNOWN: &str = "UPDATE cases SET impact_at = impact_at WHERE site_id = $1 AND domain = $2 RETURNING impact";
    const SQL: &str = "UPDATE cases SET impact = $3, accounts = $4, media = $5, members_following = $6,
            followers_there = $7, impact_at = $8
        WHERE site_id = $1 AND domain = $2";
    let as_integer = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    // Two that count at once hold the rows in the same order.
    let mut in_order: Vec<usize> = (0..impacts.len()).collect();
    in_order.sort_by_key(|place| &impacts[*place].0);
    Ok(in_transaction!(db, "impacts::put", tx => {
        let mut newest = vec![None; impacts.len()];
        for place in in_order {
            let (domain, impact) = &impacts[place];
            let known: Option<String> = sqlx::query_scalar(KNOWN).bind(site.0).bind(domain.as_str())
                .fetch_optional(&mut *tx).await.map_err(asking("impacts::put"))?;
            let Some(known) = known else { continue };
            let known: Impact = serde_json::from_str(&known).unwrap_or_default();
            newest[place] = known.last_sign_of_life;
            let impact = Impact { last_sign_of_life: known.last_sign_of_life, ..*impact };
            let json = serde_json::to_string(&impact).map_err(|_| StoreError::Damaged("cases.impact"))?;
            sqlx::query(SQL).bind(site.0).bind(domain.as_str()).bind(json)
                .bind(as_integer(impact.accounts)).bind(as_integer(impact.media.0))
                .bind(as_integer(impact.members_following)).bind(as_integer(impact.followers_there))
                .bind(counted_at.0)
                .execute(&mut *tx).await.map_err(asking("impacts::put"))?;
        }
        newest
    }))
}
