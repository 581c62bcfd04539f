//! Mastodon's background jobs: how many wait, and giving them more.

mod job;

use redis::{Pipeline, RedisError, cmd};
use serde_json::Value;

use crate::catalogue::Catalogue;
use crate::connect::Mastodon;
use crate::node::Node;
use crate::settings::Redis;
use crate::writer::WriteError;
pub(crate) use job::{Job, Times, Worker};

/// The queue of Mastodon's that fetches from other servers.
pub(crate) const PULL: &str = "pull";

/// The Redis in which Mastodon's background jobs wait; connected to when it is first needed.
#[derive(Debug)]
pub(crate) struct Sidekiq {
    settings: Redis,
    node: Node,
}

impl Sidekiq {
    pub(crate) fn new(settings: Redis) -> Self {
        Self { node: Node::new(settings.sidekiq.clone()), settings }
    }

    /// Makes sure that it answers.
    pub(crate) async fn answers(&self) -> Result<(), RedisError> {
        self.node.ask(&cmd("PING")).await
    }

    async fn length(&self, queue: &str) -> Result<u64, RedisError> {
        self.node.ask(cmd("LLEN").arg(self.settings.key(&format!("queue:{queue}")))).await
    }

    /// Puts these jobs at the end of their queue. Mirrors Sidekiq::Client: the queue is named among the queues first.
    pub(crate) async fn push(&self, queue: &str, jobs: &[Job], times: Times) -> Result<(), RedisError> {
        let mut pipe = Pipeline::new();
        pipe.sadd(self.settings.key("queues"), queue).ignore();
        let texts: Vec<String> = jobs.iter().map(|job| job.text(queue, times)).collect();
        pipe.lpush(self.settings.key(&format!("queue:{queue}")), texts).ignore();
        self.node.send(&pipe).await
    }

    /// How this Sidekiq writes times: asked of a process of it that is at work, else told by what only a Mastodon has that brought
    /// Sidekiq 8, which is 4.5 and later.
    pub(crate) async fn times(&self, catalogue: &Catalogue) -> Result<Times, RedisError> {
        let processes: Vec<String> = self.node.ask(cmd("SMEMBERS").arg(self.settings.key("processes"))).await?;
        for process in processes {
            let info: Option<String> = self.node.ask(cmd("HGET").arg(self.settings.key(&process)).arg("info")).await?;
            let info: Option<Value> = info.and_then(|info| serde_json::from_str(&info).ok());
            let version = info.as_ref().and_then(|info| info.get("version")).and_then(Value::as_str);
            let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
            if let Some(major) = major {
                return Ok(Times::of_sidekiq(major));
            }
        }
        let since_4_5 = catalogue.has_column("conversations", "parent_status_id");
        Ok(Times::of_sidekiq(if since_4_5 { 8 } else { 7 }))
    }
}

/// How many jobs wait to fetch something from other servers.
///
/// # Errors
/// [`WriteError::NoRedis`], [`WriteError::Queue`].
pub async fn waiting_to_fetch(mastodon: &Mastodon) -> Result<u64, WriteError> {
    let sidekiq = mastodon.sidekiq.as_ref().ok_or(WriteError::NoRedis)?;
    sidekiq.length(PULL).await.map_err(|source| WriteError::Queue { queue: PULL, source })
}
