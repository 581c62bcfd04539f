//! Who answered for a server when its answers made sense, to notice when somebody else does.

use model::jobs::cull_accounts::Hands;
use model::{Domain, Millis, SiteId};

use super::db::{Db, StoreError, asking, on_db};

/// Who is remembered for a server; nobody when it is new.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, site: SiteId, domain: &Domain) -> Result<Hands, StoreError> {
    const SQL: &str = "SELECT software, actor_key FROM remembered_servers WHERE site_id = $1 AND domain = $2";
    let row: Option<(Option<String>, Option<String>)> = on_db!(read db, pool => sqlx::query_as(SQL)
        .bind(site.0).bind(domain.as_str()).fetch_optional(pool).await)
    .map_err(asking("remembered_servers::lookup"))?;
    let (software, actor_key) = row.unwrap_or_default();
    Ok(Hands { software, actor_key })
}

/// Remembers who answers for a server; what is not known this time stays as it was.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn remember(db: &Db, site: SiteId, domain: &Domain, hands: &Hands, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO remembered_servers (site_id, domain, software, actor_key, seen_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (site_id, domain) DO UPDATE
        SET software = coalesce(excluded.software, remembered_servers.software),
            actor_key = coalesce(excluded.actor_key, remembered_servers.actor_key), seen_at = excluded.seen_at";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(site.0).bind(domain.as_str()).bind(&hands.software).bind(&hands.actor_key).bind(now.0)
        .execute(pool).await.map(|_| ()))
    .map_err(asking("remembered_servers::remember"))
}

/// Forgets who answered for a server that is in other hands: a person has decided to keep it as it is now. Runs inside that transaction.
pub(crate) const FORGET: &str = "DELETE FROM remembered_servers WHERE site_id = $1 AND domain = $2
    AND EXISTS (SELECT 1 FROM cases WHERE cases.site_id = $1 AND cases.domain = $2 AND cases.reason = 'changed-hands')";
