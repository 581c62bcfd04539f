//! Servers that are there and do not answer everybody.

use super::super::Years;
use super::super::condition::{Condition, Wall};
use super::super::luck::Luck;
use super::super::spell::Spell;
use super::{early, sometime};

pub(super) fn walled(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    const WALLS: [Wall; 5] =
        [Wall::Challenge, Wall::ChallengeButNodeInfo, Wall::Busy, Wall::Page, Wall::PageButWellKnown];
    let (from, condition) = (early(years, luck), Condition::Walled(luck.of(&WALLS)));
    if luck.percent(30) {
        return vec![Spell::lasting(from, condition)];
    }
    vec![Spell::passing(from, luck.days(1, 42), condition)]
}

pub(super) fn secure(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    vec![Spell::lasting(early(years, luck), Condition::Secure)]
}

pub(super) fn rate_limited(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    vec![Spell::passing(sometime(years, luck), luck.days(1, 60), Condition::RateLimited)]
}

pub(super) fn refusing(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let from = early(years, luck);
    if luck.percent(50) {
        return vec![Spell::lasting(from, Condition::Refusing)];
    }
    vec![Spell::passing(from, luck.days(10, 200), Condition::Refusing)]
}

/// Two days to six weeks.
pub(super) fn hiding(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let condition = Condition::Hiding { named: luck.percent(50) };
    vec![Spell::passing(sometime(years, luck), luck.days(2, 42), condition)]
}

pub(super) fn software_change(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let software = luck.percent(60).then_some("sharkey");
    let key = software.is_none() || luck.percent(50);
    vec![Spell::lasting(early(years, luck), Condition::Renewed { software, key })]
}
