//! What we would do about a server.

use serde::{Deserialize, Serialize};

use super::state::has_no_address;
use super::{CaseReason, History, State, StateSettings};
use crate::time::{Millis, days_ms};

/// What we would do, with the reason in one sentence on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// It is here or hardly in trouble: there is nothing to decide.
    Nothing,
    /// Silence is often repaired, so it is waited for: 90 days by default.
    WaitSilentOnly,
    /// Something else has answered there lately; the owner may return.
    WaitSomethingElse,
    /// Somebody answers there that it is not available for now.
    WaitUnavailable,
    /// Nothing is found there, and nobody knows what ran there: it may live without the accounts
    /// that are known here.
    WaitNothingFound,
    /// It says that it has closed, but not for long enough.
    WaitSaysClosed,
    /// It said itself that it closed, by default at least 45 days ago.
    PurgeSaysClosed,
    /// It has been silent for 60 days by default, and its name does not exist.
    PurgeNoAddress,
    /// Silent for 90 days by default.
    PurgeLongSilent,
    /// Somebody else has the address: followers are warned, and nobody follows there unknowingly.
    UnfollowAndLimit,
    /// It is there but will not talk to us: no purge is offered, only a hint how that may be mended.
    MendNotTalking,
}

impl Advice {
    /// The advice that follows from a state, from what the latest failed look found and from [`purge_from`].
    #[must_use]
    pub fn of(state: State, reason: CaseReason, purge_from: Option<Millis>, now: Millis) -> Self {
        match state {
            State::Here | State::Wobbly => Self::Nothing,
            State::Silent if reason.is_stranger() => Self::WaitSomethingElse,
            State::Silent if reason == CaseReason::Unavailable => Self::WaitUnavailable,
            State::Silent if reason == CaseReason::NothingFound && purge_from.is_none() => Self::WaitNothingFound,
            State::Silent if reason == CaseReason::SaysClosed => Self::WaitSaysClosed,
            State::Silent => Self::WaitSilentOnly,
            State::SaysClosed if purge_from.is_some_and(|from| from <= now) => Self::PurgeSaysClosed,
            State::SaysClosed => Self::WaitSaysClosed,
            State::ProbablyClosed => Self::PurgeNoAddress,
            State::LongSilent => Self::PurgeLongSilent,
            State::ChangedHands => Self::UnfollowAndLimit,
            State::NotTalking => Self::MendNotTalking,
        }
    }

    #[must_use]
    pub fn is_purge(self) -> bool {
        matches!(self, Self::PurgeSaysClosed | Self::PurgeNoAddress | Self::PurgeLongSilent)
    }
}

