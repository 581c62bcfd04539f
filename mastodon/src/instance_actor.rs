//! The account by which the site itself speaks to other servers: number −99.

use secrecy::SecretString;
use serde_json::Value;
use sqlx::{Postgres, Row, Transaction};

use crate::connect::Mastodon;
use crate::read_error::ReadError;
use crate::sql;

const ID: i64 = -99;

/// The private key that the site signs its own requests with.
#[derive(Clone, Debug)]
pub enum InstanceKey {
    /// As it is stored; whether it is a key at all shows when it is used.
    Pem(SecretString),
    /// Only Mastodon can read it: it holds the secrets of its encrypted columns.
    Encrypted,
    /// The site has not made one yet.
    Absent,
}

impl InstanceKey {
    /// Active Record keeps what it encrypts in a JSON object whose `p` is the payload.
    fn of(stored: String) -> Self {
        match serde_json::from_str::<Value>(&stored) {
            Ok(Value::Object(envelope)) if envelope.contains_key("p") => Self::Encrypted,
            _ => Self::Pem(stored.into()),
        }
    }
}

/// Where it always was.
const IN_ACCOUNTS: &str = "SELECT private_key FROM accounts WHERE id = $1 AND private_key <> ''";

/// Where it may be from 4.6 on; the newest that is still good.
const IN_KEYPAIRS: &str = "SELECT private_key FROM keypairs
WHERE account_id = $1 AND private_key <> '' AND NOT revoked
  AND (expires_at IS NULL OR expires_at > now() AT TIME ZONE 'UTC')
ORDER BY id DESC LIMIT 1";

/// Reads the key of the instance actor.
///
/// # Errors
/// When the database does not answer, or does not let its user read keys.
pub async fn key(mastodon: &Mastodon) -> Result<InstanceKey, ReadError> {
    let read = async {
        let mut tx = sql::reading(&mastodon.pool).await?;
        let mut stored = one(&mut tx, IN_ACCOUNTS).await?;
        if stored.is_none() && mastodon.catalogue.has_column("keypairs", "private_key") {
            stored = one(&mut tx, IN_KEYPAIRS).await?;
        }
        tx.commit().await?;
        Ok(stored.map_or(InstanceKey::Absent, InstanceKey::of))
    };
    read.await.map_err(ReadError::InstanceKey)
}

async fn one(tx: &mut Transaction<'_, Postgres>, select: &'static str) -> Result<Option<String>, sqlx::Error> {
    let row = sql::query(select).bind(ID).fetch_optional(tx).await?;
    row.map(|row| row.try_get("private_key")).transpose()
}
