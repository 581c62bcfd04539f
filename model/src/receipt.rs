//! What a removal proves afterwards.

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::ids::AccountId;
use crate::probe::Proof;

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
}
