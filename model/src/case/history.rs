//! What we have seen of one server.

use serde::{Deserialize, Serialize};

use super::CaseReason;
use crate::time::Millis;

/// One time that we asked a server: `None` means it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub at: Millis,
    pub reason: Option<CaseReason>,
}
