//! A member whom a purge of a server would concern.

use serde::{Deserialize, Serialize};

/// A member with ties to a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// The name without the site's.
    pub member: String,
    /// People there whom the member follows.
    pub follows: u64,
    /// People there who follow the member.
    pub followed: u64,
}
