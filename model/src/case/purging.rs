//! What takes a server out of its purge, until its own removal begins.

use serde::{Deserialize, Serialize};

use super::CaseReason;
use crate::domain::Domain;
use crate::time::{HOUR_MS, Millis};

/// For so long a look counts for the beginning of a removal; in a run of hours each server is looked at again before its turn.
const FRESH_MS: i64 = HOUR_MS;

/// What takes a server out of its purge: a sign of life, or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum SparedBecause {
    /// It answers well.
    Answers,
    /// It refuses us, so it is there.
    Refuses,
    /// There is no way to it from here any more, so that nobody can tell.
    CannotBeAsked,
    /// Something that it sent reached us after its purge was ordered.
    Sent { at: Millis },
    /// Somebody has decided meanwhile to keep it for ever.
    Kept,
}

/// A server that left a purge before its removal began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SparedServer {
    pub domain: Domain,
    #[serde(flatten)]
    pub because: SparedBecause,
}

/// Whether a look is so recent that the removal of its server may begin on it. One with a time to come was made before our clock was
/// set back: it proves nothing about now.
#[must_use]
pub fn is_fresh(asked_at: Millis, now: Millis) -> bool {
    (0..FRESH_MS).contains(&now.0.saturating_sub(asked_at.0))
}

/// Why a server leaves its purge, in doubt too, by what the latest look found, nothing when it answered well, and by the newest thing that reached us
/// from there. What came before the silence on which the order rests was known when a person
/// decided, and an order is refused when more was known then: whatever is newer has come since,
/// though a post tells when it was written, and that may have been before the order.
#[must_use]
pub fn spared_because(found: Option<CaseReason>, life: Option<Millis>, silent_since: Millis) -> Option<SparedBecause> {
    match (found, life) {
        (None, _) => Some(SparedBecause::Answers),
        (Some(reason), _) if reason.is_refusal() => Some(SparedBecause::Refuses),
        (Some(reason), _) if reason.says_nothing() => Some(SparedBecause::CannotBeAsked),
        (_, Some(at)) if at > silent_since => Some(SparedBecause::Sent { at }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(2_000_000_000_000);

    #[test]
    fn a_look_counts_for_an_hour() {
        for (ms, fresh) in [(0, true), (HOUR_MS - 1, true), (HOUR_MS, false), (-1, false), (i64::MAX, false)] {
            assert_eq!(is_fresh(NOW.plus_ms(-ms), NOW), fresh, "{ms}");
        }
    }

    #[test]
    fn whoever_answers_refuses_or_sent_something_since_the_order_is_spared() {
        let (before, after) = (NOW.plus_ms(-1), NOW.plus_ms(1));
        for reason in CaseReason::ALL {
            let because = match reason {
                _ if reason.is_refusal() => Some(SparedBecause::Refuses),
                _ if reason.says_nothing() => Some(SparedBecause::CannotBeAsked),
                _ => None,
            };
            assert_eq!(spared_because(Some(reason), None, NOW), because, "{reason:?}");
            assert_eq!(spared_because(Some(reason), Some(before), NOW), because, "{reason:?}");
            assert_eq!(spared_because(Some(reason), Some(NOW), NOW), because, "{reason:?}");
            let sent = because.unwrap_or(SparedBecause::Sent { at: after });
            assert_eq!(spared_because(Some(reason), Some(after), NOW), Some(sent), "{reason:?}");
        }
        assert_eq!(spared_because(None, None, NOW), Some(SparedBecause::Answers));
    }

    #[test]
    fn a_spared_server_is_written_in_one_piece() {
        let domain: Domain = "quiet.example".parse().expect("a name");
        let spared = SparedServer { domain, because: SparedBecause::Sent { at: NOW } };
        let json = serde_json::to_string(&spared).expect("serializes");
        assert_eq!(json, r#"{"domain":"quiet.example","because":"sent","at":2000000000000}"#);
        assert_eq!(serde_json::from_str::<SparedServer>(&json).expect("parses"), spared);
    }
}
