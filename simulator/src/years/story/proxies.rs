//! What stands before a server answers in its place.

use model::time::{DAY_MS, HOUR_MS};

use super::super::Years;
use super::super::condition::Condition;
use super::super::luck::Luck;
use super::super::spell::Spell;
use super::{before_one_of_sundays, outages, sometime};

/// One to forty days with a dead backend, until its owner restores it.
pub(super) fn behind_cache(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let condition = Condition::Cached { status: luck.of(&[404, 404, 410, 502]), proxy: outages::proxy(luck) };
    let from = if luck.percent(50) { before_one_of_sundays(years, luck, 1) } else { sometime(years, luck) };
    vec![Spell::passing(from, luck.days(1, 40), condition)]
}

/// Three days of 404 around a Sunday, one to three times, a week or two apart, or as long as we
/// wait for a second look.
pub(super) fn maintenance(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let condition = Condition::Cached { status: 404, proxy: outages::proxy(luck) };
    let first = before_one_of_sundays(years, luck, 4);
    let apart = luck.of(&[7, 7, 13, 14]);
    let nth = |nth: i64| Spell::passing(first.plus_ms(nth * apart * DAY_MS), 3 * DAY_MS, condition);
    (0..luck.number(1, 3)).map(nth).collect()
}

/// 410 for everything, or for all but a cached NodeInfo, for an hour to ten days.
pub(super) fn gone(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let condition = if luck.percent(50) {
        Condition::Everything(410)
    } else {
        Condition::Cached { status: 410, proxy: outages::proxy(luck) }
    };
    let length = if luck.percent(50) { luck.hours(1, 24) } else { luck.days(1, 10) };
    let from = if luck.percent(60) { before_one_of_sundays(years, luck, 1) } else { sometime(years, luck) };
    vec![Spell::passing(from, length, condition)]
}

/// Hours of trouble at two Sundays in a row, and well between: what is seen twice was there twice.
pub(super) fn two_sundays(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let first = before_one_of_sundays(years, luck, 2);
    (0..2)
        .map(|week| Spell::passing(first.plus_ms(week * 7 * DAY_MS), luck.hours(2, 9) + HOUR_MS, nobody_there(luck)))
        .collect()
}

/// The same every night for two to forty nights.
pub(super) fn every_night(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let (first, condition) = (before_one_of_sundays(years, luck, 6), nobody_there(luck));
    (0..luck.number(2, 40))
        .map(|night| Spell::passing(first.plus_ms(night * DAY_MS), luck.hours(3, 5), condition))
        .collect()
}

/// 404 for every account, in one way or another.
fn nobody_there(luck: &mut Luck) -> Condition {
    match luck.number(0, 2) {
        0 => Condition::Hiding { named: false },
        1 => Condition::Cached { status: 404, proxy: outages::proxy(luck) },
        _ => Condition::Everything(404),
    }
}
