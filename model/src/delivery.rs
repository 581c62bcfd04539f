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
    /// The servers of another name whose accounts take their deliveries there, by name: the first
    /// few.
    pub servers: Vec<Domain>,
    /// How many these are in all.
    pub servers_in_all: u64,
}

/// Whether an answer at the address of an inbox shows that the host of this inbox is there, by its
/// status. An inbox may answer anything to somebody who only looks. But a gateway that cannot reach
/// the server behind it speaks for nobody.
#[must_use]
pub fn is_life(status: u16) -> bool {
    !matches!(status, 502..=504 | 520..=530)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_host_says_at_an_inbox_is_life_but_not_what_its_gateway_says() {
        for status in [200, 202, 301, 400, 401, 403, 404, 405, 406, 410, 429, 500, 501] {
            assert!(is_life(status), "{status}");
        }
        for status in [502, 503, 504, 520, 521, 522, 523, 525, 530] {
            assert!(!is_life(status), "{status}");
        }
    }
}
