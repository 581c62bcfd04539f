//! The people who may sign in with a local password.

use model::{Millis, Operator, Role};
use secrecy::SecretString;

use super::db::{Db, StoreError, asking, on_db};
use crate::error::EngineError;
use crate::passwords;

/// An operator with the hash of their password, which never leaves the engine.
pub(crate) struct StoredOperator {
    pub operator: Operator,
    pub password_hash: String,
}

/// Adds an operator, or gives an existing one a new role and password.
///
/// # Errors
/// [`StoreError::Query`].
pub(crate) async fn put(db: &Db, operator: &Operator, password_hash: &str, now: Millis) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO operators (name, role, password_hash, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET role = excluded.role, password_hash = excluded.password_hash";
    on_db!(db, pool => sqlx::query(SQL)
        .bind(&operator.name).bind(operator.role.as_str()).bind(password_hash).bind(now.0)
        .execute(pool).await.map(|_| ()))
    .map_err(asking("operators::put"))
}

/// Adds an operator with a password, or gives an existing one both anew; for the command line, which opens no engine for it.
///
/// # Errors
/// [`EngineError::Password`], [`EngineError::Store`].
pub async fn add(db: &Db, operator: &Operator, password: SecretString, now: Millis) -> Result<(), EngineError> {
    let hash = passwords::hash(password).await?;
    Ok(put(db, operator, &hash, now).await?)
}

/// The operator with that name and password. A wrong name takes as long as a wrong password.
///
/// # Errors
/// [`EngineError::Password`], [`EngineError::Store`].
pub async fn signed_in(db: &Db, name: &str, password: SecretString) -> Result<Option<Operator>, EngineError> {
    let stored = lookup(db, name).await?;
    let (operator, hash) = stored.map(|stored| (stored.operator, stored.password_hash)).unzip();
    Ok(if passwords::is_right(password, hash).await? { operator } else { None })
}

/// The operator of that name.
///
/// # Errors
/// [`StoreError::Query`], or [`StoreError::Damaged`] for a role we do not know.
pub(crate) async fn lookup(db: &Db, name: &str) -> Result<Option<StoredOperator>, StoreError> {
    const SQL: &str = "SELECT name, role, password_hash FROM operators WHERE name = $1";
    let row: Option<(String, String, String)> =
        on_db!(read db, pool => sqlx::query_as(SQL).bind(name).fetch_optional(pool).await)
            .map_err(asking("operators::lookup"))?;
    row.map(|(name, role, password_hash)| {
        let role: Role = role.parse().map_err(|_| StoreError::Damaged("operators.role"))?;
        Ok(StoredOperator { operator: Operator { name, role }, password_hash })
    })
    .transpose()
}