/// From when a purge is advised, if every look until then finds what the latest found; nothing where no purge will be advised. For a
/// silent server the advice comes with the first look on or after that moment.
#[must_use]
pub fn purge_from(history: &History, state: State, now: Millis, settings: &StateSettings) -> Option<Millis> {
    let (looks, days) = match state {
        State::Here | State::Wobbly | State::ChangedHands | State::NotTalking => return None,
        State::SaysClosed => (history.silence(now).latest_with(CaseReason::SaysClosed), settings.closed_purge_days),
        State::Silent if !history.latest()?.reason?.is_network_cause() => return None,
        State::Silent | State::ProbablyClosed | State::LongSilent => {
            let unreached = history.unreached(now);
            let no_address = has_no_address(unreached, settings);
            let sooner = settings.no_address_silent_days.min(settings.long_silent_days);
            (unreached, if no_address { sooner } else { settings.long_silent_days })
        }
    };
    Some(looks.first_at()?.plus_ms(days_ms(days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseReason::*;
    use crate::case::story::{NOW, Story, ago, unseen};
    use crate::time::DAY_MS;

    fn from(story: &Story) -> Option<Millis> {
        purge_from(&story.history(), story.state(), NOW, story.settings())
    }

    #[test]
    fn a_purge_is_advised_only_after_long_silence_or_a_farewell() {
        let table = [
            ("a failure", unseen().failed(TooSlow, "now"), TooSlow, Advice::Nothing),
            ("a week of failures", unseen().daily(TooSlow, "7 days", "now"), TooSlow, Advice::WaitSilentOnly),
            ("90 days of failures", unseen().daily(TooSlow, "90 days", "now"), TooSlow, Advice::PurgeLongSilent),
            ("59 days without a name", unseen().daily(NoAddress, "59 days", "now"), NoAddress, Advice::WaitSilentOnly),
            ("60 days without a name", unseen().daily(NoAddress, "60 days", "now"), NoAddress, Advice::PurgeNoAddress),
            ("two days of farewells", unseen().daily(SaysClosed, "2 days", "now"), SaysClosed, Advice::WaitSaysClosed),
            (
                "farewells for a millisecond less than 45 days",
                unseen().daily(SaysClosed, "45 days - 1 ms", "now"),
                SaysClosed,
                Advice::WaitSaysClosed,
            ),
            ("45 days of farewells", unseen().daily(SaysClosed, "45 days", "now"), SaysClosed, Advice::PurgeSaysClosed),
            (
                "100 days of failures and one farewell",
                unseen().weekly(TooSlow, "100 days", "1 day").failed(SaysClosed, "now"),
                SaysClosed,
                Advice::WaitSaysClosed,
            ),
            (
                "100 days of failures and a web page",
                unseen().weekly(TooSlow, "100 days", "1 day").failed(SomethingElse, "now"),
                SomethingElse,
                Advice::WaitSomethingElse,
            ),
            (
                "400 days of a web page",
                unseen().weekly(SomethingElse, "400 days", "now"),
                SomethingElse,
                Advice::UnfollowAndLimit,
            ),
            (
                "400 days of a web page where nobody knew who ran it",
                unseen().weekly(SomethingElse, "400 days", "now").of_unknown_hands(),
                SomethingElse,
                Advice::WaitSomethingElse,
            ),
            ("400 days of 503", unseen().weekly(Unavailable, "400 days", "now"), Unavailable, Advice::WaitUnavailable),
            (
                "100 days of 503, and then nothing",
                unseen().weekly(Unavailable, "100 days", "8 days").daily(TooSlow, "7 days", "now"),
                TooSlow,
                Advice::WaitSilentOnly,
            ),
            ("a week of nothing", unseen().daily(NothingFound, "7 days", "now"), NothingFound, Advice::WaitSilentOnly),
            (
                "90 days of nothing",
                unseen().daily(NothingFound, "90 days", "now"),
                NothingFound,
                Advice::PurgeLongSilent,
            ),
            (
                "400 days of nothing where nobody knew what ran there",
                unseen().weekly(NothingFound, "400 days", "now").of_unknown_hands(),
                NothingFound,
                Advice::WaitNothingFound,
            ),
            (
                "400 days of failures where nobody knew what ran there",
                unseen().weekly(TooSlow, "400 days", "now").of_unknown_hands(),
                TooSlow,
                Advice::PurgeLongSilent,
            ),
            ("400 days of 403", unseen().weekly(NotTalking, "400 days", "now"), NotTalking, Advice::MendNotTalking),
        ];
        for (name, story, reason, advice) in table {
            assert_eq!(Advice::of(story.state(), reason, from(&story), NOW), advice, "{name}");
        }
    }

    #[test]
    fn a_silent_server_is_told_from_when_a_purge_is_advised() {
        let not_before = |days: i64, when: &str| Some(ago(when).plus_ms(days * DAY_MS));
        assert_eq!(from(&unseen().daily(TooSlow, "9 days", "now")), not_before(90, "9 days"));
        assert_eq!(from(&unseen().daily(NoAddress, "9 days", "now")), not_before(60, "9 days"));
        let flapping = unseen().daily(NoAddress, "9 days", "1 day").failed(AddressBook, "now");
        assert_eq!(from(&flapping), not_before(90, "9 days"));
        let closed = unseen().daily(Errors, "9 days", "4 days").daily(SaysClosed, "3 days", "now");
        assert_eq!(from(&closed), not_before(45, "3 days"));
        let sent = unseen().weekly(TooSlow, "100 days", "2 days").failed(TooSlow, "now").life("20 days");
        assert_eq!(from(&sent), not_before(90, "16 days"), "the first look after the last sign of life");
    }

    #[test]
    fn no_day_is_told_where_a_purge_would_not_follow() {
        for story in [
            unseen().good("now"),
            unseen().failed(TooSlow, "now"),
            unseen().weekly(TooSlow, "60 days", "1 day").failed(SomethingElse, "now"),
            unseen().daily(ChangedHands, "9 days", "now"),
            unseen().daily(NotTalking, "9 days", "now"),
        ] {
            assert_eq!(from(&story), None, "{story:?}");
        }
    }

    #[test]
    fn only_three_states_advise_a_purge() {
        let purges = State::ALL.map(|state| (state, Advice::of(state, TooSlow, Some(NOW), NOW).is_purge()));
        let advised: Vec<_> = purges.into_iter().filter(|(_, purge)| *purge).map(|(state, _)| state).collect();
        assert_eq!(advised, [State::SaysClosed, State::ProbablyClosed, State::LongSilent]);
    }
}
