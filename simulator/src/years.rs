//! Two years of a fediverse, by a seed: what becomes of servers and accounts, what each answers at
//! any moment, and what of it reaches our site.
//!
//! A [`History`] is drawn once and never changes. A server's life is a list of [`Spell`]s, an
//! account's a list of [`Turn`]s; what is true of them at a moment (does it live? who is there?) is
//! read from the same lists, so that whoever judges never asks the engine.

mod account;
mod account_story;
mod answers;
mod books;
mod condition;
mod documents;
mod draw;
mod home;
mod judge;
mod luck;
mod own;
mod reach;
mod server;
mod software;
mod spell;
mod story;
mod table;
mod telling;
mod tootctl;
mod truth;

use std::collections::HashMap;

use model::Millis;
use model::time::{DAY_MS, HOUR_MS};

pub use account::{Account, Standing, Turn};
pub use answers::{Question, Reply};
pub use condition::{Condition, Proxy, Wall};
pub use home::Home;
pub use judge::{How, Judge, Loss, Tally};
pub use own::{Own, Trouble};
pub use server::Server;
pub use software::Software;
pub use spell::Spell;
pub use story::Story;
pub use table::{Column, table};
pub use tootctl::cull_and_purge;

/// The first moment of every history: Sunday 4 January 2026, 00:00 UTC.
pub const START: Millis = Millis(1_767_484_800_000);

/// A history to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    pub seed: u64,
    pub days: u32,
    pub servers: usize,
    /// Accounts that the site comes to know, at least one of each server.
    pub accounts: usize,
}

/// All that happens, and to whom.
#[derive(Debug)]
pub struct History {
    pub years: Years,
    pub servers: Vec<Server>,
    pub accounts: Vec<Account>,
    /// What happens to ourselves.
    pub own: Vec<Trouble>,
    /// Which member follows which account, by their places.
    pub follows: Vec<(usize, usize)>,
    hosts: HashMap<String, usize>,
}

impl Years {
    /// The moment after the last day.
    #[must_use]
    pub fn end(&self) -> Millis {
        self.day(self.days)
    }

    /// The first moment of a day.
    #[must_use]
    pub fn day(&self, day: u32) -> Millis {
        START.plus_ms(i64::from(day) * DAY_MS)
    }

    /// The moments at which a cull is due every week: Sundays at 03:00 UTC.
    pub(crate) fn sundays(&self) -> impl Iterator<Item = Millis> + use<> {
        (0..self.days.div_ceil(7)).map(|week| START.plus_ms(i64::from(week) * 7 * DAY_MS + 3 * HOUR_MS))
    }
}
