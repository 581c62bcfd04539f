//! Servers that answer, or answer again.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    let home_server = || unseen().daily(RefusesConnections, "21 days", "1 h");
    vec![
        ("nobody has ever looked", unseen(), State::Here),
        ("one good answer and never a failure", unseen().good("now"), State::Here),
        ("good answers only", unseen().good("2 days").good("1 day").good("now"), State::Here),
        ("a good answer long ago", unseen().good("400 days"), State::Here),
        ("one failure after a good answer", unseen().good("1 day").failed(TooSlow, "now"), State::Wobbly),
        ("the first look ever fails", unseen().failed(TooSlow, "now"), State::Wobbly),
        ("a home server down for three weeks", home_server(), State::Silent),
        ("a home server back with one good answer", home_server().good("now"), State::Wobbly),
        ("a home server back with two good answers", home_server().good("15 min").good("now"), State::Here),
        (
            "a home server back for one answer and down again",
            home_server().good("30 min").failed(RefusesConnections, "now"),
            State::Wobbly,
        ),
        (
            "a home server back for two answers and down again",
            home_server().good("40 min").good("20 min").failed(RefusesConnections, "now"),
            State::Wobbly,
        ),
        ("a closed name that answers once", unseen().weekly(NoAddress, "80 days", "1 day").good("now"), State::Wobbly),
        (
            "a closed name that answers twice",
            unseen().weekly(NoAddress, "80 days", "1 day").good("15 min").good("now"),
            State::Here,
        ),
        (
            "a year of silence ends with two good answers",
            unseen().weekly(TooSlow, "365 days", "1 day").good("15 min").good("now"),
            State::Here,
        ),
        (
            "failures and good answers by turns",
            unseen().failed(Errors, "3 days").good("2 days").failed(Errors, "1 day").good("now"),
            State::Wobbly,
        ),
        (
            "a good answer between failures begins the days again",
            unseen().daily(Errors, "20 days", "9 days").good("8 days").failed(Errors, "7 days").failed(Errors, "now"),
            State::Wobbly,
        ),
        (
            "silent again after one good answer eight days ago",
            unseen().daily(Errors, "20 days", "9 days").good("8 days").daily(Errors, "7 days", "now"),
            State::Silent,
        ),
        (
            "a long silence broken once by a good answer is not long",
            unseen().weekly(TooSlow, "200 days", "51 days").good("50 days").weekly(TooSlow, "49 days", "now"),
            State::Silent,
        ),
        ("a refusal, and one good answer", unseen().failed(NotTalking, "1 day").good("now"), State::Wobbly),
        ("a farewell taken back once", unseen().daily(SaysClosed, "9 days", "1 day").good("now"), State::Wobbly),
        (
            "a farewell taken back twice",
            unseen().daily(SaysClosed, "9 days", "1 day").good("1 h").good("now"),
            State::Here,
        ),
        (
            "the old software answers again twice",
            unseen().daily(ChangedHands, "9 days", "1 day").good("1 h").good("now"),
            State::Here,
        ),
    ]
}
