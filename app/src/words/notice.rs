//! What is said about notices to members: languages, what is wrong with a text, why a message was not sent.

use leptos_i18n::td_string;
use model::notice::{Failure, Fault, Halt, Language, Placeholder};

use super::quantity::number;
use crate::i18n::Locale;

/// The name of a language.
#[must_use]
pub fn language(locale: Locale, language: Language) -> &'static str {
    match language {
        Language::En => td_string!(locale, notice.en),
        Language::Ja => td_string!(locale, notice.ja),
    }
}

/// What is wrong with a text and what helps.
#[must_use]
pub fn fault(locale: Locale, fault: &Fault) -> String {
    match fault {
        Fault::Unknown(typed) => td_string!(locale, notice.unknown, typed = typed.clone(), places = places()),
        Fault::Missing(place) => td_string!(locale, notice.missing, place = place.as_str()),
        Fault::TooLong(by) => td_string!(locale, notice.too_long, count = *by, n = number(*by)),
        Fault::Mention => td_string!(locale, notice.mention).to_owned(),
    }
}

/// What can be filled in, as it is written.
#[must_use]
pub fn places() -> String {
    Placeholder::ALL.map(Placeholder::as_str).join(" ")
}

/// Why members did not get the message.
#[must_use]
pub fn failure(locale: Locale, failure: Failure) -> &'static str {
    match failure {
        Failure::Gone => td_string!(locale, notice.gone),
        Failure::Refused => td_string!(locale, notice.refused),
        Failure::Busy => td_string!(locale, notice.busy),
        Failure::Unreachable => td_string!(locale, notice.unreachable),
        Failure::Damaged => td_string!(locale, notice.damaged),
    }
}

/// Why nothing is sent any more, and what helps.
#[must_use]
pub fn halt(locale: Locale, halt: Halt) -> &'static str {
    match halt {
        Halt::Token => td_string!(locale, notice.halt_token),
        Halt::Address => td_string!(locale, notice.halt_address),
        Halt::Damaged => td_string!(locale, notice.halt_damaged),
    }
}
