//! Why a server is held to be something else than before.

use serde::{Deserialize, Serialize};

use super::{CaseReason, State};
use crate::time::Millis;

/// What brought about another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangedBecause {
    /// It answered well.
    Answered,
    /// Something reached us from there.
    Sent { at: Millis },
    /// A look found something else than the look before, and what it found makes the difference.
    Found { reason: CaseReason },
    /// Time passed, and looks went on finding nobody.
    Lasted,
}

/// A change that a person who reads the list is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    /// What the server was held to be before.
    pub from: State,
    pub at: Millis,
    pub because: ChangedBecause,
}

/// What was learnt of a server when its state was judged anew.
#[derive(Clone, Copy, Debug)]
pub struct Learnt {
    /// What a look found, nothing when it answered well; absent when nobody looked.
    pub look: Option<Option<CaseReason>>,
    /// What the server would be held to be had the look found what the look before it found.
    pub had_it_lasted: State,
    /// The newest thing that reached us, if it is newer than what was known of before.
    pub new_life: Option<Millis>,
}

/// The change to tell, if there is one: only a state in which somebody was asked about the server was seen by anybody.
#[must_use]
pub fn change(from: State, to: State, learnt: &Learnt, now: Millis) -> Option<StateChange> {
    if from == to || !from.opens_case() {
        return None;
    }
    let because = match (learnt.look, learnt.new_life) {
        (Some(None), _) => ChangedBecause::Answered,
        (Some(Some(reason)), _) if reason.is_refusal() => ChangedBecause::Found { reason },
        (_, Some(at)) => ChangedBecause::Sent { at },
        (Some(Some(reason)), None) if to != learnt.had_it_lasted => ChangedBecause::Found { reason },
        _ => ChangedBecause::Lasted,
    };
    Some(StateChange { from, at: now, because })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseReason::*;
    use crate::case::State::*;

    const NOW: Millis = Millis(2_000_000_000_000);

    #[test]
    fn a_change_is_read_as_it_was_written() {
        let change = StateChange { from: LongSilent, at: NOW, because: ChangedBecause::Sent { at: NOW.plus_ms(-9) } };
        let json = serde_json::to_string(&change).expect("serializes");
        assert_eq!(serde_json::from_str::<StateChange>(&json).expect("parses"), change);
    }

    #[test]
    fn a_change_is_told_by_what_brought_it_about() {
        let life = Some(NOW.plus_ms(-1));
        let sent = ChangedBecause::Sent { at: NOW.plus_ms(-1) };
        let cases = [
            (LongSilent, Wobbly, Some(None), None, Some(ChangedBecause::Answered)),
            (LongSilent, Wobbly, Some(None), life, Some(ChangedBecause::Answered)),
            (Silent, State::NotTalking, Some(Some(OptedOut)), life, Some(ChangedBecause::Found { reason: OptedOut })),
            (LongSilent, Silent, Some(Some(TooSlow)), life, Some(sent)),
            (LongSilent, Here, None, life, Some(sent)),
            (
                ProbablyClosed,
                Silent,
                Some(Some(AddressBook)),
                None,
                Some(ChangedBecause::Found { reason: AddressBook }),
            ),
            (Silent, LongSilent, Some(Some(TooSlow)), None, Some(ChangedBecause::Lasted)),
            (Silent, LongSilent, Some(Some(Errors)), None, Some(ChangedBecause::Lasted)),
            // Nobody was asked about it before, or it is as it was.
            (Wobbly, Silent, Some(Some(TooSlow)), None, None),
            (Here, Wobbly, Some(Some(TooSlow)), None, None),
            (Silent, Silent, Some(Some(Errors)), life, None),
        ];
        for (from, to, look, new_life, because) in cases {
            let had_it_lasted = if to == LongSilent { LongSilent } else { from };
            let learnt = Learnt { look, had_it_lasted, new_life };
            let told = change(from, to, &learnt, NOW).map(|change| change.because);
            assert_eq!(told, because, "{from:?} {to:?} {learnt:?}");
        }
    }
}
