//! Servers from which nothing usable comes back.

use super::Row;
use crate::case::CaseReason::*;
use crate::case::State;
use crate::case::story::{Story, unseen};

pub(super) fn table() -> Vec<Row> {
    vec![
        ("four looks within a day", early_looks(), State::Wobbly),
        ("failures on two days", unseen().daily(TooSlow, "1 day", "now"), State::Wobbly),
        ("failures on three days", unseen().daily(TooSlow, "2 days", "now"), State::Silent),
        (
            "the third day begins one millisecond too late",
            unseen().failed(TooSlow, "1 day + 12 h").failed(TooSlow, "1 day").failed(TooSlow, "now"),
            State::Wobbly,
        ),
        (
            "the third day is the last millisecond before midnight",
            unseen().failed(TooSlow, "1 day + 12 h + 1 ms").failed(TooSlow, "1 day").failed(TooSlow, "now"),
            State::Silent,
        ),
        (
            "a good answer one millisecond less than seven days ago",
            unseen().good("7 days - 1 ms").daily(TooSlow, "6 days", "now"),
            State::Wobbly,
        ),
        ("a good answer seven days ago", unseen().good("7 days").daily(TooSlow, "6 days", "now"), State::Silent),
        ("two failures ninety days apart", unseen().failed(TooSlow, "90 days").failed(TooSlow, "now"), State::Wobbly),
        ("silent for 89 days", unseen().daily(RefusesConnections, "89 days", "now"), State::Silent),
        (
            "silent for one millisecond less than 90 days",
            unseen().daily(RefusesConnections, "90 days - 1 ms", "now"),
            State::Silent,
        ),
        ("silent for 90 days", unseen().daily(RefusesConnections, "90 days", "now"), State::LongSilent),
        ("silent for two years with monthly looks", long_ago(), State::LongSilent),
        ("an expired certificate for a week", unseen().daily(CertificateExpired, "7 days", "now"), State::Silent),
        (
            "an expired certificate for 100 days",
            unseen().weekly(CertificateExpired, "100 days", "now"),
            State::LongSilent,
        ),
        (
            "a certificate for another name for 100 days",
            unseen().weekly(Certificate, "100 days", "now"),
            State::LongSilent,
        ),
        ("Cloudflare 52x for a day", unseen().failed(Errors, "1 day").failed(Errors, "now"), State::Wobbly),
        ("Cloudflare 52x for a month", unseen().daily(Errors, "30 days", "now"), State::Silent),
        ("Cloudflare 52x for 91 days", unseen().weekly(Errors, "91 days", "now"), State::LongSilent),
        ("a private address for 91 days", unseen().weekly(PrivateAddress, "91 days", "now"), State::LongSilent),
        ("redirects in circles for a month", unseen().daily(Redirects, "30 days", "now"), State::Silent),
        ("redirects in circles for 91 days", unseen().weekly(Redirects, "91 days", "now"), State::LongSilent),
        (
            "timeouts, errors and refused connections by turns for 92 days",
            unseen().weekly(TooSlow, "92 days", "60 days").weekly(Errors, "55 days", "30 days").weekly(
                RefusesConnections,
                "28 days",
                "now",
            ),
            State::LongSilent,
        ),
        (
            "100 days of timeouts, and a web page since today",
            unseen().weekly(TooSlow, "100 days", "1 day").failed(SomethingElse, "now"),
            State::Silent,
        ),
        (
            "a year of a web page, and a timeout today",
            unseen().weekly(SomethingElse, "365 days", "5 days").failed(TooSlow, "now"),
            State::Silent,
        ),
        (
            "months of a web page, then 89 days of timeouts",
            unseen().weekly(SomethingElse, "365 days", "90 days").daily(TooSlow, "89 days", "now"),
            State::Silent,
        ),
        (
            "a year of a web page, then 90 days of timeouts",
            unseen().weekly(SomethingElse, "365 days", "91 days").daily(TooSlow, "90 days", "now"),
            State::LongSilent,
        ),
        (
            "100 days of timeouts, and a farewell since today",
            unseen().weekly(TooSlow, "100 days", "1 day").failed(SaysClosed, "now"),
            State::Silent,
        ),
    ]
}

fn early_looks() -> Story {
    unseen().failed(TooSlow, "8 h").failed(TooSlow, "465 min").failed(TooSlow, "7 h").failed(TooSlow, "2 h")
}

fn long_ago() -> Story {
    let months = ["730 days", "700 days", "670 days", "640 days", "610 days", "30 days", "now"];
    months.into_iter().fold(unseen(), |story, when| story.failed(RefusesConnections, when))
}
