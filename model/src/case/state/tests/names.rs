//! Servers whose address does not exist, or not always.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::{Story, unseen};

pub(super) fn table() -> Vec<Row> {
    let slow_until = |when: &str| unseen().daily(TooSlow, "70 days", when);
    vec![
        ("no address for a week", unseen().daily(NoAddress, "7 days", "now"), State::Silent),
        (
            "no address for one millisecond less than 60 days",
            unseen().daily(NoAddress, "60 days - 1 ms", "now"),
            State::Silent,
        ),
        ("no address for 60 days", unseen().daily(NoAddress, "60 days", "now"), State::ProbablyClosed),
        ("no address for 100 days", unseen().weekly(NoAddress, "100 days", "now"), State::ProbablyClosed),
        (
            "slow for weeks, then two looks without an address",
            { slow_until("3 days").daily(NoAddress, "1 day", "now") },
            State::Silent,
        ),
        (
            "slow for weeks, then three looks without an address",
            { slow_until("3 days").daily(NoAddress, "2 days", "now") },
            State::ProbablyClosed,
        ),
        ("three looks without an address, all on one day", three_since(slow_until("3 days"), "12 h"), State::Silent),
        (
            "three looks without an address, the first a millisecond before midnight",
            three_since(slow_until("3 days"), "12 h + 1 ms"),
            State::Silent,
        ),
        (
            "looks without an address on three days, the first a millisecond before midnight",
            {
                slow_until("3 days")
                    .failed(NoAddress, "36 h + 1 ms")
                    .failed(NoAddress, "1 day")
                    .failed(NoAddress, "now")
            },
            State::ProbablyClosed,
        ),
        (
            "looks without an address on two days, the first at midnight",
            { slow_until("3 days").failed(NoAddress, "36 h").failed(NoAddress, "1 day").failed(NoAddress, "now") },
            State::Silent,
        ),
        (
            "many looks without an address, all on one day",
            three_since(three_since(slow_until("3 days"), "11 h"), "2 h"),
            State::Silent,
        ),
        ("no address and an error of the address book by turns", flapping(70), State::Silent),
        ("no address and an error of the address book by turns for 92 days", flapping(92), State::LongSilent),
        (
            "one resolver lies: an address book error is the latest",
            unseen().daily(NoAddress, "70 days", "1 day").failed(AddressBook, "now"),
            State::Silent,
        ),
        (
            "one resolver lied three days ago",
            unseen().daily(NoAddress, "70 days", "3 days").failed(AddressBook, "60 h").daily(NoAddress, "1 day", "now"),
            State::Silent,
        ),
        (
            "one resolver lied a week ago",
            unseen()
                .daily(NoAddress, "70 days", "8 days")
                .failed(AddressBook, "7 days")
                .daily(NoAddress, "6 days", "now"),
            State::ProbablyClosed,
        ),
        (
            "a web page for a year, then no address for a week",
            unseen().weekly(SomethingElse, "365 days", "8 days").daily(NoAddress, "7 days", "now"),
            State::Silent,
        ),
        ("errors of the address book only, for 70 days", unseen().daily(AddressBook, "70 days", "now"), State::Silent),
        (
            "errors of the address book only, for 91 days",
            unseen().weekly(AddressBook, "91 days", "now"),
            State::LongSilent,
        ),
        (
            "a name lapsed and was sold last week",
            unseen().weekly(NoAddress, "80 days", "8 days").daily(SomethingElse, "7 days", "now"),
            State::ChangedHands,
        ),
        (
            "a name came back yesterday without a server",
            unseen().weekly(NoAddress, "80 days", "8 days").daily(RefusesConnections, "1 day", "now"),
            State::Silent,
        ),
        (
            "a name came back as a refusal and went again",
            unseen()
                .weekly(NoAddress, "80 days", "12 days")
                .failed(NotTalking, "11 days")
                .daily(NoAddress, "10 days", "now"),
            State::Silent,
        ),
    ]
}

fn three_since(story: Story, first: &str) -> Story {
    story.failed(NoAddress, first).failed(NoAddress, "1 h").failed(NoAddress, "now")
}

fn flapping(days: u32) -> Story {
    (0..=days).rev().fold(unseen(), |story, day| {
        let reason = if day % 2 == 0 { NoAddress } else { AddressBook };
        story.failed(reason, &format!("{day} days"))
    })
}
