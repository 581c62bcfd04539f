//! What a purge would touch, as lines of a ledger. What was never counted, or is nothing, has no line.

use leptos_i18n::td_string;
use model::Bytes;
use model::case::Impact;

use super::quantity::{number, size};
use crate::components::ledger::{Line, line};
use crate::i18n::Locale;

/// What members keep of a server besides the people they follow.
#[must_use]
pub fn kept(locale: Locale, impact: &Impact) -> Vec<Line> {
    let lines = [
        (td_string!(locale, queue.bookmarked), impact.bookmarked),
        (td_string!(locale, queue.favourited), impact.favourited),
        (td_string!(locale, queue.conversations), impact.conversations),
    ];
    lines.into_iter().filter(|(_, n)| *n > 0).map(|(says, n)| line(says, number(n))).collect()
}

/// The files by kind.
#[must_use]
pub fn media(locale: Locale, impact: &Impact) -> Vec<Line> {
    let emojis = Bytes(impact.media.0.saturating_sub(impact.pictures.0 + impact.post_media.0));
    let mut lines = Vec::new();
    if impact.pictures.0 > 0 {
        lines.push(line(td_string!(locale, queue.media_pictures), size(locale, impact.pictures)));
    }
    if impact.post_media.0 > 0 {
        lines.push(line(td_string!(locale, queue.media_posts), size(locale, impact.post_media)));
    }
    if impact.emojis > 0 {
        let says = td_string!(locale, queue.media_emojis, count = impact.emojis, n = number(impact.emojis));
        lines.push(line(says, size(locale, emojis)));
    }
    lines
}
