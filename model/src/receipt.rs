//! What a removal proves afterwards.

pub mod csv;
pub mod line;

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::ids::AccountId;
use crate::probe::Proof;
use crate::time::Millis;
pub use line::{FollowOptions, Kind, Line};

/// Days that the receipt of a purge is kept after its end, unless the settings say otherwise.
pub const KEPT_DAYS: u32 = 90;

/// One account that a run removed, or in a preview would remove, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedAccount {
    /// Its place in the run's list, from 1: pages of the list go on after it.
    pub position: i64,
    pub id: AccountId,
    /// As people write it: `alice@gone.example`.
    pub account: String,
    pub domain: Domain,
    /// The HTTP status with which its server said that it is gone.
    pub evidence_status: u16,
    pub proof: Proof,
    /// The proof cannot be read any more.
    #[serde(default)]
    pub damaged: bool,
}

/// How many lines of each kind a receipt has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    pub follows: u64,
    pub followers: u64,
    pub bookmarks: u64,
    pub favourites: u64,
    pub moves: u64,
}

impl Lines {
    #[must_use]
    pub fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Follow => self.follows,
            Kind::Follower => self.followers,
            Kind::Bookmark => self.bookmarks,
            Kind::Favourite => self.favourites,
            Kind::Move => self.moves,
        }
    }

    pub fn add(&mut self, kind: Kind, lines: u64) {
        *match kind {
            Kind::Follow => &mut self.follows,
            Kind::Follower => &mut self.followers,
            Kind::Bookmark => &mut self.bookmarks,
            Kind::Favourite => &mut self.favourites,
            Kind::Move => &mut self.moves,
        } += lines;
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the receipt of one purge holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub lines: Lines,
    /// Members who followed somebody on the purged servers.
    pub members_following: u64,
    /// When its lines are deleted, counted from the end of the run; absent when they are gone, and while the run is open.
    pub kept_until: Option<Millis>,
}

/// What one member had on the purged servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberReceipt {
    /// The member's username.
    pub member: String,
    pub lines: Lines,
}
