//! What becomes of accounts, by themselves and with what their server goes through.

use model::time::DAY_MS;
use model::{Millis, Silence};

use super::luck::{Luck, Stream};
use super::spell::Spell;
use super::{Account, Condition, Server, Software, Standing, Story, Years};

/// How a server that is well answers about an account that was deleted there.
fn deleted(software: Software, luck: &mut Luck) -> Standing {
    if software.remembers_the_deleted() && luck.percent(85) { Standing::Deleted } else { Standing::Unknown }
}

/// What becomes of one account by itself.
pub(super) fn by_itself(account: &mut Account, software: Software, years: &Years, luck: &mut Luck) {
    let from = account.known_from.max(years.day(0)).plus_ms(DAY_MS);
    if from >= years.end() {
        return;
    }
    let at = luck.moment(from, years.end());
    // So that each happens as often in a short history.
    let busy = if years.days < 200 { 60 } else { 26 };
    if !luck.percent(busy) {
        return;
    }
    match luck.number(0, 99) {
        0..=54 => account.turn(at, deleted(software, luck)),
        55..=74 if software.hides_the_suspended() => {
            account.for_a_while(at, luck.days(1, 13), Standing::Unknown);
        }
        55..=74 => account.for_a_while(at, luck.days(1, 29), Standing::Suspended),
        75..=79 => {
            // Suspended, and deleted when nobody appealed.
            account.turn(at, Standing::Suspended);
            account.turn(at.plus_ms(30 * DAY_MS), deleted(software, luck));
        }
        80..=91 => {
            account.turn(at, Standing::Moved);
            if luck.percent(30) {
                account.turn(at.plus_ms(luck.days(5, 200)), deleted(software, luck));
            }
        }
        _ => account.turn(at, Standing::Readdressed),
    }
}

/// What becomes of a server's accounts when it is restored or set up anew.
pub(super) fn restored(server: &mut Server, mut accounts: Vec<&mut Account>, years: &Years, luck: &mut Luck) {
    if !matches!(server.story, Story::RestoredOld | Story::RestoredThenNewer | Story::Trickle | Story::SetUpAnew) {
        return;
    }
    let out = Condition::Down(Silence::ConnectionRefused);
    let outage = Spell::passing(luck.moment(years.day(2), years.day(years.days * 3 / 4)), luck.hours(4, 96), out);
    let back = outage.to;
    server.add(outage);
    accounts.retain(|account| account.known_from < back && !account.standing(back).is_gone());
    let some = luck.number(5, 60) as u32;
    match server.story {
        Story::SetUpAnew => {
            server.add(Spell::lasting(back, Condition::Renewed { software: None, key: true }));
            accounts.iter_mut().for_each(|account| account.lost(back, Standing::Unknown));
        }
        Story::RestoredOld => {
            for account in accounts {
                if luck.percent(some) {
                    account.lost(back, Standing::Unknown);
                }
            }
        }
        Story::RestoredThenNewer => {
            let until_newer = luck.days(3, 13);
            for account in accounts {
                if luck.percent(some) {
                    account.for_a_while(back, until_newer, Standing::Unknown);
                }
            }
        }
        _ => {
            for (nth, account) in accounts.iter_mut().enumerate() {
                if !luck.percent(some) {
                    continue;
                }
                let (from, long) = (back.plus_ms(nth as i64 % 20 * DAY_MS), luck.days(7, 13));
                // Who was deleted meanwhile is not found again.
                if !account.standing(from).is_gone() {
                    account.for_a_while(from, long, Standing::Unknown);
                }
            }
        }
    }
}

/// On one large server that is well, many accounts are deleted on one day: a wave of spam was
/// cleared away.
pub(super) fn wave(servers: &[Server], accounts: &mut [Account], years: &Years) {
    let luck = &mut Luck::new(years.seed, Stream::Account, usize::MAX);
    let is_fit = |place: &usize| {
        servers[*place].story == Story::Steady && accounts.iter().filter(|one| one.server == *place).count() >= 40
    };
    let fit: Vec<usize> = (0..servers.len()).filter(is_fit).collect();
    if fit.is_empty() {
        return;
    }
    let place = luck.of(&fit);
    let at: Millis = luck.moment(years.day(years.days / 4), years.day(years.days * 3 / 4));
    let part = luck.number(35, 60) as u32;
    for account in accounts.iter_mut().filter(|one| one.server == place) {
        if account.known_from < at && !account.standing(at).is_gone() && luck.percent(part) {
            account.lost(at, deleted(servers[place].software, luck));
        }
    }
}

impl Account {
    /// It goes with many others.
    fn lost(&mut self, at: Millis, standing: Standing) {
        self.turn(at, standing);
        self.in_a_mass = true;
    }
}
