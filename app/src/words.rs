//! What the panel says about the model's words, in the language of the person: pure functions from a value to a sentence.
//!
//! The sentences themselves are in `locales/`; the generated module `i18n` holds one accessor per sentence.

pub mod activity;
pub mod advice;
pub mod cadence;
pub mod cause;
pub mod duration;
pub mod failure;
pub mod impact;
pub mod moment;
pub mod notice;
pub mod purge;
pub mod quantity;
pub mod role;
pub mod run;
pub mod server;
pub mod standing;

use leptos::prelude::*;
use leptos_i18n::context::{CookieOptions, I18nContextOptions};

use crate::i18n::Locale;

/// The language of this page. [`crate::App`] chose it, so a view may only ask inside `App`.
#[must_use]
pub fn locale() -> Locale {
    expect_context::<Locale>()
}

/// Sentences one after the other.
#[must_use]
pub fn sentences(locale: Locale, sentences: impl IntoIterator<Item = String>) -> String {
    let space = match locale {
        Locale::en => " ",
        Locale::ja => "",
    };
    sentences.into_iter().collect::<Vec<_>>().join(space)
}

/// Chooses the language: in the browser what the server wrote into `<html lang>`, on the server the person's cookie
/// (`i18n_pref_locale`), then what their browser accepts, then English.
#[must_use]
pub fn choose_locale() -> Locale {
    leptos_i18n::locale::resolve_locale_with_options(
        I18nContextOptions::<Locale>::default().cookie_options(CookieOptions::default().path("/")),
    )
}
