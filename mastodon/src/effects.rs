//! What a removal leaves in Mastodon's Redis, and what those who look at a timeline right now are told.
//!
//! Mirrors what Mastodon does beside the database when it removes an account: cached answers are dropped, posts leave the feeds of
//! members who were here lately, open pages are told of it, and the search index is given the ids to look at again.
//!
//! It is read within the transaction that deletes, because the rows are gone afterwards, and sent after its commit, because it may
//! still be taken back before. A stop between the two loses it, and that is harmless: Mastodon ignores ids that it does not know when
//! it reads a feed, its caches forget within ten minutes, and a search finds no rows for them.

pub(crate) mod accounts;
pub(crate) mod link;
pub(crate) mod posts;

use std::sync::Arc;

use crate::connect::Mastodon;

/// Which effects there are on this site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling {
    /// Whether feeds and open pages are told. Mastodon leaves them alone in a purge.
    pub(crate) timelines: bool,
    /// Whether there is a search index that reads queues.
    search: bool,
    /// How long a member's feeds are kept without a sign-in.
    active_days: i32,
}

impl Telling {
    /// Nothing where there is no Redis to tell.
    pub(crate) fn of(mastodon: &Mastodon, timelines: bool) -> Option<Self> {
        let settings = mastodon.settings();
        settings.redis.as_ref()?;
        let active_days = i32::try_from(settings.active_days).unwrap_or(i32::MAX);
        // Forks of a Mastodon before 4.0 index otherwise: nobody would ever read these queues. Roles came with 4.0, and Fedibird, where
        // posts expire, may have them without the queues.
        let catalogue = &mastodon.catalogue;
        let queues = catalogue.has_table("user_roles") && !catalogue.has_column("statuses", "expired_at");
        let search = settings.search && queues;
        Some(Self { timelines, search, active_days })
    }
}

/// The effects of one transaction, to be sent when it is committed.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Keys of the Rails cache to drop.
    cache: Vec<String>,
    feeds: Vec<Leaving>,
    /// Channels, each with a post that those who listen may drop.
    deleted: Vec<(String, i64)>,
    /// Queues of the search index, each with ids to look at again.
    queues: Vec<(&'static str, Vec<i64>)>,
}

/// Posts that leave one feed. Those of one author are shared by the feeds of everybody who follows.
#[derive(Debug)]
struct Leaving {
    feed: String,
    channel: String,
    posts: Arc<[Post]>,
}

/// A post, and the one it boosts.
#[derive(Clone, Copy, Debug)]
struct Post {
    id: i64,
    boosted: Option<i64>,
}

impl Effects {
    fn is_empty(&self) -> bool {
        self.cache.is_empty() && self.feeds.is_empty() && self.deleted.is_empty() && self.queues.is_empty()
    }

    fn queue(&mut self, queue: &'static str, ids: Vec<i64>) {
        if !ids.is_empty() {
            self.queues.push((queue, ids));
        }
    }
}
