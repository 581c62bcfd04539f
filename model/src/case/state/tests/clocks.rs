//! Gaps without looks, and clocks that go wrong.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    let outage = || unseen().daily(TooSlow, "20 days", "15 days");
    vec![
        ("our own outage in the middle of a silence", outage().daily(TooSlow, "5 days", "now"), State::Silent),
        ("our own outage, and it answers after it", outage().good("15 min").good("now"), State::Here),
        (
            "our own outage between two failing days",
            unseen().failed(Errors, "9 days").failed(Errors, "now"),
            State::Wobbly,
        ),
        (
            "the panel was off after 40 silent days: that time proves nothing",
            unseen().daily(RefusesConnections, "100 days", "60 days"),
            State::Silent,
        ),
        (
            "the panel was off after 10 days without an address",
            unseen().daily(NoAddress, "100 days", "90 days"),
            State::Silent,
        ),
        ("failures long ago and never a look since", unseen().daily(Errors, "400 days", "399 days"), State::Wobbly),
        (
            "many looks in the same millisecond",
            (0..9).fold(unseen(), |story, _| story.failed(NoAddress, "now")),
            State::Wobbly,
        ),
        (
            "a failure and a good answer in the same millisecond",
            unseen().failed(Errors, "now").good("now"),
            State::Wobbly,
        ),
        (
            "our clock was set back: a look a year ahead counts as made now",
            unseen().daily(RefusesConnections, "2 days", "now").failed(RefusesConnections, "- 365 days"),
            State::Silent,
        ),
        ("looks that are all a year ahead", unseen().daily(NoAddress, "- 365 days", "- 500 days"), State::Wobbly),
        (
            "a good answer ahead of time and failures since",
            unseen().good("- 9 days").daily(TooSlow, "2 days", "now"),
            State::Wobbly,
        ),
        (
            "looks in the wrong order last no time",
            { unseen().failed(TooSlow, "now").failed(TooSlow, "50 days").failed(TooSlow, "100 days") },
            State::Silent,
        ),
    ]
}
