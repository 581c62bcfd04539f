//! The waiting room: purges that were ordered and can still be undone.

use model::time::MINUTE_MS;
use model::{Domain, Job, Millis, RunId, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, numbered, on_db};
use super::runs::options_json;

/// So long before a purge its servers are looked at once more; it does not begin before that look.
pub(crate) const LAST_LOOK_MS: i64 = 15 * MINUTE_MS;

/// Ties cases to the purge that waits for its time. They are looked at once more before it comes.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn enter(db: &Db, site: SiteId, domains: &[Domain], run: &RunId, due_at: Millis) -> Result<(), StoreError> {
    let last_look = due_at.plus_ms(-LAST_LOOK_MS);
    in_transaction!(db, "waiting_room::enter", tx => {
        for some in domains.chunks(ROWS) {
            let sql = format!(
                "UPDATE cases SET purge_run = $2, purge_cancelled_at = NULL,
                    next_look_at = CASE WHEN next_look_at <= $3 THEN next_look_at ELSE $3 END
                WHERE site_id = $1 AND domain IN ({})",
                numbered(4, some.len())
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(site.0).bind(run.as_str()).bind(last_look.0);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            query.execute(&mut *tx).await.map_err(asking("waiting_room::enter"))?;
        }
    });
    Ok(())
}

/// Makes the last look at the servers of a purge due.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn look_now(db: &Db, run: &RunId, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET next_look_at = $2 WHERE purge_run = $1";
    on_db!(db, pool => sqlx::query(SQL).bind(run.as_str()).bind(now.0).execute(pool).await.map(|_| ()))
        .map_err(asking("waiting_room::look_now"))
}

/// Servers whose purge waits for its time or is at work, by name.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn domains(db: &Db, site: SiteId) -> Result<Vec<Domain>, StoreError> {
    const SQL: &str = "SELECT c.domain FROM runs r JOIN cases c ON c.purge_run = r.id
        WHERE c.site_id = $1 AND c.kept = 0 AND r.state IN ('queued', 'running') ORDER BY c.domain";
    let names: Vec<String> = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_all(pool).await)
        .map_err(asking("waiting_room::domains"))?;
    Ok(names.into_iter().map(Domain::from_database).collect())
}

/// How many purges wait for their time or are at work.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn purges(db: &Db, site: SiteId) -> Result<u64, StoreError> {
    const SQL: &str = "SELECT count(DISTINCT r.id) FROM runs r JOIN cases c ON c.purge_run = r.id
        WHERE c.site_id = $1 AND c.kept = 0 AND r.state IN ('queued', 'running')";
    let purges: i64 = on_db!(read db, pool => sqlx::query_scalar(SQL).bind(site.0).fetch_one(pool).await)
        .map_err(asking("waiting_room::purges"))?;
    Ok(u64::try_from(purges).unwrap_or(0))
}

/// Unties cases from their purge.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn leave(db: &Db, site: SiteId, domains: &[Domain]) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE cases SET purge_run = NULL WHERE site_id = $1 AND domain = $2";
    in_transaction!(db, "waiting_room::leave", tx => {
        for domain in domains {
            sqlx::query(SQL).bind(site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(asking("waiting_room::leave"))?;
        }
    });
    Ok(())
}

/// The purge that waits for a server, if one does.
///
/// # Errors
/// [`StoreError::Query`], [`StoreError::Damaged`].
pub async fn purge_of(db: &Db, site: SiteId, domain: &Domain) -> Result<Option<RunId>, StoreError> {
    const SQL: &str = "SELECT r.id FROM cases c JOIN runs r ON r.id = c.purge_run AND r.state = 'queued'
        WHERE c.site_id = $1 AND c.domain = $2";
    let run: Option<String> = on_db!(read db, pool => sqlx::query_scalar(SQL)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("waiting_room::purge_of"))?;
    run.map(|run| run.parse().map_err(|_| StoreError::Damaged("runs.id"))).transpose()
}

/// Takes one server out of a purge that has not begun: `rest` is what is left of the purge, nothing when it is over. `false` when it has
/// begun.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn cancel(
    db: &Db,
    run: &RunId,
    rest: Option<&Job>,
    domain: &Domain,
    activity: &Activity,
) -> Result<bool, StoreError> {
    const REST: &str = "UPDATE runs SET options = $2 WHERE id = $1 AND state = 'queued'";
    const STOP: &str = "UPDATE runs SET state = 'stopped', ended_at = $2 WHERE id = $1 AND state = 'queued'";
    const CASE: &str = "UPDATE cases SET purge_run = NULL, purge_cancelled_at = $3 WHERE site_id = $1 AND domain = $2";
    let ask = asking("waiting_room::cancel");
    let options = rest.map(options_json).transpose()?;
    Ok(in_transaction!(db, "waiting_room::cancel", tx => {
        let change = match options {
            Some(options) => sqlx::query(REST).bind(run.as_str()).bind(options),
            None => sqlx::query(STOP).bind(run.as_str()).bind(activity.at.0),
        };
        let waited = change.execute(&mut *tx).await.map_err(&ask)?.rows_affected() > 0;
        if waited {
            sqlx::query(CASE).bind(activity.site.0).bind(domain.as_str()).bind(activity.at.0)
                .execute(&mut *tx).await.map_err(&ask)?;
            activities::record!(tx, activity, "waiting_room::cancel");
        }
        waited
    }))
}
