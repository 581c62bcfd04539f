//! Deliveries to other servers, as far as they fail.

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::time::Millis;

/// A server to which Mastodon delivers nothing any more, although it answers us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckDelivery {
    /// The host of its inboxes, which for some servers is another than that of its accounts.
    pub domain: Domain,
    /// Since when Mastodon has given up.
    pub since: Millis,
    /// When it last answered us.
    pub answered_at: Millis,
}
