//! Files that lost their owner and could not be removed yet.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckFile {
    /// Whose it was and what it is called, as `accounts.avatar 7: 0123456789abcdef.png`.
    pub name: String,
    /// The system's words.
    pub reason: String,
    pub tries: u64,
    pub tried_at: Millis,
}

/// How many there are, and those that were tried last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckFiles {
    pub count: u64,
    pub some: Vec<StuckFile>,
}
