//! The servers of a population: how big, how well, and since when silent.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Population;
use super::chance::{Stream, chance, one_of};
use super::names;
use crate::fediverse::{Behaviour, RetryAfter, Software};

/// One server of a population.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) name: String,
    pub(crate) software: Software,
    pub(crate) behaviour: Behaviour,
    /// Whether its accounts are addressed by HTTPS.
    pub(crate) https: bool,
    /// How many of a thousand of its people have left.
    pub(crate) gone_permille: u32,
    /// Its first account and how many it has.
    pub(crate) first: u32,
    pub(crate) people: u32,
    /// For how many days nothing has come from it, if it is not well.
    pub(crate) silent_days: Option<i64>,
}

/// What ails those that are not well, the most common several times.
const AILMENTS: [Behaviour; 28] = [
    Behaviour::NoSuchName,
    Behaviour::Refused,
    Behaviour::SignedOnly,
    Behaviour::ExpiredCertificate,
    Behaviour::CatchAllPage,
    Behaviour::Slow(400),
    Behaviour::Trouble(502),
    Behaviour::Forbidden,
    Behaviour::CatchAllGone,
    Behaviour::TooManyRequests(RetryAfter::Seconds(120)),
    Behaviour::Dropped,
    Behaviour::RedirectLoop,
    Behaviour::BrokenName,
    Behaviour::NoSuchName,
    Behaviour::CatchAllNotFound,
    Behaviour::WrongCertificate,
    Behaviour::Refused,
    Behaviour::Redirects(2),
    Behaviour::RedirectToPrivate,
    Behaviour::PrivateAddress,
    Behaviour::Tarpit,
    Behaviour::NoSuchName,
    Behaviour::SilentName,
    Behaviour::Redirects(5),
    Behaviour::Trouble(503),
    Behaviour::RefusedName,
    Behaviour::SignedOnly,
    Behaviour::ExpiredCertificate,
];

const SOFTWARE: [Software; 12] = [
    Software::Mastodon,
    Software::Mastodon,
    Software::Mastodon,
    Software::Mastodon,
    Software::Mastodon,
    Software::Pleroma,
    Software::Misskey,
    Software::Misskey,
    Software::GoToSocial,
    Software::Pixelfed,
    Software::Lemmy,
    Software::PeerTube,
];

/// All servers of a population, the biggest first. About one in eight is not well, none of them among the biggest five.
pub(crate) fn homes(population: &Population) -> Vec<Home> {
    let count = population.servers.max(1);
    let mut order: Vec<u32> = (0..count).filter(|rank| count <= 20 || *rank >= 5).collect();
    order.shuffle(&mut chance(population.seed, Stream::Servers, 0));
    let ailing = ((count as usize * 12).div_ceil(100)).min(order.len());
    let sizes = sizes(population.accounts, count);
    let mut first = 0;
    (0..count)
        .zip(sizes)
        .map(|(rank, people)| {
            let ailment = order[..ailing].iter().position(|ailing| *ailing == rank);
            let behaviour = ailment.map_or(Behaviour::Healthy, |nth| AILMENTS[nth % AILMENTS.len()].clone());
            let home = home(population, rank, people, first, behaviour);
            first += people;
            home
        })
        .collect()
}

fn home(population: &Population, rank: u32, people: u32, first: u32, behaviour: Behaviour) -> Home {
    let mut luck = chance(population.seed, Stream::Servers, u64::from(rank) + 1);
    let needs_https = matches!(behaviour, Behaviour::ExpiredCertificate | Behaviour::WrongCertificate);
    let silent = is_silent(&behaviour).then(|| luck.random_range(20..500));
    Home {
        name: names::server(rank),
        software: one_of(&mut luck, &SOFTWARE),
        https: needs_https || luck.random_bool(0.15),
        gone_permille: luck.random_range(40..150),
        behaviour,
        first,
        people,
        silent_days: silent,
    }
}

/// Whether nothing ActivityPub comes from a server that behaves so.
fn is_silent(behaviour: &Behaviour) -> bool {
    !matches!(
        behaviour,
        Behaviour::Healthy
            | Behaviour::Slow(_)
            | Behaviour::SignedOnly
            | Behaviour::Forbidden
            | Behaviour::TooManyRequests(_)
            | Behaviour::Redirects(_)
    )
}

/// A few big servers and many small ones: the share of each falls with its rank.
fn sizes(accounts: u32, servers: u32) -> Vec<u32> {
    let weight = |rank: u32| 1.0 / (f64::from(rank) + 4.0);
    let all: f64 = (0..servers).map(weight).sum();
    let spare = accounts.saturating_sub(servers);
    let mut sizes: Vec<u32> =
        (0..servers).map(|rank| u32::from(rank < accounts) + (f64::from(spare) * weight(rank) / all) as u32).collect();
    sizes[0] += accounts - sizes.iter().sum::<u32>();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_add_up() {
        for (accounts, servers) in [(20_000, 300), (7, 20), (0, 3), (1, 1), (100_000, 2_000)] {
            assert_eq!(sizes(accounts, servers).iter().sum::<u32>(), accounts);
        }
    }

    #[test]
    fn about_one_server_in_eight_is_not_well_and_every_ailment_occurs() {
        let homes = homes(&Population::default());
        let ailing: Vec<&Home> = homes.iter().filter(|home| home.behaviour != Behaviour::Healthy).collect();
        assert_eq!(ailing.len(), 36);
        assert!(AILMENTS.iter().all(|ailment| ailing.iter().any(|home| home.behaviour == *ailment)));
    }
}
