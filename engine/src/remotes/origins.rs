//! The origins a run is talking to: their turns and their connections.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::Answer;
use model::pace::{Pace, Rest};
use reqwest::Client;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Most origins whose connections stay open while nobody asks them; the one idle longest is closed first.
const IDLE_ORIGINS: usize = 128;

/// How long a moment of quiet usually is, in seconds.
const USUAL_MOMENT_S: u32 = 2;

/// All origins of a run that are being asked, and a few that were just asked.
pub(super) struct Origins {
    per_origin: usize,
    places: Mutex<Places>,
}

#[derive(Default)]
struct Places {
    open: HashMap<String, Place>,
    /// By the moment of becoming idle, counted in `moment`.
    idle: BTreeMap<u64, String>,
    moment: u64,
}

struct Place {
    origin: Arc<Origin>,
    users: usize,
    idle_since: u64,
}

/// One scheme, host and port: the turns to ask it, and the client whose connections lead to its checked addresses.
pub(super) struct Origin {
    turns: Semaphore,
    most: u32,
    manners: Mutex<Manners>,
    /// `None` until its addresses are known, and again when they failed.
    pub(super) client: tokio::sync::Mutex<Option<Contact>>,
}

/// How an origin is asked at the moment.
struct Manners {
    pace: Pace,
    /// Turns that have to be taken out of use as soon as they are given back.
    too_many: u32,
    quiet_until: Option<Instant>,
}

/// A client whose connections lead to checked addresses, or to a proxy.
#[derive(Clone)]
pub(super) struct Contact {
    pub(super) client: Client,
    pub(super) home: Home,
}

/// Where somebody lives, as far as we know it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Home {
    /// The first of its addresses, which stands for all.
    Address(IpAddr),
    /// The name that a proxy is given: only the proxy knows the address.
    Behind(String),
}

impl Home {
    pub(super) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => Some(*address),
            Self::Behind(_) => None,
        }
    }

    pub(super) fn is_behind_a_proxy(&self) -> bool {
        matches!(self, Self::Behind(_))
    }
}

/// A turn to ask an origin; given back when it is dropped.
pub(super) struct Turn<'a> {
    origin: &'a Origin,
    permit: Option<SemaphorePermit<'a>>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut manners = self.origin.manners();
        if manners.too_many > 0
            && let Some(permit) = self.permit.take()
        {
            manners.too_many -= 1;
            permit.forget();
        }
    }
}

impl Origin {
    fn new(per_origin: usize) -> Self {
        let most = u32::try_from(per_origin).unwrap_or(u32::MAX);
        let manners = Manners { pace: Pace::starting(most), too_many: 0, quiet_until: None };
        Self {
            turns: Semaphore::new(per_origin),
            most,
            manners: Mutex::new(manners),
            client: tokio::sync::Mutex::new(None),
        }
    }

    fn manners(&self) -> MutexGuard<'_, Manners> {
        self.manners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until fewer than its pace allows ask this origin, and until its wish for quiet is over.
    pub(super) async fn turn(&self) -> Turn<'_> {
        let permit = self.turns.acquire().await.expect("the semaphore is never closed");
        loop {
            let until = self.manners().quiet_until;
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => return Turn { origin: self, permit: Some(permit) },
            }
        }
    }

    /// Learns from an answer how to go on here. `moment` is how long a moment of quiet is; pauses that the server leaves to us are
    /// counted in it.
    pub(super) fn learn(&self, answer: &Answer, retry_after_s: Option<u32>, took: Duration, moment: Duration) -> Rest {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let mut manners = self.manners();
        let before = manners.pace.at_once;
        let (pace, rest) = manners.pace.after(answer, retry_after_s, took_ms, self.most);
        manners.pace = pace;
        if pace.at_once < before {
            manners.too_many += before - pace.at_once;
        } else if pace.at_once > before {
            // A turn that was to go, and has not gone yet, may stay instead.
            let stay = manners.too_many.min(pace.at_once - before);
            manners.too_many -= stay;
            self.turns.add_permits((pace.at_once - before - stay) as usize);
        }
        let quiet = match rest {
            Rest::None | Rest::LeaveAlone => return rest,
            Rest::Moment => moment,
            Rest::Sit { seconds } if retry_after_s.is_none() => moment * seconds / USUAL_MOMENT_S,
            Rest::Sit { seconds } => Duration::from_secs(u64::from(seconds)),
        };
        manners.quiet_until = manners.quiet_until.max(Some(Instant::now() + quiet));
        rest
    }
}

