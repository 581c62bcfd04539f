//! The connection to Mastodon's Redis.

mod deliveries;

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use redis::{Pipeline, RedisError, Script};

use super::{Effects, Leaving};
use crate::node::Node;
use crate::settings::Redis;

/// How long a Redis that did not answer is left alone, so that a removal does not wait for it again at every step.
const REST: Duration = Duration::from_secs(30);
/// Words per pipeline, so that one never takes much memory or holds up those who use the site.
const WORDS: usize = 5_000;

static LEAVE_FEED: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("leave_feed.lua")));

/// Mastodon's Redis, connected to when there is something to send.
#[derive(Debug)]
pub(crate) struct Link {
    settings: Redis,
    base: Node,
    cache: Node,
    /// Since when it has not answered, and what it said last.
    silent: Mutex<Option<(Instant, String)>>,
}

impl Link {
    pub(crate) fn new(settings: Redis) -> Self {
        let (base, cache) = (Node::new(settings.base.clone()), Node::new(settings.cache.clone()));
        Self { settings, base, cache, silent: Mutex::default() }
    }

    /// Sends these effects.
    ///
    /// # Errors
    /// With a sentence when they could not all be sent; trying again is not worth while.
    pub(crate) async fn send(&self, effects: &Effects) -> Result<(), String> {
        if effects.is_empty() {
            return Ok(());
        }
        if let Some((since, sentence)) = &*self.silent.lock().unwrap_or_else(PoisonError::into_inner)
            && since.elapsed() < REST
        {
            return Err(sentence.clone());
        }
        let sent = self.base(effects).await.and(self.cache(effects).await);
        let sent = sent.map_err(|error| format!("Mastodon's Redis could not be told of what is gone: {error}"));
        let silent = sent.as_ref().err().map(|sentence| (Instant::now(), sentence.clone()));
        *self.silent.lock().unwrap_or_else(PoisonError::into_inner) = silent;
        sent
    }

    /// Makes sure that it answers, and that of the caches.
    pub(crate) async fn answers(&self) -> Result<(), RedisError> {
        let mut ping = Pipeline::new();
        ping.cmd("PING").ignore();
        self.base.send(&ping).await.and(self.cache.send(&ping).await)
    }

    async fn base(&self, effects: &Effects) -> Result<(), RedisError> {
        let mut pipe = Batch::on(&self.base);
        if !effects.feeds.is_empty() {
            self.base.load(&LEAVE_FEED).await?;
        }
        for leaving in &effects.feeds {
            self.leave(leaving, pipe.room(2 * leaving.posts.len()).await?);
        }
        for (channel, post) in &effects.deleted {
            let message = format!(r#"{{"event":"delete","payload":"{post}"}}"#);
            pipe.room(2).await?.publish(self.settings.key(channel), message).ignore();
        }
        for (queue, ids) in &effects.queues {
            pipe.room(ids.len()).await?.sadd(self.settings.key(queue), ids).ignore();
        }
        pipe.flush().await
    }

    fn leave(&self, leaving: &Leaving, pipe: &mut Pipeline) {
        pipe.cmd("EVALSHA").arg(LEAVE_FEED.get_hash()).arg(1);
        pipe.arg(self.settings.key(&leaving.feed)).arg(self.settings.key(&leaving.channel));
        for post in leaving.posts.iter() {
            pipe.arg(post.id).arg(post.boosted.map(|id| id.to_string()).unwrap_or_default());
        }
        pipe.ignore();
    }

    async fn cache(&self, effects: &Effects) -> Result<(), RedisError> {
        let mut pipe = Batch::on(&self.cache);
        for keys in effects.cache.chunks(100) {
            let keys: Vec<_> = keys.iter().map(|key| self.settings.cache_key(key)).collect();
            pipe.room(keys.len()).await?.del(keys).ignore();
        }
        pipe.flush().await
    }
}

/// Commands that are sent together when there are many enough.
struct Batch<'a> {
    node: &'a Node,
    pipe: Pipeline,
    words: usize,
}

impl<'a> Batch<'a> {
    fn on(node: &'a Node) -> Self {
        Self { node, pipe: Pipeline::new(), words: 0 }
    }

    /// Where a command of so many words may be added.
    async fn room(&mut self, words: usize) -> Result<&mut Pipeline, RedisError> {
        if self.words + words > WORDS {
            self.flush().await?;
        }
        self.words += words;
        Ok(&mut self.pipe)
    }

    async fn flush(&mut self) -> Result<(), RedisError> {
        if !self.pipe.is_empty() {
            self.node.send(&self.pipe).await?;
            self.pipe.clear();
        }
        self.words = 0;
        Ok(())
    }
}
