//! Somebody who does Mastodon's background jobs, as far as pictures go: the simulated servers have none, so one of ours is stored.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ::redis::AsyncCommands;
use ::redis::aio::MultiplexedConnection;
use model::Millis;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::task::JoinHandle;

use crate::redis::{PrivateRedis, RedisError};
use crate::world::Kind;
use crate::world::files::Place;

const QUEUE: &str = "queue:pull";
/// How long a fetch takes.
const FETCH: Duration = Duration::from_millis(40);
/// How often somebody looks when nothing waits.
const IDLE: Duration = Duration::from_millis(250);

/// At work until this value is dropped.
#[derive(Debug)]
pub struct Sidekiq(JoinHandle<()>);

impl Sidekiq {
    /// Begins to take jobs from the queue of that Redis, for that database and the files below `files`.
    ///
    /// # Errors
    /// When the Redis does not answer.
    pub async fn start(redis: &PrivateRedis, pool: PgPool, files: PathBuf) -> Result<Self, RedisError> {
        let client = ::redis::Client::open(redis.url()).map_err(RedisError::Refused)?;
        let mut redis = client.get_multiplexed_async_connection().await.map_err(RedisError::Refused)?;
        Ok(Self(tokio::spawn(async move {
            loop {
                // As Mastodon's own: what fails is not fetched, and the next job is taken.
                let did = work(&mut redis, &pool, &files).await.unwrap_or(false);
                tokio::time::sleep(if did { FETCH } else { IDLE }).await;
            }
        })))
    }
}

impl Drop for Sidekiq {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does the job that has waited longest; `false` when there is none.
async fn work(redis: &mut MultiplexedConnection, pool: &PgPool, files: &Path) -> Result<bool, Fault> {
    let Some(job) = redis.rpop::<_, Option<String>>(QUEUE, None).await? else { return Ok(false) };
    let job: Value = serde_json::from_str(&job)?;
    let attachment = match job["class"].as_str() {
        Some("RedownloadAvatarWorker") => "avatar",
        Some("RedownloadHeaderWorker") => "header",
        _ => return Ok(true),
    };
    if let Some(id) = job["args"][0].as_i64() {
        fetch(pool, files, id, attachment).await?;
    }
    Ok(true)
}

async fn fetch(pool: &PgPool, files: &Path, id: i64, attachment: &str) -> Result<(), Fault> {
    let name = format!("{:016x}.png", id ^ Millis::from(chrono::Utc::now()).0);
    let folder = format!("accounts/{attachment}s");
    let path = files.join(Place { folder: &folder, id, cached: true }.key("original", &name));
    tokio::fs::create_dir_all(path.parent().unwrap_or(files)).await?;
    tokio::fs::write(&path, Kind::Png.bytes()).await?;
    let update = format!(
        "UPDATE accounts SET {attachment}_file_name = $2, {attachment}_content_type = 'image/png',
           {attachment}_file_size = $3, {attachment}_updated_at = now(), {attachment}_storage_schema_version = 1
         WHERE id = $1 AND coalesce({attachment}_file_name, '') = ''"
    );
    let size = i32::try_from(Kind::Png.bytes().len()).unwrap_or(0);
    sqlx::query(AssertSqlSafe(update)).bind(id).bind(name).bind(size).execute(pool).await?;
    Ok(())
}

/// Why a job was not done. Nobody asks: as in life, the picture just does not come.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Redis(#[from] ::redis::RedisError),
    #[error(transparent)]
    Job(#[from] serde_json::Error),
    #[error(transparent)]
    File(#[from] std::io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
