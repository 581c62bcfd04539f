//! The Mastodon servers under our care; the interface shows one.

use model::{Millis, SiteId};

use super::db::{Db, StoreError, asking, on_db};

/// The site of that name, made when it is new.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn ensure(db: &Db, name: &str, now: Millis) -> Result<SiteId, StoreError> {
    const SQL: &str = "INSERT INTO sites (name, created_at) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id";
    let (id,): (i64,) = on_db!(db, pool => sqlx::query_as(SQL).bind(name).bind(now.0).fetch_one(pool).await)
        .map_err(asking("sites::ensure"))?;
    Ok(SiteId(id))
}

/// Lets the transaction decide alone about the servers of a site; bind the site. Its later statements see what others decided before. SQLite
/// has one writer anyway; PostgreSQL would judge a row that it waited for by what it had seen of other tables before.
pub(crate) const DECIDE_ALONE: &str = "UPDATE sites SET created_at = created_at WHERE id = $1";
