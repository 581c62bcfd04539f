//! What follows when a purge is ordered: how long it waits.

use leptos_i18n::td_string;

use super::duration;
use crate::i18n::Locale;

/// Whether and how long a purge can be undone.
#[must_use]
pub fn undo(locale: Locale, wait_ms: i64) -> String {
    if wait_ms > 0 {
        td_string!(locale, queue.undo_for, wait = duration::wait(locale, wait_ms))
    } else {
        td_string!(locale, queue.at_once).to_owned()
    }
}

/// What the button does.
#[must_use]
pub fn hint(locale: Locale, wait_ms: i64) -> String {
    if wait_ms > 0 {
        td_string!(locale, queue.purge_hint, wait = duration::wait(locale, wait_ms))
    } else {
        td_string!(locale, queue.at_once).to_owned()
    }
}
