//! Servers that are out and come back.

use model::Silence;
use model::time::DAY_MS;

use super::super::Years;
use super::super::condition::{Condition, Proxy, Wall};
use super::super::luck::Luck;
use super::super::spell::Spell;
use super::{early, sometime};

const SILENCES: [Silence; 6] = [
    Silence::ConnectionRefused,
    Silence::ConnectionLost,
    Silence::Timeout,
    Silence::NotHttp,
    Silence::CertificateExpired,
    Silence::CertificateName,
];
const NAMELESS: [Silence; 3] = [Silence::NoSuchName, Silence::NoAddress, Silence::NameServer];
const ERRORS: [u16; 7] = [500, 502, 502, 503, 504, 521, 530];

/// Some way in which a server is out.
pub(super) fn any(luck: &mut Luck) -> Condition {
    match luck.number(0, 99) {
        0..=44 => Condition::Down(luck.of(&SILENCES)),
        45..=54 => Condition::Nameless(luck.of(&NAMELESS)),
        55..=79 => Condition::Everything(luck.of(&ERRORS)),
        80..=84 => Condition::Everything(404),
        85..=86 => Condition::Everything(410),
        87..=88 => Condition::Everything(200),
        89..=93 => Condition::Cached { status: luck.of(&[404, 502, 410]), proxy: proxy(luck) },
        94..=95 => Condition::Walled(Wall::Busy),
        96..=97 => Condition::RateLimited,
        _ => Condition::Hiding { named: luck.percent(50) },
    }
}

/// Some way in which a server is out for long: the machine, the name, or errors.
pub(super) fn lasting(luck: &mut Luck) -> Condition {
    match luck.number(0, 9) {
        0..=4 => Condition::Down(luck.of(&SILENCES)),
        5..=6 => Condition::Nameless(luck.of(&NAMELESS)),
        _ => Condition::Everything(luck.of(&ERRORS)),
    }
}

pub(super) fn proxy(luck: &mut Luck) -> Proxy {
    if luck.percent(70) { Proxy::Honest } else { Proxy::Stubborn }
}

pub(super) fn long(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let once = |luck: &mut Luck| {
        let length = luck.days(7, 42);
        Spell::passing(sometime(years, luck), length, lasting(luck))
    };
    let first = once(luck);
    let second = luck.percent(40).then(|| once(luck));
    std::iter::once(first).chain(second).collect()
}

pub(super) fn flapping(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let (mut at, condition) = (early(years, luck), lasting(luck));
    let until = at.plus_ms(luck.days(30, 120));
    let mut spells = Vec::new();
    while at < until {
        let spell = Spell::passing(at, luck.hours(1, 14), condition);
        at = spell.to.plus_ms(luck.hours(6, 72));
        spells.push(spell);
    }
    spells
}

pub(super) fn certificate(years: &Years, luck: &mut Luck) -> Vec<Spell> {
    let condition = Condition::Down(luck.of(&[Silence::CertificateExpired, Silence::CertificateName]));
    // It lapses every 90 days, and with some it is forgotten more than once.
    let first = luck.moment(years.day(0).plus_ms(DAY_MS), years.end());
    let spells = (0..luck.number(1, 3)).map(|nth| {
        let length = if luck.percent(60) { luck.hours(1, 72) } else { luck.days(3, 30) };
        Spell::passing(first.plus_ms(nth * 90 * DAY_MS), length, condition)
    });
    spells.collect()
}
