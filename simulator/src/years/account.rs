//! An account and its life.

use model::Millis;

/// An account of another server that the site comes to know.
#[derive(Clone, Debug)]
pub struct Account {
    /// The place of its server.
    pub server: usize,
    pub name: String,
    /// The path of its address, with its query.
    pub path: String,
    /// When the site gets to know it.
    pub known_from: Millis,
    /// When it was made.
    pub created: Millis,
    /// By moment; before the first it is there.
    pub turns: Vec<Turn>,
    /// Whether it writes now and then, and members see it.
    pub lively: bool,
    /// Whether it went with many others of its server at once, if it went.
    pub in_a_mass: bool,
}

/// What becomes of an account at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    pub from: Millis,
    pub standing: Standing,
}

/// How a server that is well answers about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Here,
    /// Its document says where it has moved to.
    Moved,
    /// Its old address is not found; its name leads to a new one.
    Readdressed,
    /// Suspended by its server, which says so: 403.
    Suspended,
    /// 404, and its name is unknown.
    Unknown,
    /// 410.
    Deleted,
}

impl Standing {
    pub(super) fn is_gone(self) -> bool {
        matches!(self, Self::Unknown | Self::Deleted)
    }
}

impl Account {
    #[must_use]
    pub fn standing(&self, at: Millis) -> Standing {
        let after = self.turns.partition_point(|turn| turn.from <= at);
        self.turns[..after].last().map_or(Standing::Here, |turn| turn.standing)
    }

    /// Adds what becomes of it from a moment on; what was to come later is forgotten.
    pub(super) fn turn(&mut self, from: Millis, standing: Standing) {
        self.turns.retain(|turn| turn.from < from);
        self.turns.push(Turn { from, standing });
    }

    /// Adds what becomes of it for a while.
    pub(super) fn for_a_while(&mut self, from: Millis, length_ms: i64, standing: Standing) {
        self.turn(from, standing);
        self.turn(from.plus_ms(length_ms), Standing::Here);
    }
}
