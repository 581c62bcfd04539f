//! The origins a run is talking to: their turns and their connections.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Client;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Most origins whose connections stay open while nobody asks them; the one idle longest is closed first.
const IDLE_ORIGINS: usize = 128;

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
    /// `None` until its addresses are known, and again when they failed.
    pub(super) client: tokio::sync::Mutex<Option<Client>>,
}

impl Origin {
    /// Waits until fewer than the limit ask this origin.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        self.turns.acquire().await.expect("the semaphore is never closed")
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
            origin: Arc::new(Origin { turns: Semaphore::new(self.per_origin), client: tokio::sync::Mutex::new(None) }),
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
