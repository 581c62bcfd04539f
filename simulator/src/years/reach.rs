//! What of all this reaches the site.

use model::Millis;
use model::time::{DAY_MS, HOUR_MS};

use super::luck::{Luck, Stream};
use super::{Condition, History, Own, Standing};

/// Days of failed deliveries after which Mastodon gives a server up.
const GIVEN_UP_DAYS: u32 = 7;
/// Members' posts, follows and likes go out all day; whether they arrive is looked at at noon.
const NOON_MS: i64 = 12 * HOUR_MS;

/// What reaches the site of one account on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) account: usize,
    pub(super) at: Millis,
    /// Mastodon fetched the account's document anew.
    pub(super) fetched: bool,
}

impl History {
    /// What reaches the site on a day, by account.
    pub(super) fn signs(&self, day: u32) -> Vec<Sign> {
        let luck = &mut Luck::new(self.years.seed, Stream::Activity, day as usize);
        let begin = self.years.day(day);
        let mut signs = Vec::new();
        for (place, account) in self.accounts.iter().enumerate() {
            if !account.lively || !luck.percent(20) {
                continue;
            }
            let at = begin.plus_ms(luck.number(0, HOUR_MS * 23));
            let server = &self.servers[account.server];
            let condition = server.condition(at);
            let writes = account.known_from < at && account.standing(at) == Standing::Here && server.lives(at);
            if writes && condition.sends() && self.own(at).is_none_or(Own::lets_mail_in) {
                let fetched = (day as usize + place).is_multiple_of(4) && condition.receives();
                signs.push(Sign { account: place, at, fetched });
            }
        }
        signs
    }

    /// Whether Mastodon's deliveries to a server failed on each of the last days.
    pub(super) fn is_given_up(&self, server: usize, day: u32) -> bool {
        let Some(first) = (day + 1).checked_sub(GIVEN_UP_DAYS) else { return false };
        (first..=day).all(|day| {
            let noon = self.years.day(day).plus_ms(NOON_MS);
            let condition: Condition = self.servers[server].condition(noon);
            !condition.receives() || self.own(noon).is_some_and(|own| !own.lets_mail_in())
        })
    }

    /// The accounts that the site gets to know on a day.
    pub(super) fn newly_known(&self, day: u32) -> impl Iterator<Item = usize> + '_ {
        let (from, to) = (self.years.day(day), self.years.day(day).plus_ms(DAY_MS));
        let accounts = self.accounts.iter().enumerate();
        accounts.filter(move |(_, account)| from <= account.known_from && account.known_from < to).map(|(at, _)| at)
    }
}

impl Own {
    /// Whether what others send reaches Mastodon.
    pub(super) fn lets_mail_in(self) -> bool {
        !matches!(self, Self::Offline)
    }
}
