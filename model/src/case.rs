//! A server that does not answer (or is suspicious), waiting for a person to decide.

mod advice;
mod decision;
mod history;
mod impact;
mod reason;

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::time::{DAY_MS, Millis};

pub use advice::Advice;
pub use decision::{Decision, WaitingPurge};
pub use history::Evidence;
pub use impact::Impact;
pub use reason::CaseReason;

/// An open question about one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub domain: Domain,
    pub reason: CaseReason,
    /// The first failed question without an answer since.
    pub silent_since: Millis,
    pub last_asked_at: Millis,
    /// Oldest first, the latest twelve.
    pub evidence: Vec<Evidence>,
    pub impact: Impact,
    /// The purge that waits for its time, if one was ordered.
    pub purge: Option<WaitingPurge>,
}

impl Case {
    /// Whole days without an answer.
    #[must_use]
    pub fn silent_days(&self, now: Millis) -> i64 {
        (now.0 - self.silent_since.0).max(0) / DAY_MS
    }

    /// What we would do; the person decides.
    #[must_use]
    pub fn advice(&self, now: Millis) -> Advice {
        let days = self.silent_days(now);
        match self.reason {
            CaseReason::SaysClosed if days >= 7 => Advice::PurgeSaysClosed,
            CaseReason::NoAddress if days >= 30 => Advice::PurgeNoAddress,
            CaseReason::SomethingElse | CaseReason::ChangedHands => Advice::WaitSomethingElse,
            _ if days >= 90 => Advice::PurgeLongSilent,
            _ => Advice::WaitSilentOnly,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purge_is_advised_only_after_long_silence_or_a_farewell() {
        let now = Millis(2_000_000_000_000);
        let case = |reason, days: i64| Case {
            domain: "quiet.example".parse().expect("a name"),
            reason,
            silent_since: now.plus_ms(-days * DAY_MS),
            last_asked_at: now,
            evidence: Vec::new(),
            impact: Impact::default(),
            purge: None,
        };
        let table = [
            (CaseReason::RefusesConnections, 89, Advice::WaitSilentOnly),
            (CaseReason::RefusesConnections, 90, Advice::PurgeLongSilent),
            (CaseReason::NoAddress, 29, Advice::WaitSilentOnly),
            (CaseReason::NoAddress, 30, Advice::PurgeNoAddress),
            (CaseReason::SaysClosed, 6, Advice::WaitSilentOnly),
            (CaseReason::SaysClosed, 7, Advice::PurgeSaysClosed),
            (CaseReason::SomethingElse, 400, Advice::WaitSomethingElse),
        ];
        for (reason, days, advice) in table {
            assert_eq!(case(reason, days).advice(now), advice, "{reason:?} {days}");
        }
    }
}
