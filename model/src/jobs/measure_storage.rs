//! Storage: what the database says is stored, of which kind, of whom, and for how long nobody needed it.

use serde::{Deserialize, Serialize};

use crate::failures::Failures;
use crate::storage::comparison::{Brake, Comparison};
use crate::storage::{Amount, Stock};

/// What the job may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// How many servers are listed by name, those of which most is stored.
    pub servers: u32,
    pub listing: Listing,
    /// The size brake: of the objects in Mastodon's places at most so many percent may be orphans, or all of them are left.
    pub most_orphans_percent: u32,
}

/// Whether the storage itself is asked what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Listing {
    /// Only the database is read.
    #[default]
    Skip,
    /// Every object is listed and looked for in the database.
    Compare,
    /// Then what belongs to nobody is removed, unless the brake holds it.
    RemoveOrphans,
}

impl Default for Options {
    fn default() -> Self {
        Self { servers: 50, listing: Listing::default(), most_orphans_percent: 10 }
    }
}

/// What a measurement found. A preview finds the same and keeps nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeasureReport {
    /// Rows of Mastodon's tables that were read, and objects that were listed.
    pub visited: u64,
    pub stock: Stock,
    /// What the storage itself holds; absent where it was not listed.
    pub comparison: Option<Comparison>,
    /// Why orphans that were to go have stayed.
    pub held: Option<Brake>,
    /// Orphans that are gone, or in a preview would be.
    pub removed: Amount,
    pub failures: Failures,
}
