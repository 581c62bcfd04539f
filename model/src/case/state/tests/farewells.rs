//! Servers that say they have closed.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    vec![
        ("one farewell", unseen().failed(SaysClosed, "now"), State::Wobbly),
        ("two farewells over 48 hours", unseen().failed(SaysClosed, "48 h").failed(SaysClosed, "now"), State::Wobbly),
        (
            "three farewells within one millisecond less than 48 hours",
            unseen().failed(SaysClosed, "48 h - 1 ms").failed(SaysClosed, "36 h").failed(SaysClosed, "now"),
            State::Silent,
        ),
        ("three farewells over 48 hours", unseen().daily(SaysClosed, "48 h", "now"), State::SaysClosed),
        ("410 everywhere for three weeks", unseen().daily(SaysClosed, "21 days", "now"), State::SaysClosed),
        ("410 everywhere for a year", unseen().weekly(SaysClosed, "365 days", "now"), State::SaysClosed),
        (
            "many farewells within an hour",
            unseen().failed(SaysClosed, "1 h").failed(SaysClosed, "30 min").failed(SaysClosed, "now"),
            State::Wobbly,
        ),
        (
            "farewells with an error among the last three",
            unseen().daily(SaysClosed, "9 days", "2 days").failed(Errors, "1 day").failed(SaysClosed, "now"),
            State::Silent,
        ),
        (
            "farewells, an error, and three farewells again",
            unseen().daily(SaysClosed, "9 days", "5 days").failed(Errors, "4 days").daily(SaysClosed, "2 days", "now"),
            State::SaysClosed,
        ),
        (
            "a farewell, and then the address goes",
            unseen().daily(SaysClosed, "10 days", "6 days").daily(NoAddress, "5 days", "now"),
            State::Silent,
        ),
        (
            "a farewell, and two months after it the address is gone",
            unseen().daily(SaysClosed, "61 days", "6 days").daily(NoAddress, "5 days", "now"),
            State::ProbablyClosed,
        ),
        (
            "100 days of errors, and then farewells",
            unseen().weekly(Errors, "100 days", "4 days").daily(SaysClosed, "3 days", "now"),
            State::SaysClosed,
        ),
        (
            "farewells before and after a refusal",
            unseen().failed(SaysClosed, "3 days").failed(NotTalking, "2 days").daily(SaysClosed, "1 day", "now"),
            State::Wobbly,
        ),
    ]
}
