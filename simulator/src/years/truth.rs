//! What is true at a moment, read from the lives themselves.

use model::Millis;
use model::time::DAY_MS;

use super::{Account, History, Server};

impl Server {
    /// Since when its owner is gone for good.
    #[must_use]
    pub fn dead_from(&self) -> Option<Millis> {
        let last = self.spells.last().filter(|spell| spell.end)?;
        let mut from = last.from;
        for spell in self.spells.iter().rev().skip(1) {
            if !spell.end || spell.to != from {
                break;
            }
            from = spell.from;
        }
        Some(from)
    }

    /// Whether its owner is there or comes back.
    #[must_use]
    pub fn lives(&self, at: Millis) -> bool {
        self.dead_from().is_none_or(|dead| at < dead)
    }
}

impl Account {
    /// Since when it is gone for good from a server that itself may live.
    #[must_use]
    pub fn gone_from(&self) -> Option<Millis> {
        let last = self.turns.iter().rposition(|turn| !turn.standing.is_gone());
        self.turns.get(last.map_or(0, |last| last + 1)).map(|turn| turn.from)
    }
}

impl History {
    /// Since when an account is gone for good, by itself or with its server.
    #[must_use]
    pub fn vanished(&self, account: usize) -> Option<Millis> {
        let account = &self.accounts[account];
        let by_server = self.servers[account.server].dead_from();
        account.gone_from().into_iter().chain(by_server).min()
    }

    /// Whether an account is there or comes back.
    #[must_use]
    pub fn lives(&self, account: usize, at: Millis) -> bool {
        self.vanished(account).is_none_or(|gone| at < gone)
    }

    /// When it was deleted, if its server was well then and for 30 days after, but for troubles of
    /// up to a day.
    #[must_use]
    pub(super) fn deleted_on_healthy(&self, account: usize) -> Option<Millis> {
        let account = &self.accounts[account];
        let gone = account.gone_from()?;
        let server = &self.servers[account.server];
        let until = gone.plus_ms(30 * DAY_MS);
        let trouble = |spell: &super::Spell| {
            let long = spell.to.0.saturating_sub(spell.from.0) > DAY_MS;
            long && !spell.condition.is_well() && spell.from < until && spell.to > gone
        };
        (account.known_from <= gone && !server.spells.iter().any(trouble)).then_some(gone)
    }
}
