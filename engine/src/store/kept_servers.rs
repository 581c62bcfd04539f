//! Servers that somebody keeps for ever before they are in trouble. A case that opens for one later is kept from its beginning.

use model::{Domain, SiteId};
use sqlx::AssertSqlSafe;

use super::activities::{self, Activity};
use super::db::{Db, ROWS, StoreError, asking, in_transaction, numbered, on_db};
use super::{remembered_servers, sites};

/// Keeps servers, each with the number of its accounts, and the cases that they have; one in other
/// hands is remembered with these from then on. Nothing happens, and the answer is `false`, when
/// one of them is in the waiting room: somebody has ordered its purge.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn keep(db: &Db, servers: &[(Domain, u64)], activity: &Activity) -> Result<bool, StoreError> {
    const KEEP: &str = "INSERT INTO kept_servers (site_id, domain, accounts) VALUES ($1, $2, $3)
        ON CONFLICT (site_id, domain) DO UPDATE SET accounts = excluded.accounts";
    const CASE: &str = "UPDATE cases SET kept = 1, purge_run = NULL WHERE site_id = $1 AND domain = $2";
    const WAITS: &str =
        "SELECT count(*) FROM cases c JOIN runs r ON r.id = c.purge_run AND r.state IN ('queued', 'running')
        WHERE c.site_id = $1 AND c.domain = $2";
    let ask = asking("kept_servers::keep");
    in_transaction!(db, "kept_servers::keep", tx => {
        sqlx::query(sites::DECIDE_ALONE).bind(activity.site.0).execute(&mut *tx).await.map_err(&ask)?;
        for (domain, accounts) in servers {
            let waits: i64 = sqlx::query_scalar(WAITS).bind(activity.site.0).bind(domain.as_str())
                .fetch_one(&mut *tx).await.map_err(&ask)?;
            if waits > 0 {
                return Ok(false);
            }
            sqlx::query(KEEP).bind(activity.site.0).bind(domain.as_str()).bind(i64::try_from(*accounts).unwrap_or(i64::MAX))
                .execute(&mut *tx).await.map_err(&ask)?;
            sqlx::query(remembered_servers::FORGET).bind(activity.site.0).bind(domain.as_str())
                .execute(&mut *tx).await.map_err(&ask)?;
            sqlx::query(CASE).bind(activity.site.0).bind(domain.as_str()).execute(&mut *tx).await.map_err(&ask)?;
        }
        activities::record!(tx, activity, "kept_servers::keep");
    });
    Ok(true)
}

/// One of these servers that is kept for ever, in trouble or not; nothing when none is.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn first_of(db: &Db, site: SiteId, domains: &[Domain]) -> Result<Option<Domain>, StoreError> {
    for some in domains.chunks(ROWS) {
        let names = numbered(2, some.len());
        let sql = format!(
            "SELECT domain FROM kept_servers WHERE site_id = $1 AND domain IN ({names})
            UNION SELECT domain FROM cases WHERE site_id = $1 AND kept = 1 AND domain IN ({names})
            ORDER BY domain LIMIT 1"
        );
        let kept: Option<String> = on_db!(read db, pool => {
            let mut query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(site.0);
            for domain in some {
                query = query.bind(domain.as_str());
            }
            query.fetch_optional(pool).await
        })
        .map_err(asking("kept_servers::first_of"))?;
        if let Some(kept) = kept {
            return Ok(Some(Domain::from_database(kept)));
        }
    }
    Ok(None)
}

/// Has a kept server looked at of which accounts are known; bind site, domain and now. A server with a case is looked at by its case.
pub(crate) const SUSPECT: &str = "INSERT INTO suspects (site_id, domain, next_look_at)
    SELECT k.site_id, k.domain, CAST($3 AS BIGINT) FROM kept_servers k
    WHERE k.site_id = $1 AND k.domain = $2 AND k.accounts > 0
        AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.site_id = k.site_id AND c.domain = k.domain)
    ON CONFLICT (site_id, domain) DO NOTHING";

/// Forgets that a server is kept; bind site and domain.
pub(crate) const FORGET: &str = "DELETE FROM kept_servers WHERE site_id = $1 AND domain = $2";
