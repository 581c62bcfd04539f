//! The people of a population, each known by number alone.

use model::Millis;
use model::time::DAY_MS;
use rand::Rng;

use super::Population;
use super::chance::{Stream, chance};
use super::names;
use super::servers::Home;
use crate::fediverse::AccountState;
use crate::world::Kind;
use crate::world::moment::snowflake;

/// Accounts that became known at the same moment, as when one post travels far. Their files lie in neighbouring folders.
const WAVE: u32 = 12;

/// A stored picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) size: u32,
}

/// One remote account. Times are how many milliseconds ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) displayed: &'static str,
    pub(crate) state: AccountState,
    pub(crate) created: i64,
    /// Tells its id from those of its wave.
    nth: u32,
    /// The latest thing it did that reached us.
    pub(crate) life: i64,
    pub(crate) updated: i64,
    pub(crate) webfingered: Option<i64>,
    pub(crate) avatar: Option<Picture>,
    pub(crate) header: Option<Picture>,
    pub(crate) statuses: u32,
}

impl Person {
    /// The `index`th account, which lives on `home`.
    pub(crate) fn new(population: &Population, index: u32, home: &Home, rank: u32) -> Self {
        let mut luck = chance(population.seed, Stream::Person, u64::from(index));
        let created = created(population, index, home);
        let silent = home.silent_days.map_or(0, |days| days * DAY_MS);
        // A quarter did something within 30 days, half within half a year, all within two years.
        let life = days(luck.random::<f64>().powf(2.2) * 730.0).max(silent).min(created * 97 / 100);
        let (updated, webfingered) = processed(&mut luck, created, life);
        let n = index - home.first;
        let state = state(&mut luck, home, life);
        let mean = f64::from(population.statuses_per_account);
        Self {
            username: names::user(n, rank),
            displayed: names::displayed(&mut luck),
            state,
            created,
            nth: index % WAVE,
            life,
            updated,
            webfingered,
            avatar: luck.random_bool(0.8).then(|| picture(&mut luck, 5..90)),
            header: luck.random_bool(0.4).then(|| picture(&mut luck, 30..400)),
            statuses: (-luck.random_range(0.0001..1.0f64).ln() * mean).round() as u32,
        }
    }

    /// Its id, made of the moment it became known.
    pub(crate) fn id(&self, now: Millis) -> i64 {
        snowflake(now.plus_ms(-self.created), self.nth)
    }
}

/// When a wave became known. No two waves share a millisecond, so no two ids are the same.
fn created(population: &Population, index: u32, home: &Home) -> i64 {
    const APART: i64 = 100_003;
    let wave = index / WAVE;
    let mut luck = chance(population.seed, Stream::Wave, u64::from(wave));
    let age = days(luck.random_range(60.0..1_100.0));
    let age = home.silent_days.map_or(age, |silent| (silent + 20) * DAY_MS + age / 2);
    age / APART * APART + i64::from(wave) % APART
}

/// When the site last processed it: about when it was last active; for some long before, because nobody asked; for some never.
fn processed(luck: &mut impl Rng, created: i64, life: i64) -> (i64, Option<i64>) {
    let kind = luck.random_range(0..100);
    let delay = if kind < 12 { days(luck.random_range(60.0..300.0)) } else { days(luck.random_range(0.0..5.0)) };
    let webfingered = (life + delay).min(created);
    let updated = webfingered - webfingered.min(days(luck.random_range(0.0..1.0)));
    if kind >= 97 { (created, None) } else { (updated, Some(webfingered)) }
}

fn state(luck: &mut impl Rng, home: &Home, life: i64) -> AccountState {
    // Who was here within 20 days has not left; the others have left a little more often instead.
    let gone = life > 20 * DAY_MS && luck.random_ratio((home.gone_permille * 5 / 4).min(1_000), 1_000);
    match luck.random_range(0..100) {
        0..75 if gone => AccountState::Gone,
        75.. if gone => AccountState::NotFound,
        0 => AccountState::Moved("https://elsewhere.example/users/me".to_owned()),
        _ => AccountState::Living,
    }
}

fn picture(luck: &mut impl Rng, kilobytes: std::ops::Range<u32>) -> Picture {
    let kind = match luck.random_range(0..100) {
        0..45 => Kind::Png,
        45..80 => Kind::Jpeg,
        80..92 => Kind::Webp,
        _ => Kind::Gif,
    };
    let size = luck.random_range(kilobytes.start * 1_000..kilobytes.end * 1_000);
    Picture { kind, name: format!("{:016x}.{}", luck.random::<u64>(), kind.extension()), size }
}

fn days(days: f64) -> i64 {
    (days * DAY_MS as f64) as i64
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::population::servers::homes;

    fn everybody(population: &Population) -> Vec<Person> {
        population.people(&homes(population)).map(|(_, _, person)| person).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let population = Population { accounts: 500, servers: 20, ..Population::default() };
        assert_eq!(everybody(&population), everybody(&population));
        let other = Population { seed: population.seed + 1, ..population };
        assert_ne!(everybody(&population), everybody(&other));
    }

    #[test]
    fn thresholds_differ_and_a_believable_share_has_left() {
        let population = Population::default();
        let people = everybody(&population);
        let now = Millis(1_760_000_000_000);
        assert_eq!(people.iter().map(|person| person.id(now)).collect::<HashSet<_>>().len(), people.len());
        let older = |limit: i64| people.iter().filter(|person| person.life > limit * DAY_MS).count();
        let counts: Vec<usize> = [7, 14, 30, 60, 90, 180].into_iter().map(older).collect();
        assert!(counts.windows(2).all(|pair| pair[0] > pair[1] + 400), "{counts:?}");
        let left = people.iter().filter(|person| matches!(person.state, AccountState::Gone | AccountState::NotFound));
        let left = left.count() * 100 / people.len();
        assert!((6..=9).contains(&left), "{left} %");
        assert!(people.iter().all(|person| person.created >= person.life && person.updated <= person.created));
    }
}
