//! The latest counts of a run: replaced, never queued.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::time::Millis;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// Items handled so far.
    pub done: u64,
    /// Items in all, as counted at the start; new ones may appear meanwhile.
    pub total: u64,
    /// Accounts (or accounts' pictures) removed, or in a preview found removable.
    pub removed: u64,
    /// Items that could not be settled: their server did not answer, or said it later.
    pub set_aside: u64,
    pub freed: Bytes,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Finishing what an earlier stop left, and counting what there is to do.
    #[default]
    Preparing,
    /// Going through the items.
    Working,
    /// Waiting until our own connection works again: too many servers that are known to be well do not answer.
    Paused,
    /// Waiting until something works again that has been away since then.
    Waiting { outage: Outage, since: Millis },
    /// Writing the report.
    Closing,
}

/// What is away for a while, so that a run waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outage {
    /// Mastodon's database.
    Database,
    /// The database of our own state.
    OwnState,
    /// The place where Mastodon keeps its files.
    Storage,
}

impl Progress {
    /// Whole percent done, 0 to 100.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let percent = self.done.min(self.total).saturating_mul(100).checked_div(self.total).unwrap_or(0);
        u8::try_from(percent).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_never_leaves_its_range() {
        let percent = |done, total| Progress { done, total, ..Progress::default() }.percent();
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(1, 3), 33);
        assert_eq!(percent(7, 3), 100);
    }
}
