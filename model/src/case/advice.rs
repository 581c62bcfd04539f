//! What we would do about a server.

use serde::{Deserialize, Serialize};

/// What we would do, with the reason in one sentence on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Silence of less than 90 days is often repaired.
    WaitSilentOnly,
    /// Another page answers there; the owner may return.
    WaitSomethingElse,
    /// It said itself that it closed, at least a week ago.
    PurgeSaysClosed,
    /// Its name has not existed for 30 days.
    PurgeNoAddress,
    /// Silent for 90 days.
    PurgeLongSilent,
}

impl Advice {
    #[must_use]
    pub fn is_purge(self) -> bool {
        matches!(self, Self::PurgeSaysClosed | Self::PurgeNoAddress | Self::PurgeLongSilent)
    }
}
