//! Servers that end.

use model::Silence;

use super::super::Years;
use super::super::condition::{Condition, Proxy};
use super::super::luck::Luck;
use super::super::spell::Spell;
use super::{early, outages};

/// How a server that is switched off shows itself at last.
fn dark(luck: &mut Luck) -> Condition {
    match luck.number(0, 9) {
        0..=3 => Condition::Nameless(Silence::NoSuchName),
        4 => Condition::Nameless(Silence::NoAddress),
        5..=6 => Condition::Down(Silence::ConnectionRefused),
        7..=8 => Condition::Down(Silence::Timeout),
        _ => Condition::Down(Silence::CertificateExpired),
    }
}

/// 410 for everything, as a server says that ends itself, and then nothing.
pub(super) fn with_gone(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let farewell = Spell::ending(early(years, luck), luck.days(30, 300), Condition::Everything(410));
    vec![farewell, Spell::last(farewell.to, dark(luck))]
}

/// Off at once, or after weeks of errors.
pub(super) fn in_silence(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let from = early(years, luck);
    if luck.percent(60) {
        return vec![Spell::last(from, dark(luck))];
    }
    let errors = Spell::ending(from, luck.days(3, 90), outages::lasting(luck));
    vec![errors, Spell::last(errors.to, dark(luck))]
}

pub(super) fn with_page(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    vec![Spell::last(early(years, luck), Condition::Everything(200))]
}

/// The backend is gone; a cache shows NodeInfo for some days or for months, and then everything
/// fails.
pub(super) fn behind_cache(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let proxy = if luck.percent(50) { Proxy::Honest } else { Proxy::Stubborn };
    let status = luck.of(&[404, 410, 502]);
    let cached = Spell::ending(early(years, luck), luck.days(1, 90), Condition::Cached { status, proxy });
    vec![cached, Spell::last(cached.to, dark(luck))]
}

/// Every address leads to the new name for months; then the old one lapses.
pub(super) fn moved_away(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let away = Spell::passing(early(years, luck), luck.days(60, 400), Condition::MovedAway);
    vec![away, Spell::last(away.to, Condition::Nameless(Silence::NoSuchName))]
}
