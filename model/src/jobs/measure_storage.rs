//! Storage: what the database says is stored, of which kind, of whom, and for how long nobody needed it.

use serde::{Deserialize, Serialize};

use crate::failures::Failures;
use crate::storage::Stock;

/// What the job may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// How many servers are listed by name, those of which most is stored.
    pub servers: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { servers: 50 }
    }
}

/// What a measurement found. A preview finds the same and keeps nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasureReport {
    /// Rows of Mastodon's tables that were read.
    pub visited: u64,
    pub stock: Stock,
    pub failures: Failures,
}
