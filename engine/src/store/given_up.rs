//! Servers to which Mastodon has given up delivering, and whether they answer us.

use mastodon::delivery::Unavailable;
use model::delivery::StuckDelivery;
use model::{Domain, Millis, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, on_db, tuples};

/// Writes down what Mastodon says at `now`; who is new is to be looked at at once.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn learn(db: &Db, site: SiteId, said: &[Unavailable], now: Millis) -> Result<(), StoreError> {
    in_transaction!(db, "given_up::learn", tx => {
        for some in said.chunks(ROWS) {
            // Given up anew, what was heard before says nothing of now.
            let sql = format!(
                "INSERT INTO given_up (site_id, domain, since, said_at, next_look_at) VALUES {}
                ON CONFLICT (site_id, domain) DO UPDATE SET
                    said_at = CASE WHEN given_up.said_at > excluded.said_at THEN given_up.said_at
                        ELSE excluded.said_at END, since = excluded.since,
                    answered_at = CASE WHEN given_up.since = excluded.since THEN given_up.answered_at END,
                    next_look_at = CASE WHEN given_up.since = excluded.since THEN given_up.next_look_at
                        ELSE excluded.next_look_at END",
                tuples(1, some.len(), &["$"; 5])
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for server in some {
                query = query.bind(site.0).bind(server.domain.as_str()).bind(server.since.0).bind(now.0).bind(now.0);
            }
            query.execute(&mut *tx).await.map_err(asking("given_up::learn"))?;
        }
    });
    Ok(())
}

/// Forgets those that Mastodon did not name since a moment: deliveries reach them again.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn forget_others(db: &Db, site: SiteId, since: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM given_up WHERE site_id = $1 AND said_at < $2";
    on_db!(db, pool => sqlx::query(SQL).bind(site.0).bind(since.0).execute(pool).await.map(|_| ()))
        .map_err(asking("given_up::forget_others"))
}

/// Takes up to `limit` looks that are due upon us, as [`super::looks::claim_some`] does.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn claim(db: &Db, site: SiteId, now: Millis, until: Millis, limit: u32) -> Result<Vec<Domain>, StoreError> {
    super::looks::claim_some(db, "given_up", site, (now, until), limit).await
}

/// Writes down what a look heard; nothing about a server that Mastodon delivers to.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn heard(
    db: &Db,
    site: SiteId,
    domain: &Domain,
    answered_at: Option<Millis>,
    next_look_at: Millis,
) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE given_up SET answered_at = $3, next_look_at = $4 WHERE site_id = $1 AND domain = $2";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(answered_at.map(|at| at.0)).bind(next_look_at.0)
        .execute(pool).await.map(|_| ()))
    .map_err(asking("given_up::heard"))
}

/// Whether anybody is given up at all.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn is_anybody(db: &Db, site: SiteId) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM given_up WHERE site_id = $1 LIMIT 1";
    let found: Option<i32> = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_optional(pool).await)
        .map_err(asking("given_up::is_anybody"))?;
    Ok(found.is_some())
}

/// Whether that server is given up, and a look at it is due, or at work and due again at `until`.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn is_due(db: &Db, site: SiteId, domain: &Domain, until: Millis) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM given_up WHERE site_id = $1 AND domain = $2 AND next_look_at <= $3";
    let found: Option<i32> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(domain.as_str()).bind(until.0).fetch_optional(pool).await)
    .map_err(asking("given_up::is_due"))?;
    Ok(found.is_some())
}

/// Whether that server answered at the latest look.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn has_answered(db: &Db, site: SiteId, domain: &Domain) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM given_up WHERE site_id = $1 AND domain = $2 AND answered_at IS NOT NULL";
    let found: Option<i32> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("given_up::has_answered"))?;
    Ok(found.is_some())
}

/// Servers that are named of those which take their deliveries on one host.
const NAMED: i64 = 3;

/// Those that answered at the latest look, by name after that one, all when that is empty: up to `limit`, each with the servers for which it
/// takes deliveries.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn stuck(db: &Db, site: SiteId, after: &str, limit: u32) -> Result<Vec<StuckDelivery>, StoreError> {
    const SQL: &str = "SELECT domain, since, answered_at FROM given_up
        WHERE site_id = $1 AND (domain > $2 OR $2 = '') AND answered_at IS NOT NULL ORDER BY domain LIMIT $3";
    const SERVERS: &str = "SELECT host, domain, in_all FROM (
            SELECT host, domain, count(*) OVER (PARTITION BY host) AS in_all,
                row_number() OVER (PARTITION BY host ORDER BY domain) AS place
            FROM inbox_hosts WHERE site_id = $1 AND host IN (
                SELECT domain FROM given_up
                WHERE site_id = $1 AND (domain > $2 OR $2 = '') AND answered_at IS NOT NULL
                ORDER BY domain LIMIT $3)) AS taken
        WHERE place <= $4 ORDER BY host, domain";
    let (limit, ask) = (i64::from(limit), asking("given_up::stuck"));
    let rows: Vec<(String, i64, i64)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(after).bind(limit).fetch_all(pool).await)
    .map_err(&ask)?;
    let servers: Vec<(String, String, i64)> = on_db!(read db, pool => sqlx::query_as(SERVERS)
        .bind(site.0).bind(after).bind(limit).bind(NAMED).fetch_all(pool).await)
    .map_err(&ask)?;
    let stuck = |(domain, since, answered_at): (String, i64, i64)| {
        let there: Vec<_> = servers.iter().filter(|(host, ..)| *host == domain).collect();
        StuckDelivery {
            since: Millis(since),
            answered_at: Millis(answered_at),
            servers: there.iter().map(|(_, name, _)| Domain::from_database(name.clone())).collect(),
            servers_in_all: there.first().map_or(0, |(.., in_all)| in_all.unsigned_abs()),
            domain: Domain::from_database(domain),
        }
    };
    Ok(rows.into_iter().map(stuck).collect())
}

/// How many there are, and how many of them answered at the latest look.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn count(db: &Db, site: SiteId) -> Result<(u64, u64), StoreError> {
    const SQL: &str = "SELECT count(*), count(answered_at) FROM given_up WHERE site_id = $1";
    let (all, stuck): (i64, i64) = on_db!(read db, pool => sqlx::query_as(SQL).bind(site.0).fetch_one(pool).await)
        .map_err(asking("given_up::count"))?;
    Ok((all.unsigned_abs(), stuck.unsigned_abs()))
}

/// Forgets a server to which Mastodon delivers again, with the act that had it do so.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn restarted(db: &Db, domain: &Domain, activity: &Activity) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM given_up WHERE site_id = $1 AND domain = $2";
    in_transaction!(db, "given_up::restarted", tx => {
        sqlx::query(SQL)
            .bind(activity.site.0).bind(domain.as_str())
            .execute(&mut *tx).await.map_err(asking("given_up::restarted"))?;
        activities::record!(tx, activity, "given_up::restarted");
    });
    Ok(())
}
