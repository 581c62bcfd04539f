//! What a person decides about a case.

use serde::{Deserialize, Serialize};

use crate::ids::RunId;
use crate::time::Millis;

/// What a person decided about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// Ask again later; hidden until then.
    Wait { until: Millis },
    /// Never ask about it again.
    Keep,
    /// Remove every copy we hold.
    Purge,
}

/// A purge in the waiting room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPurge {
    pub run: RunId,
    pub due_at: Millis,
    /// Whether something was removed already: then it can no longer be undone.
    pub has_begun: bool,
    /// Who ordered it, while a second person has to agree: until then it does not happen, whatever its time.
    pub agreement_wanted_by: Option<String>,
}
