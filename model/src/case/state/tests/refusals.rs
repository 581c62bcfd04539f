//! Servers that are there but will not talk to us.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    vec![
        ("403 once", unseen().failed(NotTalking, "now"), State::NotTalking),
        ("403 for a year", unseen().weekly(NotTalking, "365 days", "now"), State::NotTalking),
        ("429 once", unseen().good("1 day").failed(SlowDown, "now"), State::NotTalking),
        ("robots.txt asks us to stay away", unseen().daily(OptedOut, "100 days", "now"), State::NotTalking),
        (
            "100 days of timeouts, and a refusal today",
            unseen().weekly(TooSlow, "100 days", "1 day").failed(NotTalking, "now"),
            State::NotTalking,
        ),
        ("refuses us and sends to us", unseen().daily(NotTalking, "9 days", "now").life("1 h"), State::NotTalking),
        (
            "a refusal in the middle of 100 silent days was a sign that it is there",
            unseen()
                .weekly(TooSlow, "100 days", "51 days")
                .failed(NotTalking, "50 days")
                .weekly(TooSlow, "49 days", "now"),
            State::Silent,
        ),
        (
            "silent for three days after a refusal less than a week ago",
            unseen().failed(NotTalking, "7 days - 1 ms").daily(TooSlow, "2 days", "now"),
            State::Wobbly,
        ),
        (
            "silent for three days after a refusal a week ago",
            unseen().failed(NotTalking, "7 days").daily(TooSlow, "2 days", "now"),
            State::Silent,
        ),
        (
            "429 and timeouts by turns",
            unseen()
                .failed(SlowDown, "9 days")
                .failed(TooSlow, "8 days")
                .failed(SlowDown, "4 days")
                .failed(TooSlow, "now"),
            State::Wobbly,
        ),
    ]
}
