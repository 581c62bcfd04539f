//! Domains that lapse.

use model::Silence;
use model::time::DAY_MS;

use super::super::Years;
use super::super::condition::Condition;
use super::super::luck::Luck;
use super::super::spell::Spell;
use super::{early, sometime};

const LAPSED: [Silence; 4] = [Silence::NoSuchName, Silence::NoSuchName, Silence::NoSuchName, Silence::NameServer];

/// Two days to six weeks without a name, with a page of the registrar before or after.
pub(super) fn renewed(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let (from, length) = (sometime(years, luck), luck.days(2, 42));
    let lapsed = Condition::Nameless(luck.of(&LAPSED));
    let (first, then) = match luck.number(0, 3) {
        0 | 1 => return vec![Spell::passing(from, length, lapsed)],
        2 => (Condition::Parked, lapsed),
        _ => (lapsed, Condition::Parked),
    };
    let part = luck.number(1, length - 1);
    vec![Spell::passing(from, part, first), Spell::passing(from.plus_ms(part), length - part, then)]
}

/// Missing for a month or so, then for sale, then somebody else's, or nobody's.
pub(super) fn resold(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let from = early(years, luck);
    let lapsed = Spell::ending(from, luck.days(1, 45), Condition::Nameless(Silence::NoSuchName));
    let parked = Spell::ending(lapsed.to, luck.days(5, 120), Condition::Parked);
    let then = match luck.number(0, 9) {
        0..=2 => return vec![lapsed, Spell::last(parked.from, Condition::Parked)],
        3 => Condition::Nameless(Silence::NoSuchName),
        4..=6 => Condition::OtherHands { software: None },
        7 => Condition::OtherHands { software: Some("wordpress") },
        _ => Condition::OtherHands { software: Some("mastodon") },
    };
    vec![lapsed, parked, Spell::last(parked.to, then)]
}

/// For days, or, where two name servers are asked, for up to two months.
pub(super) fn one_book_lies(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let longest = if years.has_two_books() { 60 } else { 21 };
    let length = luck.number(2 * DAY_MS, longest * DAY_MS);
    vec![Spell::passing(sometime(years, luck), length, Condition::OneBookLies)]
}
