//! One thing that a member has on a server and that a purge takes.

use serde::{Deserialize, Serialize};

use crate::domain::Domain;

/// One line of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The member's username.
    pub member: String,
    pub kind: Kind,
    /// For follows and followers the account there as people write it, `alice@gone.example`; for moves the account that it is now,
    /// `alice@new.example`; for bookmarks and favourites the ActivityPub address of the post.
    pub what: String,
    /// The server of that account or post.
    pub domain: Domain,
    /// How the member follows; only of follows and moves.
    pub follow: Option<FollowOptions>,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The member follows an account there.
    Follow,
    /// An account there follows the member.
    Follower,
    /// The member bookmarked a post of there.
    Bookmark,
    /// The member favourited a post of there.
    Favourite,
    /// The member follows an account there that has moved, and could follow it where it is now.
    Move,
}

/// What a member chose for one follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowOptions {
    pub show_boosts: bool,
    pub notify: bool,
    /// Codes of the languages that are shown; all when there are none.
    pub languages: Vec<String>,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Follow, Self::Follower, Self::Bookmark, Self::Favourite, Self::Move];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Follow => "follow",
            Self::Follower => "follower",
            Self::Bookmark => "bookmark",
            Self::Favourite => "favourite",
            Self::Move => "move",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}
