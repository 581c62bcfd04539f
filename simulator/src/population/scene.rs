//! What is known of a population while it is written.

use std::collections::HashSet;

use model::Millis;
use rand::Rng;

use super::Population;
use super::chance::one_of;
use super::servers::{Home, homes};
use crate::world::Tables;
use crate::world::moment::snowflake;

/// Somebody who exists, as far as relations need to know. Times are how many milliseconds ago.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Somebody {
    pub(crate) id: i64,
    pub(crate) created: i64,
    pub(crate) life: i64,
    pub(crate) statuses: u32,
    /// The rank of the server; nothing for a member.
    pub(crate) home: Option<u32>,
}

/// A post that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) author: i64,
    pub(crate) conversation: i64,
    pub(crate) at: Millis,
    /// Whether anybody may boost and quote it.
    pub(crate) open: bool,
}

/// A notification to be written at the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notice {
    pub(crate) to: i64,
    pub(crate) from: i64,
    pub(crate) kind: &'static str,
    pub(crate) activity: &'static str,
    pub(crate) activity_id: i64,
    pub(crate) at: Millis,
}

/// Everything written so far.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) population: Population,
    pub(crate) now: Millis,
    pub(crate) tables: Tables,
    pub(crate) homes: Vec<Home>,
    pub(crate) members: Vec<Somebody>,
    pub(crate) people: Vec<Somebody>,
    pub(crate) member_posts: Vec<Post>,
    pub(crate) posts: Vec<Post>,
    pub(crate) notices: Vec<Notice>,
    /// Member and person by id, where one follows the other.
    pub(crate) follows: HashSet<(i64, i64)>,
    sequence: u32,
}

impl Scene {
    pub(crate) fn new(population: Population, now: Millis, tables: Tables) -> Self {
        let homes = homes(&population);
        Self {
            population,
            now,
            tables,
            homes,
            members: Vec::new(),
            people: Vec::new(),
            member_posts: Vec::new(),
            posts: Vec::new(),
            notices: Vec::new(),
            follows: HashSet::new(),
            sequence: 0,
        }
    }

    /// That many milliseconds ago.
    pub(crate) fn ago(&self, ms: i64) -> Millis {
        self.now.plus_ms(-ms)
    }

    /// An id of that time that no other row has.
    pub(crate) fn id(&mut self, at: Millis) -> i64 {
        self.sequence += 1;
        snowflake(at, self.sequence)
    }

    /// Somebody remote, more likely one who is active.
    pub(crate) fn active(&self, luck: &mut impl Rng) -> Option<Somebody> {
        let pick = |luck: &mut _| (!self.people.is_empty()).then(|| one_of(luck, &self.people));
        let (one, other) = (pick(luck)?, pick(luck)?);
        Some(if one.life < other.life { one } else { other })
    }

    /// The address of a server, with its scheme and port.
    pub(crate) fn origin(&self, home: u32) -> String {
        let home = &self.homes[home as usize];
        if home.https {
            format!("https://{}:{}", home.name, self.population.https_port)
        } else {
            format!("http://{}:{}", home.name, self.population.http_port)
        }
    }
}

impl Somebody {
    /// A time at which it could have done something, not after its latest sign of life.
    pub(crate) fn sometime(&self, luck: &mut impl Rng) -> i64 {
        luck.random_range(self.life..=self.created)
    }
}
