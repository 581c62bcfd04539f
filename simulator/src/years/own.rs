//! What happens to ourselves.

use model::Millis;
use model::time::{DAY_MS, HOUR_MS};

use super::luck::{Luck, Stream};
use super::{History, Years};

/// A trouble of our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Nothing is reached, neither name servers nor anybody else.
    Offline,
    /// Every third server is not reached.
    PartlyOffline(usize),
    /// The first name server fails for every name.
    NamesFail,
    /// The first name server says of every name that it does not exist.
    NamesMissing,
    /// The same, of every third server.
    SomeNamesMissing(usize),
    /// The clock is so many milliseconds ahead; Mastodon's too, where it runs on the same machine.
    Clock { ahead_ms: i64, everything: bool },
    /// Groundskeeper is switched off.
    Off,
}

/// A trouble and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub from: Millis,
    pub to: Millis,
    pub what: Own,
}

impl Years {
    /// Whether this site asks a second name server.
    #[must_use]
    pub fn has_two_books(&self) -> bool {
        self.seed.is_multiple_of(2)
    }
}

impl History {
    /// What happens to ourselves at a moment.
    #[must_use]
    pub fn own(&self, at: Millis) -> Option<Own> {
        self.own.iter().find(|trouble| trouble.from <= at && at < trouble.to).map(|trouble| trouble.what)
    }

    /// What our clock shows at a moment, and what Mastodon's does.
    #[must_use]
    pub fn clocks(&self, at: Millis) -> (Millis, Millis) {
        match self.own(at) {
            Some(Own::Clock { ahead_ms, everything }) => {
                (at.plus_ms(ahead_ms), if everything { at.plus_ms(ahead_ms) } else { at })
            }
            _ => (at, at),
        }
    }
}

/// Our own troubles: each kind comes up in every year, and in a short history once.
pub(super) fn troubles(years: &Years) -> Vec<Trouble> {
    let luck = &mut Luck::new(years.seed, Stream::Own, 0);
    let mut troubles: Vec<Trouble> = Vec::new();
    for _ in 0..years.days.div_ceil(365) {
        let third = luck.below(3);
        let ahead = Own::Clock { ahead_ms: 7 * DAY_MS, everything: luck.percent(50) };
        let behind = Own::Clock { ahead_ms: -luck.hours(1, 30), everything: luck.percent(50) };
        let wanted = [
            (Own::Off, 7 * DAY_MS),
            (Own::Offline, luck.hours(2, 36)),
            (Own::Offline, luck.hours(1, 12)),
            (Own::PartlyOffline(third), luck.days(2, 5)),
            (Own::NamesFail, luck.hours(3, 30)),
            (Own::NamesMissing, luck.hours(3, 30)),
            (Own::SomeNamesMissing(third), luck.days(1, 4)),
            (ahead, luck.hours(12, 60)),
            (behind, luck.hours(12, 60)),
        ];
        for (what, length) in wanted {
            add(&mut troubles, years, luck, what, length);
        }
    }
    troubles.sort_by_key(|trouble| trouble.from);
    troubles
}

/// Half of the troubles are there when a cull is due.
fn add(troubles: &mut Vec<Trouble>, years: &Years, luck: &mut Luck, what: Own, length: i64) {
    let sundays: Vec<Millis> = years.sundays().collect();
    for _ in 0..50 {
        let from = if luck.percent(50) {
            luck.of(&sundays).plus_ms(-luck.number(HOUR_MS / 2, length - HOUR_MS / 2))
        } else {
            luck.moment(years.day(1), years.end())
        };
        let to = from.plus_ms(length);
        let free = |other: &Trouble| to.plus_ms(DAY_MS) < other.from || other.to.plus_ms(DAY_MS) < from;
        // The site needs a day to settle in.
        if from > years.day(1) && troubles.iter().all(free) {
            troubles.push(Trouble { from, to, what });
            return;
        }
    }
}
