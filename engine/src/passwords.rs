//! Passwords of operators: argon2id, off the async threads, few at a time.

use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::error::EngineError;

/// Each hash takes about 19 MB and one core for a moment.
static AT_ONCE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// Verified in place of a stored hash when the name is unknown, so that both take as long.
static NOBODYS_HASH: LazyLock<Option<String>> =
    LazyLock::new(|| Argon2::default().hash_password(b"nobody").ok().map(|hash| hash.to_string()));

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, EngineError> {
    let _permit = AT_ONCE.clone().acquire_owned().await.map_err(|_| EngineError::Password)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| EngineError::Password)
}

/// The hash of a password, with its own salt, as a PHC string.
pub(crate) async fn hash(password: SecretString) -> Result<String, EngineError> {
    apart(move || Argon2::default().hash_password(password.expose_secret().as_bytes()).map(|hash| hash.to_string()))
        .await?
        .map_err(|_| EngineError::Password)
}

/// Whether the password is the one that was hashed. Without a hash it takes as long and is never right.
pub(crate) async fn is_right(password: SecretString, stored: Option<String>) -> Result<bool, EngineError> {
    apart(move || {
        let known = stored.is_some();
        let Some(text) = stored.or_else(|| NOBODYS_HASH.clone()) else { return false };
        let Ok(hash) = PasswordHash::new(&text) else { return false };
        Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok() && known
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let stored = hash("correct horse".into()).await.expect("hashes");
        assert!(stored.starts_with("$argon2id$"));
        assert!(is_right("correct horse".into(), Some(stored.clone())).await.expect("verifies"));
        assert!(!is_right("wrong horse".into(), Some(stored)).await.expect("verifies"));
        assert!(!is_right("nobody".into(), None).await.expect("verifies"));
    }
}
