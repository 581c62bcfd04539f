//! Sessions of signed-in operators, by the hash of their id.

use model::Millis;

use super::db::{Db, StoreError, asking, on_db};

/// Stores a session's data until it expires.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn put(db: &Db, id_hash: &str, data: &str, expires_at: Millis) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO sessions (id_hash, data, expires_at) VALUES ($1, $2, $3)
        ON CONFLICT (id_hash) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at";
    on_db!(db, pool => sqlx::query(SQL).bind(id_hash).bind(data).bind(expires_at.0).execute(pool).await.map(|_| ()))
        .map_err(asking("sessions::put"))
}

/// Stores a new session; `false` when that id is taken.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn create(db: &Db, id_hash: &str, data: &str, expires_at: Millis) -> Result<bool, StoreError> {
    const SQL: &str = "INSERT INTO sessions (id_hash, data, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(id_hash).bind(data).bind(expires_at.0).execute(pool).await.map(|done| done.rows_affected() == 1))
    .map_err(asking("sessions::create"))
}

/// The data of a session that has not expired.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn lookup(db: &Db, id_hash: &str, now: Millis) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT data FROM sessions WHERE id_hash = $1 AND expires_at > $2";
    let row: Option<(String,)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(id_hash).bind(now.0).fetch_optional(pool).await)
            .map_err(asking("sessions::lookup"))?;
    Ok(row.map(|(data,)| data))
}

/// Ends a session.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn delete(db: &Db, id_hash: &str) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM sessions WHERE id_hash = $1";
    on_db!(db, pool => sqlx::query(SQL).bind(id_hash).execute(pool).await.map(|_| ()))
        .map_err(asking("sessions::delete"))
}

/// Removes sessions that have expired.
///
/// # Errors
/// [`StoreError::Query`].
pub async fn delete_expired(db: &Db, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM sessions WHERE expires_at <= $1";
    on_db!(db, pool => sqlx::query(SQL).bind(now.0).execute(pool).await.map(|_| ()))
        .map_err(asking("sessions::delete_expired"))
}
