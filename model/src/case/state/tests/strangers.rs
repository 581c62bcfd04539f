//! Servers where somebody or something else answers.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    vec![
        ("a sold domain with a WordPress since today", unseen().failed(SomethingElse, "now"), State::Wobbly),
        (
            "a web page for one millisecond less than three days",
            unseen().failed(SomethingElse, "3 days - 1 ms").failed(SomethingElse, "now"),
            State::Wobbly,
        ),
        (
            "a web page for three days",
            unseen().failed(SomethingElse, "3 days").failed(SomethingElse, "now"),
            State::ChangedHands,
        ),
        (
            "a sold domain with a WordPress for a year",
            unseen().weekly(SomethingElse, "365 days", "now"),
            State::ChangedHands,
        ),
        ("another key for two days", unseen().daily(ChangedHands, "2 days", "now"), State::Silent),
        ("another key for three days", unseen().daily(ChangedHands, "3 days", "now"), State::ChangedHands),
        (
            "a web page first, then another software",
            unseen().daily(SomethingElse, "4 days", "2 days").daily(ChangedHands, "1 day", "now"),
            State::ChangedHands,
        ),
        (
            "a moved domain: circles first, another server since four days",
            unseen().daily(Redirects, "9 days", "5 days").daily(ChangedHands, "4 days", "now"),
            State::ChangedHands,
        ),
        (
            "a moved domain: circles first, another server since today",
            unseen().daily(Redirects, "9 days", "1 day").failed(ChangedHands, "now"),
            State::Silent,
        ),
        (
            "a parked page that fails every other day",
            unseen()
                .failed(SomethingElse, "4 days")
                .failed(Errors, "3 days")
                .failed(SomethingElse, "2 days")
                .failed(Errors, "1 day")
                .failed(SomethingElse, "now"),
            State::Silent,
        ),
        (
            "a web page for a month, and then nothing for a day",
            unseen().daily(SomethingElse, "30 days", "1 day").failed(TooSlow, "now"),
            State::Silent,
        ),
        (
            "a web page for two months, and then nothing for one",
            unseen().weekly(SomethingElse, "91 days", "30 days").weekly(TooSlow, "29 days", "now"),
            State::Silent,
        ),
        (
            "a good answer ends what strangers said",
            unseen().daily(ChangedHands, "9 days", "2 days").good("1 day").failed(ChangedHands, "now"),
            State::Wobbly,
        ),
        (
            "a web page for a year where nobody knew who ran it",
            unseen().weekly(SomethingElse, "365 days", "now").of_unknown_hands(),
            State::Silent,
        ),
        (
            "another key for three days is remembered by what it differs from",
            unseen().daily(ChangedHands, "3 days", "now").of_unknown_hands(),
            State::ChangedHands,
        ),
        ("nothing found for a day", unseen().failed(NothingFound, "1 day").failed(NothingFound, "now"), State::Wobbly),
        ("nothing found for a week", unseen().daily(NothingFound, "7 days", "now"), State::Silent),
        ("nothing found for 91 days", unseen().weekly(NothingFound, "91 days", "now"), State::LongSilent),
        (
            "nothing found for 91 days where nobody knew who ran it",
            unseen().weekly(NothingFound, "91 days", "now").of_unknown_hands(),
            State::Silent,
        ),
        (
            "nothing found, and it sent yesterday",
            unseen().daily(NothingFound, "9 days", "now").life("1 day"),
            State::Here,
        ),
        (
            "another key for a week, and nothing found since today",
            unseen().daily(ChangedHands, "8 days", "1 day").failed(NothingFound, "now"),
            State::Silent,
        ),
        ("one look cannot last three days", unseen().failed(ChangedHands, "30 days"), State::Wobbly),
    ]
}
