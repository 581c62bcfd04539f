//! What we hold a server to be, in two or three words.

use leptos_i18n::td_string;
use model::case::State;

use crate::i18n::Locale;

/// The state of a server.
#[must_use]
pub fn word(locale: Locale, state: State) -> &'static str {
    match state {
        State::Here => td_string!(locale, state.here),
        State::Wobbly => td_string!(locale, state.wobbly),
        State::Silent => td_string!(locale, state.silent),
        State::SaysClosed => td_string!(locale, state.says_closed),
        State::ProbablyClosed => td_string!(locale, state.probably_closed),
        State::LongSilent => td_string!(locale, state.long_silent),
        State::ChangedHands => td_string!(locale, state.changed_hands),
        State::NotTalking => td_string!(locale, state.not_talking),
    }
}
