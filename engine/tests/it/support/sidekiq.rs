//! Somebody who does Mastodon's background jobs, as far as pictures go.

use std::collections::BTreeMap;

use model::AccountId;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::ground::Ground;

/// Takes jobs from the queue of a site's Redis.
pub(crate) struct Sidekiq {
    pub(crate) redis: MultiplexedConnection,
}

impl Sidekiq {
    pub(crate) async fn of(ground: &Ground) -> Self {
        let client = redis::Client::open(ground.redis_url()).expect("an address");
        Self { redis: client.get_multiplexed_async_connection().await.expect("it answers") }
    }

    /// Does everything that waits, the oldest first: each picture that is still missing is there afterwards. Gives what was done.
    pub(crate) async fn work(&mut self, ground: &Ground) -> Vec<(AccountId, String)> {
        let mut done = Vec::new();
        while let Some(job) = self.redis.rpop::<_, Option<String>>("queue:pull", None).await.expect("is a list") {
            let job: Value = serde_json::from_str(&job).expect("is JSON");
            let Some(id) = job["args"][0].as_i64() else { continue };
            let attachment = if job["class"] == "RedownloadAvatarWorker" { "avatar" } else { "header" };
            let sql = format!(
                "UPDATE accounts SET {attachment}_file_name = 'fetched.png' WHERE id = {id} AND {attachment}_file_name IS NULL"
            );
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(ground.world.pool()).await.expect("it is fetched");
            done.push((AccountId(id), attachment.to_owned()));
        }
        done
    }

    /// Everything that Redis holds: each key with its dump and its time to live.
    pub(crate) async fn dump(&mut self) -> BTreeMap<String, (Vec<u8>, i64)> {
        let mut dump = BTreeMap::new();
        for key in self.redis.keys::<_, Vec<String>>("*").await.expect("are told") {
            let value = redis::cmd("DUMP").arg(&key).query_async(&mut self.redis).await.expect("is there");
            let left = self.redis.ttl(&key).await.expect("is told");
            dump.insert(key, (value, left));
        }
        dump
    }

    /// What waits.
    pub(crate) async fn waiting(&mut self) -> usize {
        self.redis.llen("queue:pull").await.expect("is a list")
    }

    /// Fills the queue with jobs of others.
    pub(crate) async fn fill(&mut self, jobs: usize) {
        for _ in 0..jobs {
            let _: () =
                self.redis.lpush("queue:pull", r#"{"class":"OtherWorker","args":[]}"#).await.expect("is pushed");
        }
    }
}
