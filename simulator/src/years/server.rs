//! A server and its life.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use model::Millis;

use super::{Condition, Software, Spell, Story};

/// A server of the fediverse.
#[derive(Clone, Debug)]
pub struct Server {
    /// The name behind its accounts' `@`.
    pub domain: String,
    /// Where its accounts' addresses lead; the same as the domain for most.
    pub host: String,
    pub software: Software,
    pub address: Ipv4Addr,
    /// What its life is about.
    pub story: Story,
    /// By moment, none overlapping; between them it is well.
    pub spells: Vec<Spell>,
    /// The places of its accounts, by the paths of their addresses.
    pub(super) paths: HashMap<String, usize>,
    /// The same by their names.
    pub(super) names: HashMap<String, usize>,
}

impl Server {
    /// How it is at a moment.
    #[must_use]
    pub fn condition(&self, at: Millis) -> Condition {
        self.spell(at).map_or(Condition::Well, |spell| spell.condition)
    }

    pub(super) fn spell(&self, at: Millis) -> Option<&Spell> {
        let after = self.spells.partition_point(|spell| spell.from <= at);
        self.spells[..after].last().filter(|spell| spell.covers(at))
    }

    /// Adds a spell where none is yet; says whether it was added.
    pub(super) fn add(&mut self, spell: Spell) -> bool {
        if self.spells.iter().any(|other| other.meets(&spell)) {
            return false;
        }
        let place = self.spells.partition_point(|other| other.from < spell.from);
        self.spells.insert(place, spell);
        true
    }
}
