//! What depends on a server here.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::time::Millis;

/// What a purge of a server would touch here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    pub accounts: u64,
    pub statuses: u64,
    /// Bytes of all files that we store of it, by the database.
    pub media: Bytes,
    /// Those of them that are profile pictures.
    #[serde(default)]
    pub pictures: Bytes,
    /// Those of them that belong to posts.
    #[serde(default)]
    pub post_media: Bytes,
    /// Custom emojis of theirs; their files are the rest.
    #[serde(default)]
    pub emojis: u64,
    /// Our members who follow somebody there.
    pub members_following: u64,
    /// Accounts there that our members follow.
    pub followed_there: u64,
    /// Accounts there that follow one of our members.
    pub followers_there: u64,
    /// Posts of theirs that members bookmarked.
    #[serde(default)]
    pub bookmarked: u64,
    /// Posts of theirs that members favourited.
    #[serde(default)]
    pub favourited: u64,
    /// Direct conversations with our members in which somebody there wrote.
    #[serde(default)]
    pub conversations: u64,
    /// The newest thing that reached us from there.
    pub last_sign_of_life: Option<Millis>,
    /// Since when Mastodon itself has given up delivering there.
    pub unavailable_since: Option<Millis>,
}

impl Impact {
    /// What two purges would touch together; members who follow people on both servers count twice.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            accounts: self.accounts + other.accounts,
            statuses: self.statuses + other.statuses,
            media: self.media + other.media,
            pictures: self.pictures + other.pictures,
            post_media: self.post_media + other.post_media,
            emojis: self.emojis + other.emojis,
            members_following: self.members_following + other.members_following,
            followed_there: self.followed_there + other.followed_there,
            followers_there: self.followers_there + other.followers_there,
            bookmarked: self.bookmarked + other.bookmarked,
            favourited: self.favourited + other.favourited,
            conversations: self.conversations + other.conversations,
            last_sign_of_life: self.last_sign_of_life.max(other.last_sign_of_life),
            unavailable_since: self.unavailable_since.min(other.unavailable_since),
        }
    }
}
