//! What the chart of reclaimed storage draws, from stored reports.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::time::Millis;

/// Storage freed per week, oldest first, without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    pub weeks: Vec<Week>,
}

/// What one week freed, by the job that did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Monday 00:00 UTC.
    pub from: Millis,
    pub pictures: Bytes,
    pub accounts: Bytes,
    pub purged: Bytes,
}

impl Week {
    #[must_use]
    pub fn total(&self) -> Bytes {
        self.pictures + self.accounts + self.purged
    }
}

impl Series {
    #[must_use]
    pub fn total(&self) -> Bytes {
        self.weeks.iter().map(Week::total).sum()
    }
}
