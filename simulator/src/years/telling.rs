//! What happened, in words, for whoever has to find out why something was lost.

use std::fmt::Write;

use model::Millis;

use super::{History, Loss};

fn day(at: Millis) -> String {
    at.to_utc().format("%Y-%m-%d %H:%M").to_string()
}

impl History {
    /// The life of a server, a line per spell, and what happened to ourselves near a moment.
    #[must_use]
    pub fn told(&self, server: usize, near: Millis) -> String {
        let it = &self.servers[server];
        let accounts = self.accounts.iter().filter(|account| account.server == server).count();
        let mut text = format!("{} ({:?}, {accounts} accounts, {:?})\n", it.domain, it.software, it.story);
        for spell in &it.spells {
            let to = if spell.to == super::spell::FOREVER { "ever".to_owned() } else { day(spell.to) };
            let end = if spell.end { ", the end" } else { "" };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "    {} to {to}: {:?}{end}", day(spell.from), spell.condition);
        }
        let weeks = 14 * model::time::DAY_MS;
        for own in self.own.iter().filter(|own| (own.from.0 - near.0).abs() < weeks) {
            let _ = writeln!(text, "    ourselves, {} to {}: {:?}", day(own.from), day(own.to), own.what);
        }
        text
    }

    /// How a living account was lost.
    #[must_use]
    pub fn told_loss(&self, loss: &Loss) -> String {
        let account = &self.accounts[loss.account];
        let turns: Vec<String> =
            account.turns.iter().map(|turn| format!("{:?} from {}", turn.standing, day(turn.from))).collect();
        let life = if turns.is_empty() { "there all the time".to_owned() } else { turns.join(", ") };
        let server = self.told(account.server, loss.at);
        format!("{} removed by {:?} on {}: {life}\n  {server}", account.name, loss.how, day(loss.at))
    }
}