/// Somebody's interest in an origin; while one exists, the origin is not forgotten.
pub(super) struct Lease<'a> {
    origins: &'a Origins,
    name: String,
    pub(super) origin: Arc<Origin>,
}

impl Origins {
    pub(super) fn new(per_origin: usize) -> Self {
        Self { per_origin: per_origin.max(1), places: Mutex::default() }
    }

    /// The origin of a URL, made when it is new.
    pub(super) fn enter(&self, url: &url::Url) -> Lease<'_> {
        let name = url.origin().ascii_serialization();
        let mut places = self.lock();
        let Places { open, idle, .. } = &mut *places;
        let place = open.entry(name.clone()).or_insert_with(|| Place {
            origin: Arc::new(Origin::new(self.per_origin)),
            users: 0,
            idle_since: 0,
        });
        if place.users == 0 {
            idle.remove(&place.idle_since);
        }
        place.users += 1;
        Lease { origins: self, name, origin: Arc::clone(&place.origin) }
    }

    /// Closes the connections of all origins that nobody asks.
    pub(super) fn close_idle(&self) {
        self.lock().keep_idle(0);
    }

    fn leave(&self, name: &str) {
        let mut places = self.lock();
        places.moment += 1;
        let Places { open, idle, moment } = &mut *places;
        let Some(place) = open.get_mut(name) else { return };
        place.users -= 1;
        if place.users == 0 {
            place.idle_since = *moment;
            idle.insert(*moment, name.to_owned());
        }
        places.keep_idle(IDLE_ORIGINS);
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    fn keep_idle(&mut self, most: usize) {
        while self.idle.len() > most
            && let Some((_, name)) = self.idle.pop_first()
        {
            self.open.remove(&name);
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.origins.leave(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(host: &str) -> url::Url {
        format!("https://{host}/users/alice").parse().expect("the test names a URL")
    }

    #[tokio::test]
    async fn an_origin_gives_only_as_many_turns_as_allowed() {
        let origins = Origins::new(2);
        let (first, second) = (origins.enter(&url("a.example")), origins.enter(&url("a.example")));
        let (_one, _two) = (first.origin.turn().await, second.origin.turn().await);
        assert!(origins.enter(&url("a.example:443")).origin.turns.try_acquire().is_err());
        assert!(origins.enter(&url("a.example:8443")).origin.turns.try_acquire().is_ok());
        assert!(origins.enter(&url("b.example")).origin.turns.try_acquire().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn an_origin_in_trouble_gets_one_turn_at_a_time_after_its_quiet() {
        let origins = Origins::new(2);
        let place = origins.enter(&url("a.example"));
        let (one, two) = (place.origin.turn().await, place.origin.turn().await);
        let slow_down = Answer::SlowDown { retry_after_s: Some(7) };
        let rest = place.origin.learn(&slow_down, Some(7), Duration::ZERO, Duration::ZERO);
        assert_eq!(rest, Rest::Sit { seconds: 7 });
        drop((one, two));
        let asked = Instant::now();
        let _only = place.origin.turn().await;
        assert_eq!(asked.elapsed(), Duration::from_secs(7));
        assert!(place.origin.turns.try_acquire().is_err(), "the second turn is out of use");
        for _ in 0..10 {
            place.origin.learn(&Answer::Present, None, Duration::ZERO, Duration::ZERO);
        }
        assert!(place.origin.turns.try_acquire().is_ok(), "and comes back when all is well again");
    }

    #[test]
    fn the_origin_idle_longest_is_forgotten_and_one_in_use_never() {
        let origins = Origins::new(1);
        let used = origins.enter(&url("used.example"));
        for n in 0..IDLE_ORIGINS {
            drop(origins.enter(&url(&format!("{n}.example"))));
        }
        drop(origins.enter(&url("0.example")));
        drop(origins.enter(&url("new.example")));
        let places = origins.lock();
        let is_open = |host: &str| places.open.contains_key(&format!("https://{host}"));
        assert!(is_open("used.example") && is_open("0.example") && is_open("new.example") && is_open("2.example"));
        assert!(!is_open("1.example"));
        assert_eq!((places.open.len(), places.idle.len()), (IDLE_ORIGINS + 1, IDLE_ORIGINS));
        drop(places);
        origins.close_idle();
        assert_eq!(origins.lock().open.len(), 1);
        drop(used);
        let places = origins.lock();
        assert_eq!((places.open.len(), places.idle.len()), (1, 1));
    }
}
