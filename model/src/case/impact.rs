//! What depends on a server here.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::time::Millis;

/// What a purge of a server would touch here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    pub accounts: u64,
    pub statuses: u64,
    /// Bytes of profile pictures and post media that we store of it, by the database.
    pub media: Bytes,
    /// Our members who follow somebody there.
    pub members_following: u64,
    /// Accounts there that our members follow.
    pub followed_there: u64,
    /// Accounts there that follow one of our members.
    pub followers_there: u64,
    /// The newest thing that reached us from there.
    pub last_sign_of_life: Option<Millis>,
    /// Since when Mastodon itself has given up delivering there.
    pub unavailable_since: Option<Millis>,
}
