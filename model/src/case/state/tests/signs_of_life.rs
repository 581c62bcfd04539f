//! Servers that fail when we look but from which something reached us.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::unseen;

pub(super) fn table() -> Vec<Row> {
    let silent = || unseen().weekly(TooSlow, "100 days", "now");
    let page = || unseen().daily(SomethingElse, "4 days", "now");
    let other_key = || unseen().daily(ChangedHands, "4 days", "now");
    let lasting_key = || unseen().daily(ChangedHands, "10 days", "now");
    let farewell = || unseen().daily(SaysClosed, "30 days", "now");
    vec![
        ("fails once and sends to us", unseen().failed(TooSlow, "now").life("1 h"), State::Here),
        ("fails for 100 days and sends to us", silent().life("1 h"), State::Here),
        ("fails for 100 days and sent a millisecond less than a week ago", silent().life("7 days - 1 ms"), State::Here),
        ("fails for 100 days and sent a week ago", silent().life("7 days"), State::Wobbly),
        ("fails for 100 days and sent three weeks ago", silent().life("20 days"), State::Silent),
        ("fails for 100 days and sent before that", silent().life("101 days"), State::LongSilent),
        (
            "fails for 100 days and sent in the millisecond of the first look, which so does not count",
            unseen().weekly(TooSlow, "90 days", "now").life("90 days"),
            State::Silent,
        ),
        (
            "fails for 90 days and sent a millisecond before the first look",
            unseen().weekly(TooSlow, "90 days", "now").life("90 days + 1 ms"),
            State::LongSilent,
        ),
        (
            "no address for 40 days, but it sent two weeks ago",
            { unseen().daily(NoAddress, "40 days", "now").life("14 days") },
            State::Silent,
        ),
        (
            "one good answer among failures, and it sends to us",
            { unseen().daily(TooSlow, "9 days", "1 day").good("now").life("1 h") },
            State::Here,
        ),
        ("says it closed and sent yesterday", farewell().life("1 day"), State::Here),
        ("says it closed and sent a millisecond less than a week ago", farewell().life("7 days - 1 ms"), State::Here),
        ("says it closed and sent a week ago", farewell().life("7 days"), State::SaysClosed),
        ("a web page, and it sent before that", page().life("7 days"), State::ChangedHands),
        ("a web page, and it sent a millisecond less than a week ago", page().life("7 days - 1 ms"), State::Here),
        ("a web page, but it sent yesterday", page().life("1 day"), State::Here),
        (
            "a web page for a month, and it sent ten days ago",
            { unseen().daily(SomethingElse, "30 days", "now").life("10 days") },
            State::ChangedHands,
        ),
        ("another key, and it sent before that", other_key().life("7 days"), State::ChangedHands),
        ("another key, and somebody there sent yesterday", other_key().life("1 day"), State::Here),
        (
            "another key for ten days, and somebody there sent a week ago",
            lasting_key().life("7 days"),
            State::ChangedHands,
        ),
        (
            "another key since yesterday, and somebody there sent today",
            { unseen().daily(ChangedHands, "1 day", "now").life("1 h") },
            State::Here,
        ),
        ("a sign of life with a time to come", silent().life("- 10 days"), State::Here),
    ]
}
