//! What the lives of servers are about.

mod ends;
mod healthy;
mod names;
mod outages;
mod proxies;

use model::Millis;
use model::time::{DAY_MS, HOUR_MS};

use super::luck::Luck;
use super::{Server, Spell, Years};

/// What a server's life is about; short troubles come to every server besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Story {
    Steady,
    /// Out for one to six weeks, once or twice.
    LongOutage,
    /// Down for hours every few days.
    Flapping,
    CertificateLapse,
    /// Its domain lapses, may be parked, and is renewed within six weeks.
    Renewed,
    /// Its domain lapses, is parked, and may be sold to somebody else.
    Resold,
    ClosedWithGone,
    ClosedInSilence,
    /// A page of farewell for every address.
    ClosedWithPage,
    /// Restored from a backup; who came after it is gone for good.
    RestoredOld,
    /// The same, until a newer backup is found.
    RestoredThenNewer,
    /// After a restore it loses a twentieth a day of who came after the backup, and has each back a
    /// week later.
    Trickle,
    /// Set up anew: nobody of before is there.
    SetUpAnew,
    /// Its backend fails behind a cache, for up to six weeks.
    BehindCache,
    /// The same, and nobody comes back.
    DeadBehindCache,
    /// Maintenance with 404 for everything but a cached NodeInfo, for three days around a Sunday.
    Maintenance,
    /// A proxy says 410 during maintenance.
    GoneProxy,
    /// In trouble for hours at exactly two Sundays in a row, with 404 for all accounts.
    TwoSundays,
    /// 404 for all accounts for hours every night, for two to forty nights, and well by day.
    EveryNight,
    Walled,
    SecureMode,
    RateLimited,
    /// Refuses us with 403.
    Refusing,
    /// Shows us no account, as if there were none.
    Hiding,
    MovedAway,
    /// Another software or another key, in the same hands.
    SoftwareChange,
    /// One of our name servers denies its name for weeks.
    OneBookLies,
}

impl Story {
    /// How many of a thousand servers have each story. The rest is steady.
    const SHARES: [(Self, usize); 26] = [
        (Self::LongOutage, 90),
        (Self::Flapping, 20),
        (Self::CertificateLapse, 50),
        (Self::Renewed, 45),
        (Self::Resold, 40),
        (Self::ClosedWithGone, 35),
        (Self::ClosedInSilence, 70),
        (Self::ClosedWithPage, 10),
        (Self::RestoredOld, 15),
        (Self::RestoredThenNewer, 15),
        (Self::Trickle, 10),
        (Self::SetUpAnew, 10),
        (Self::BehindCache, 25),
        (Self::DeadBehindCache, 15),
        (Self::Maintenance, 30),
        (Self::GoneProxy, 20),
        (Self::TwoSundays, 20),
        (Self::EveryNight, 20),
        (Self::Walled, 40),
        (Self::SecureMode, 25),
        (Self::RateLimited, 15),
        (Self::Refusing, 25),
        (Self::Hiding, 10),
        (Self::MovedAway, 15),
        (Self::SoftwareChange, 20),
        (Self::OneBookLies, 15),
    ];

    /// A story for each of so many servers: every story comes up, as long as there is room.
    pub(super) fn dealt(servers: usize, luck: &mut Luck) -> Vec<Self> {
        let some = |(story, share): &(Self, usize)| vec![*story; (share * servers / 1_000).max(1)];
        let mut deck: Vec<Self> = Self::SHARES.iter().flat_map(some).collect();
        deck.resize(servers, Self::Steady);
        luck.shuffle(&mut deck);
        deck
    }

    /// The spells of this story.
    pub(super) fn spells(self, years: &Years, luck: &mut Luck) -> Vec<Spell> {
        match self {
            Self::Steady | Self::RestoredOld | Self::RestoredThenNewer | Self::Trickle | Self::SetUpAnew => {
                // What comes of a restore is told by the accounts.
                Vec::new()
            }
            Self::LongOutage => outages::long(years, luck),
            Self::Flapping => outages::flapping(years, luck),
            Self::CertificateLapse => outages::certificate(years, luck),
            Self::Renewed => names::renewed(years, luck),
            Self::Resold => names::resold(years, luck),
            Self::OneBookLies => names::one_book_lies(years, luck),
            Self::ClosedWithGone => ends::with_gone(years, luck),
            Self::ClosedInSilence => ends::in_silence(years, luck),
            Self::ClosedWithPage => ends::with_page(years, luck),
            Self::DeadBehindCache => ends::behind_cache(years, luck),
            Self::BehindCache => proxies::behind_cache(years, luck),
            Self::Maintenance => proxies::maintenance(years, luck),
            Self::GoneProxy => proxies::gone(years, luck),
            Self::TwoSundays => proxies::two_sundays(years, luck),
            Self::EveryNight => proxies::every_night(years, luck),
            Self::Walled => healthy::walled(years, luck),
            Self::SecureMode => healthy::secure(years, luck),
            Self::RateLimited => healthy::rate_limited(years, luck),
            Self::Refusing => healthy::refusing(years, luck),
            Self::Hiding => healthy::hiding(years, luck),
            Self::MovedAway => ends::moved_away(years, luck),
            Self::SoftwareChange => healthy::software_change(years, luck),
        }
    }
}

/// Short troubles that come to every server, where its story leaves room.
pub(super) fn blips(server: &mut Server, years: &Years, luck: &mut Luck) {
    for _ in 0..luck.number(0, 9 * i64::from(years.days) / 730) {
        let length = if luck.percent(70) { luck.minutes(20, 8 * 60) } else { luck.hours(8, 48) };
        let from = if luck.percent(15) { around_sunday(years, luck) } else { sometime(years, luck) };
        server.add(Spell::passing(from, length, outages::any(luck)));
    }
}

/// A moment of the history.
fn sometime(years: &Years, luck: &mut Luck) -> Millis {
    luck.moment(years.day(0).plus_ms(DAY_MS), years.end())
}

/// A moment early enough to show what comes of it.
fn early(years: &Years, luck: &mut Luck) -> Millis {
    luck.moment(years.day(0).plus_ms(DAY_MS), years.day(years.days * 3 / 4))
}

/// Some hours before the cull of a Sunday.
fn around_sunday(years: &Years, luck: &mut Luck) -> Millis {
    let sundays: Vec<Millis> = years.sundays().collect();
    luck.of(&sundays).plus_ms(-luck.minutes(5, 120))
}

/// A little before some Sunday's cull, of those that so many more follow.
fn before_one_of_sundays(years: &Years, luck: &mut Luck, more: usize) -> Millis {
    let sundays: Vec<Millis> = years.sundays().collect();
    let some = &sundays[..sundays.len().saturating_sub(more).max(1)];
    luck.of(some).plus_ms(-luck.minutes(5, 3 * 60).min(2 * HOUR_MS))
}
