//! Purge: every copy we hold of servers that a person has given up.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::case::SparedServer;
use crate::domain::Domain;
use crate::failures::Failures;

/// What a purge is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The servers, each exactly as named: subdomains are other servers.
    pub domains: Vec<Domain>,
    /// Whether the site's blocks of exactly these servers go, too. Absent in runs from before there was a choice.
    #[serde(default)]
    pub domain_blocks: bool,
}

impl Options {
    /// A purge of these servers that leaves the site's blocks.
    #[must_use]
    pub fn of(domains: Vec<Domain>) -> Self {
        Self { domains, domain_blocks: false }
    }
}

/// What a purge did, or in a preview would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PurgeReport {
    pub domains: Vec<Domain>,
    pub accounts: u64,
    pub statuses_removed: u64,
    pub boosts_removed: u64,
    pub emojis: u64,
    pub domain_blocks: u64,
    pub files_removed: u64,
    pub bytes_reclaimed: Bytes,
    /// Servers that showed a sign of life before their removal began: nothing of them was removed.
    pub spared: Vec<SparedServer>,
    pub failures: Failures,
}
