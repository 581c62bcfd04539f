//! How many questions one network address gets at a time, whichever servers live there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::origins::Home;

/// Addresses remembered before those that nobody asks are forgotten.
const REMEMBERED: usize = 4_096;

/// The ceiling of a run for each address.
pub(super) struct AddressesAtWork {
    per_address: usize,
    turns: Mutex<HashMap<Home, Arc<Semaphore>>>,
}

impl AddressesAtWork {
    pub(super) fn new(per_address: usize) -> Self {
        Self { per_address: per_address.max(1), turns: Mutex::default() }
    }

    /// Waits until fewer than the ceiling ask this address; behind a proxy, this name.
    pub(super) async fn turn(&self, home: Home) -> OwnedSemaphorePermit {
        let turns = {
            let mut all = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= REMEMBERED {
                all.retain(|_, turns| Arc::strong_count(turns) > 1);
            }
            Arc::clone(all.entry(home).or_insert_with(|| Arc::new(Semaphore::new(self.per_address))))
        };
        turns.acquire_owned().await.expect("the semaphore is never closed")
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn an_address_gets_only_as_many_questions_as_allowed() {
        let at_work = AddressesAtWork::new(2);
        let [here, there] = [1, 2].map(|last| Home::Address(IpAddr::from([192, 0, 2, last])));
        let _one = at_work.turn(here.clone()).await;
        let two = at_work.turn(here.clone()).await;
        assert!(at_work.turn(here.clone()).now_or_never().is_none());
        assert!(at_work.turn(there).now_or_never().is_some());
        drop(two);
        assert!(at_work.turn(here.clone()).now_or_never().is_some());
    }

    #[tokio::test]
    async fn what_nobody_asks_is_forgotten_and_what_somebody_asks_is_not() {
        let at_work = AddressesAtWork::new(1);
        let busy = Home::Behind("busy.example".to_owned());
        let _kept = at_work.turn(busy.clone()).await;
        for n in 1..=REMEMBERED {
            let [_, a, b, c] = u32::try_from(n).expect("is small").to_be_bytes();
            drop(at_work.turn(Home::Address(IpAddr::from([10, a, b, c]))).await);
        }
        assert!(at_work.turns.lock().expect("nobody panicked").len() < REMEMBERED);
        assert!(at_work.turn(busy.clone()).now_or_never().is_none());
    }
}
