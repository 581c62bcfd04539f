//! Whoever judges: what was removed, and whether that was right, by the history alone.

use model::Millis;
use model::time::DAY_MS;

use super::{History, START};

/// Days after which what has vanished should be gone.
const WANTED_DAYS: i64 = 30;
/// A closure so many days before the end may be told too late to be seen.
const TELLABLE_DAYS: i64 = 150;

/// By what an account went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Cull,
    Purge,
}

/// A living account that was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    pub account: usize,
    pub at: Millis,
    pub how: How,
}

/// What is written down while a history goes on.
#[derive(Clone, Debug)]
pub struct Judge<'a> {
    history: &'a History,
    removed: Vec<Option<(Millis, How)>>,
    suggested: Vec<Option<Millis>>,
    warned: Vec<Option<Millis>>,
    purged_alive: Vec<(usize, Millis)>,
    pub requests: u64,
}

/// What came of a history, or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub accounts_lost: u64,
    pub servers_lost: u64,
    pub follows_lost: u64,
    /// Accounts that vanished at least 30 days before the end, and those of them that were still
    /// there 30 days after.
    pub vanished: u64,
    pub kept: u64,
    /// The same of those that were deleted one by one on servers that were well.
    pub deleted: u64,
    pub deleted_kept: u64,
    /// The same of those that went with many others of a server that was well: cleared away, or
    /// lost in a restore.
    pub in_masses: u64,
    pub in_masses_kept: u64,
    /// Days from each closure to the suggestion to purge; nothing where none came.
    pub closures: Vec<Option<u32>>,
    /// The same to the warning that the server is in other hands.
    pub warnings: Vec<Option<u32>>,
    pub requests: u64,
    pub account_days: u64,
}

impl<'a> Judge<'a> {
    #[must_use]
    pub fn new(history: &'a History) -> Self {
        let servers = history.servers.len();
        Self {
            history,
            removed: vec![None; history.accounts.len()],
            suggested: vec![None; servers],
            warned: vec![None; servers],
            purged_alive: Vec::new(),
            requests: 0,
        }
    }

    /// An account was removed.
    pub fn removed(&mut self, account: usize, at: Millis, how: How) {
        self.removed[account].get_or_insert((at, how));
    }

    /// Whether it was.
    #[must_use]
    pub fn is_removed(&self, account: usize) -> bool {
        self.removed[account].is_some()
    }

    /// A server was purged.
    pub fn purged(&mut self, server: usize, at: Millis) {
        if self.history.servers[server].lives(at) {
            self.purged_alive.push((server, at));
        }
    }

    /// To purge a server was suggested.
    pub fn suggested(&mut self, server: usize, at: Millis) {
        note(&mut self.suggested[server], self.history.servers[server].dead_from(), at);
    }

    /// It was said of a server that it is in other hands.
    pub fn warned(&mut self, server: usize, at: Millis) {
        note(&mut self.warned[server], self.history.servers[server].dead_from(), at);
    }

    /// The living accounts that were removed, in the order of the history.
    pub fn losses(&self) -> impl Iterator<Item = Loss> + '_ {
        self.removed.iter().enumerate().filter_map(|(account, removed)| {
            let (at, how) = (*removed)?;
            self.history.lives(account, at).then_some(Loss { account, at, how })
        })
    }

    /// The living servers that were purged.
    #[must_use]
    pub fn servers_lost(&self) -> &[(usize, Millis)] {
        &self.purged_alive
    }

    /// Accounts that were deleted one by one on servers that were well, and were still there 30
    /// days after.
    pub fn kept_of_the_deleted(&self) -> impl Iterator<Item = usize> + '_ {
        let gone = |place: &usize| {
            let deleted = self.history.deleted_on_healthy(*place).filter(|gone| *gone >= START);
            !self.history.accounts[*place].in_a_mass && deleted.is_some_and(|gone| self.is_kept(*place, gone))
        };
        (0..self.removed.len()).filter(gone)
    }

    fn is_kept(&self, account: usize, gone: Millis) -> bool {
        let by = gone.plus_ms(WANTED_DAYS * DAY_MS);
        by <= self.history.years.end() && self.removed[account].is_none_or(|(at, _)| at > by)
    }

    /// What came of it all.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally =
            Tally { requests: self.requests, servers_lost: self.purged_alive.len() as u64, ..Tally::default() };
        let end = self.history.years.end();
        for loss in self.losses() {
            tally.accounts_lost += 1;
            let follows = self.history.follows.iter().filter(|(_, account)| *account == loss.account);
            tally.follows_lost += follows.count() as u64;
        }
        for (place, account) in self.history.accounts.iter().enumerate() {
            let until = self.removed[place].map_or(end, |(at, _)| at);
            let there = until.0.saturating_sub(account.known_from.max(START).0).max(0) / DAY_MS;
            tally.account_days += there.unsigned_abs();
            let counts = |gone: &Millis| *gone >= START && gone.plus_ms(WANTED_DAYS * DAY_MS) <= end;
            if let Some(gone) = self.history.vanished(place).filter(|gone| *gone >= account.known_from).filter(counts) {
                tally.vanished += 1;
                tally.kept += u64::from(self.is_kept(place, gone));
            }
            if let Some(gone) = self.history.deleted_on_healthy(place).filter(counts) {
                let (all, kept) = if account.in_a_mass {
                    (&mut tally.in_masses, &mut tally.in_masses_kept)
                } else {
                    (&mut tally.deleted, &mut tally.deleted_kept)
                };
                *all += 1;
                *kept += u64::from(self.is_kept(place, gone));
            }
        }
        for (place, server) in self.history.servers.iter().enumerate() {
            let Some(dead) = server.dead_from().filter(|dead| dead.plus_ms(TELLABLE_DAYS * DAY_MS) <= end) else {
                continue;
            };
            let days = |at: Option<Millis>| at.map(|at| u32::try_from((at.0 - dead.0) / DAY_MS).unwrap_or_default());
            tally.closures.push(days(self.suggested[place]));
            tally.warnings.push(days(self.warned[place]));
        }
        tally
    }
}

/// The first suggestion after the closure counts.
fn note(first: &mut Option<Millis>, dead: Option<Millis>, at: Millis) {
    if dead.is_some_and(|dead| dead <= at) {
        first.get_or_insert(at);
    }
}
