//! A server that does not answer (or is suspicious), waiting for a person to decide.
//!
//! What was seen of a server is its [`History`]; the function [`state()`] says what it amounts to, by the numbers of
//! [`StateSettings`]. From the state follow the [`Advice`] and the time of the next look.

mod advice;
mod affected;
mod change;
pub mod confirmation;
mod decision;
mod early_looks;
mod history;
mod impact;
mod looks;
pub mod pasted;
mod purging;
mod queue;
mod reason;
mod settings;
mod state;
#[cfg(test)]
mod story;
mod timetable;

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::time::{DAY_MS, Millis};

pub use advice::{Advice, purge_from};
pub use affected::Affected;
pub use change::{ChangedBecause, Learnt, StateChange, change};
pub use decision::{Decision, WaitingPurge};
pub use early_looks::{EarlyLooks, EarlyLooksError};
pub use history::{Evidence, History};
pub use impact::Impact;
pub use purging::{SparedBecause, SparedServer, is_fresh, spared_because};
pub use queue::{Advised, CaseCounts, CaseFilter, CaseSum, NAME_LENGTH, Order, PER_PAGE, People, Place, Turn};
pub use reason::CaseReason;
pub use settings::{StateSettings, StateSettingsError};
pub use state::{State, state, state_since};
pub use timetable::next_look;

/// An open question about one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub domain: Domain,
    /// What the latest failed look found.
    pub reason: CaseReason,
    /// The first failed question without an answer since.
    pub silent_since: Millis,
    pub last_asked_at: Millis,
    /// What [`state()`] said when something was last learnt of the server.
    pub state: State,
    /// What [`state_since`] said with it.
    pub state_since: Option<Millis>,
    /// What [`purge_from`] said with it.
    pub purge_from: Option<Millis>,
    /// What [`next_look`] said with it.
    pub next_look_at: Option<Millis>,
    /// Oldest first, the latest twelve.
    pub evidence: Vec<Evidence>,
    pub impact: Impact,
    /// The purge that waits for its time, if one was ordered.
    pub purge: Option<WaitingPurge>,
    /// When a purge that waited was cancelled, because the server showed signs of life.
    pub purge_cancelled_at: Option<Millis>,
    /// How the state changed last, where somebody may have seen the one before.
    pub change: Option<StateChange>,
    /// Reason or state cannot be read, and stand here as if it were only watched. The next look
    /// mends it.
    #[serde(default)]
    pub damaged: bool,
}

impl Case {
    /// Whole days without an answer.
    #[must_use]
    pub fn silent_days(&self, now: Millis) -> i64 {
        now.0.saturating_sub(self.silent_since.0).max(0) / DAY_MS
    }

    /// What we would do; the person decides.
    #[must_use]
    pub fn advice(&self, now: Millis) -> Advice {
        Advice::of(self.state, self.reason, self.purge_from, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_follows_from_what_is_stored() {
        let now = Millis(2_000_000_000_000);
        let mut case = Case {
            domain: "quiet.example".parse().expect("a name"),
            reason: CaseReason::SaysClosed,
            silent_since: now.days_before(9),
            last_asked_at: now,
            state: State::SaysClosed,
            state_since: Some(now.days_before(6)),
            purge_from: Some(now.plus_ms(1)),
            next_look_at: Some(now.plus_ms(DAY_MS)),
            evidence: Vec::new(),
            impact: Impact::default(),
            purge: None,
            purge_cancelled_at: None,
            change: None,
            damaged: false,
        };
        assert_eq!(case.advice(now), Advice::WaitSaysClosed);
        assert_eq!(case.advice(now.plus_ms(1)), Advice::PurgeSaysClosed);
        case.purge_from = None;
        assert_eq!(case.advice(now.plus_ms(1)), Advice::WaitSaysClosed);
        assert_eq!(case.silent_days(now), 9);
        assert_eq!(case.silent_days(now.days_before(30)), 0);
    }
}
