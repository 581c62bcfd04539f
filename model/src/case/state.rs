//! What has become of a server, as far as can be told from here.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::looks::Looks;
use super::{CaseReason, History, StateSettings};
use crate::time::{Millis, days_ms, hours_ms};

/// What we hold a server to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It answers, or something reached us from it lately.
    Here,
    /// It fails, but not for long; or it answered once and has to prove it.
    Wobbly,
    /// It has failed on several days, and nothing has gone in either direction for a week.
    Silent,
    /// It has said for days that it has closed.
    SaysClosed,
    /// It has been silent for two months, and its address no longer exists.
    ProbablyClosed,
    /// It has been silent for three months.
    LongSilent,
    /// For days another server or a web page has answered at its address.
    ChangedHands,
    /// It is there but will not talk to us.
    NotTalking,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Here,
        Self::Wobbly,
        Self::Silent,
        Self::SaysClosed,
        Self::ProbablyClosed,
        Self::LongSilent,
        Self::ChangedHands,
        Self::NotTalking,
    ];

    /// A person is asked only about a server that has been in trouble for days. One that will not talk to us is reported.
    #[must_use]
    pub fn opens_case(self) -> bool {
        !matches!(self, Self::Here | Self::Wobbly | Self::NotTalking)
    }

    /// Whether the server has been like this for days, so that asking it once more changes nothing
    /// before its next look is due.
    #[must_use]
    pub fn lasts(self) -> bool {
        self == Self::NotTalking || self.opens_case()
    }

    /// The word on the wire and in our tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Wobbly => "wobbly",
            Self::Silent => "silent",
            Self::SaysClosed => "says-closed",
            Self::ProbablyClosed => "probably-closed",
            Self::LongSilent => "long-silent",
            Self::ChangedHands => "changed-hands",
            Self::NotTalking => "not-talking",
        }
    }

    /// The state that a word stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The state that a history amounts to. Where several would fit, the first of these is it:
///
/// 1. *Here*, when nobody has ever looked.
/// 2. After a good answer: *here*, when there was no failure before it, or with enough good answers in a row; otherwise *wobbly*.
/// 3. *Not talking*, when the latest look was refused. It beats signs of life: that a server sends to us does not help those whom
///    it refuses, and nothing is ever removed for it.
/// 4. *Here*, when something reached us lately, whatever the looks say: who lives is no stranger.
/// 5. *Changed hands*, when the latest looks have all met a stranger for long enough: another key
///    or software, or a web page where it is remembered who ran the server. What is only absent
///    never changed hands. It beats signs of life from before; from after, only a web page is
///    forgiven (another key or software may well have sent to us).
/// 6. *Says it closed*, when the latest looks all say so, are enough, and lasted long enough.
/// 7. *Wobbly*, unless the silence (see below) has looks on enough days and the server last answered or refused long enough ago.
/// 8. *Probably closed*, when the server was out of reach for long enough, and that ends with enough looks, on enough
///    days, for which the address did not exist. A look that found anything else there, be it an error of the address
///    book, begins that count again.
/// 9. *Long silent*, when the server was out of reach for long enough and the latest look has a network cause: a farewell
///    gives the server time to become 6. That nothing is found there any more is such a cause.
/// 10. *Silent*.
///
/// The silence is every failed look since the server was last there: since its last good answer,
/// its last refusal and its last sign of life. It lasts from the first of these looks to the
/// latest, not to now, because a panel that was off saw nothing. The server was out of reach in the
/// last part of it, in which no look met a stranger or a 503: where a web page answers, or somebody
/// who says that the server is not available for now, somebody is there, be it a wall before a
/// living server. Nothing found is an absence only where it is remembered who ran the server.
#[must_use]
pub fn state(history: &History, now: Millis, settings: &StateSettings) -> State {
    let Some(latest) = history.latest() else { return State::Here };
    let heard_of = was_within(history.last_sign_of_life, settings.life_days, now);
    let Some(reason) = latest.reason else {
        let trusted = heard_of || answers_well(history.looks(now), settings);
        return if trusted { State::Here } else { State::Wobbly };
    };
    if reason.is_refusal() {
        return State::NotTalking;
    }
    if heard_of {
        return State::Here;
    }
    if history.strangers(now).lasted(days_ms(settings.changed_hands_days)) {
        return State::ChangedHands;
    }
    let silence = history.silence(now);
    let farewells = silence.latest_with(CaseReason::SaysClosed);
    if farewells.are_at_least(settings.closed_looks) && farewells.lasted(hours_ms(settings.closed_hours)) {
        return State::SaysClosed;
    }
    let absent = !was_within(history.last_seen(), settings.life_days, now);
    if !(absent && silence.are_on_days(settings.silent_failing_days)) {
        return State::Wobbly;
    }
    let unreached = history.unreached(now);
    if unreached.lasted(days_ms(settings.no_address_silent_days)) && has_no_address(unreached, settings) {
        return State::ProbablyClosed;
    }
    if unreached.lasted(days_ms(settings.long_silent_days)) && reason.is_network_cause() {
        return State::LongSilent;
    }
    State::Silent
}

/// Since when a server has been in its state, by the first look that counts for it, and never since before something reached us from there.
/// Nothing when it is here.
#[must_use]
pub fn state_since(history: &History, state: State, now: Millis) -> Option<Millis> {
    let looks = match state {
        State::Here => return None,
        State::Wobbly | State::Silent | State::ProbablyClosed | State::LongSilent => history.silence(now),
        State::SaysClosed => history.silence(now).latest_with(CaseReason::SaysClosed),
        State::ChangedHands => history.strangers(now),
        State::NotTalking => history.looks(now).latest_while(|look| look.reason.is_some_and(CaseReason::is_refusal)),
    };
    let since = looks.first_at().or(history.latest().map(|look| look.at.min(now)));
    match state {
        // It refuses, or somebody else is there, whatever reached us from there.
        State::ChangedHands | State::NotTalking => since,
        _ => since.max(history.last_sign_of_life.map(|life| life.min(now)).filter(|_| since.is_some())),
    }
}

/// Whether the address does not exist by enough looks.
pub(super) fn has_no_address(silence: Looks, settings: &StateSettings) -> bool {
    let looks = silence.latest_with(CaseReason::NoAddress);
    looks.are_at_least(settings.no_address_looks) && looks.are_on_days(settings.no_address_distinct_days)
}

fn answers_well(looks: Looks, settings: &StateSettings) -> bool {
    let good = looks.latest_while(|look| look.reason.is_none());
    good.are_at_least(settings.good_looks) || !looks.any(|look| look.reason.is_some())
}

fn was_within(moment: Option<Millis>, within_days: u32, now: Millis) -> bool {
    moment.is_some_and(|moment| now.0.saturating_sub(moment.0) < days_ms(within_days))
}
