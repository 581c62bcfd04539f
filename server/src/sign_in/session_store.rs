//! Sessions in our own state. Only the SHA-256 of a session's id is stored, so a copy of the table signs nobody in.

use async_trait::async_trait;
use engine::Engine;
use engine::store::{StoreError, sessions};
use model::Millis;
use sha2::{Digest, Sha256};
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::failure::chain;

/// The store of sessions on either engine.
#[derive(Clone, Debug)]
pub(crate) struct EngineSessions {
    engine: Engine,
}

impl EngineSessions {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine }
    }
}

#[async_trait]
impl SessionStore for EngineSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let data = encoded(record)?;
        while !sessions::create(self.engine.db(), &hash_of(&record.id), &data, expiry_of(record)).await.map_err(told)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let data = encoded(record)?;
        sessions::put(self.engine.db(), &hash_of(&record.id), &data, expiry_of(record)).await.map_err(told)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = sessions::lookup(self.engine.db(), &hash_of(id), self.engine.now()).await.map_err(told)?;
        let Some(stored) = found else { return Ok(None) };
        let read = serde_json::from_str(&stored).ok();
        let Some((data, expiry_date)) = read.and_then(|(data, expires_at)| {
            OffsetDateTime::from_unix_timestamp(expires_at).ok().map(|expiry_date| (data, expiry_date))
        }) else {
            tracing::error!("A session is damaged; its person signs in again.");
            return Ok(None);
        };
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sessions::delete(self.engine.db(), &hash_of(id)).await.map_err(told)
    }
}

fn hash_of(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

/// The data with its expiry in seconds, because the column of the expiry is the store's own.
fn encoded(record: &Record) -> Result<String> {
    serde_json::to_string(&(&record.data, record.expiry_date.unix_timestamp()))
        .map_err(|error| Error::Encode(error.to_string()))
}

fn expiry_of(record: &Record) -> Millis {
    Millis(record.expiry_date.unix_timestamp().saturating_mul(1_000))
}

fn told(error: StoreError) -> Error {
    Error::Backend(chain(&error))
}
