//! Other numbers than the usual, one at a time.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::story::unseen;
use crate::case::{State, StateSettings};

pub(super) fn table() -> Vec<Row> {
    let usual = StateSettings::default();
    let nothing = serde_json::from_value::<StateSettings>(zeros()).expect("settings");
    vec![
        ("all at 0, nobody has looked", unseen().by(nothing), State::Here),
        (
            "all at 0, a good answer after a failure",
            unseen().failed(Errors, "1 h").good("now").by(nothing),
            State::Here,
        ),
        ("all at 0, one failure", unseen().failed(Errors, "now").by(nothing), State::LongSilent),
        ("all at 0, one look without an address", unseen().failed(NoAddress, "now").by(nothing), State::ProbablyClosed),
        ("all at 0, one farewell", unseen().failed(SaysClosed, "now").by(nothing), State::SaysClosed),
        ("all at 0, one web page", unseen().failed(SomethingElse, "now").by(nothing), State::ChangedHands),
        ("all at 0, one refusal", unseen().failed(NotTalking, "now").by(nothing), State::NotTalking),
        (
            "all at 0, a failure and then a sign of life",
            unseen().failed(Errors, "1 h").life("now").by(nothing),
            State::Wobbly,
        ),
        (
            "one good answer is enough",
            unseen().failed(Errors, "1 h").good("now").by(StateSettings { good_looks: 1, ..usual }),
            State::Here,
        ),
        (
            "three good answers are needed",
            unseen().failed(Errors, "1 h").good("30 min").good("now").by(StateSettings { good_looks: 3, ..usual }),
            State::Wobbly,
        ),
        (
            "signs of life count for a day only",
            unseen().daily(Errors, "9 days", "now").life("3 days").by(StateSettings { life_days: 1, ..usual }),
            State::Silent,
        ),
        (
            "one failing day is silence",
            unseen().failed(Errors, "now").by(StateSettings { silent_failing_days: 1, ..usual }),
            State::Silent,
        ),
        (
            "a farewell needs no time",
            unseen()
                .failed(SaysClosed, "2 min")
                .failed(SaysClosed, "1 min")
                .failed(SaysClosed, "now")
                .by(StateSettings { closed_hours: 0, ..usual }),
            State::SaysClosed,
        ),
        (
            "a farewell needs five looks",
            unseen().daily(SaysClosed, "3 days", "now").by(StateSettings { closed_looks: 5, ..usual }),
            State::Silent,
        ),
        (
            "a missing address needs two days only",
            unseen()
                .daily(TooSlow, "60 days", "2 days")
                .failed(NoAddress, "1 day")
                .failed(NoAddress, "1 h")
                .failed(NoAddress, "now")
                .by(StateSettings { no_address_distinct_days: 2, ..usual }),
            State::ProbablyClosed,
        ),
        (
            "a missing address needs 70 days",
            unseen().daily(NoAddress, "69 days", "now").by(StateSettings { no_address_silent_days: 70, ..usual }),
            State::Silent,
        ),
        (
            "30 silent days are long",
            unseen().daily(Errors, "30 days", "now").by(StateSettings { long_silent_days: 30, ..usual }),
            State::LongSilent,
        ),
        (
            "a stranger is believed at once",
            unseen().failed(ChangedHands, "now").by(StateSettings { changed_hands_days: 0, ..usual }),
            State::ChangedHands,
        ),
        (
            "every number as large as it can be",
            unseen().daily(NoAddress, "400 days", "now").by(StateSettings {
                no_address_silent_days: u32::MAX,
                long_silent_days: u32::MAX,
                ..usual
            }),
            State::Silent,
        ),
    ]
}

/// Every number of the settings at 0, but for the early looks, which cannot be.
fn zeros() -> serde_json::Value {
    let mut value = serde_json::to_value(StateSettings::default()).expect("serializes");
    for (_, number) in value.as_object_mut().expect("an object") {
        *number = if number.is_array() { serde_json::json!([1]) } else { 0.into() };
    }
    value
}
