//! Names that could not be found in this run, so that they are not looked up for each of their accounts.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Silence;

/// Most names remembered; the oldest is forgotten first.
const MOST: usize = 4_096;

/// The failures of one run. (The resolver's own cache keeps answers, but not every failure.)
#[derive(Default)]
pub(super) struct FailedNames {
    remembered: Mutex<Remembered>,
}

#[derive(Default)]
struct Remembered {
    silences: HashMap<String, Silence>,
    order: VecDeque<String>,
}

impl FailedNames {
    pub(super) fn get(&self, host: &str) -> Option<Silence> {
        self.lock().silences.get(host).copied()
    }

    pub(super) fn remember(&self, host: &str, silence: Silence) {
        let mut remembered = self.lock();
        if remembered.silences.insert(host.to_owned(), silence).is_none() {
            remembered.order.push_back(host.to_owned());
        }
        if remembered.order.len() > MOST
            && let Some(oldest) = remembered.order.pop_front()
        {
            remembered.silences.remove(&oldest);
        }
    }

    /// Lets the name be looked up once more.
    pub(super) fn forget(&self, host: &str) {
        let mut remembered = self.lock();
        if remembered.silences.remove(host).is_some() {
            remembered.order.retain(|name| name != host);
        }
    }

    /// Lets every name be looked up once more.
    pub(super) fn forget_all(&self) {
        *self.lock() = Remembered::default();
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_remembered_until_it_is_forgotten() {
        let names = FailedNames::default();
        names.remember("a.example", Silence::NoSuchName);
        assert_eq!(names.get("a.example"), Some(Silence::NoSuchName));
        names.forget("a.example");
        assert_eq!(names.get("a.example"), None);
    }

    #[test]
    fn the_oldest_failure_makes_room() {
        let names = FailedNames::default();
        for n in 0..=MOST {
            names.remember(&format!("{n}.example"), Silence::NameServer);
            names.remember(&format!("{n}.example"), Silence::NameServer);
        }
        assert_eq!(names.get("0.example"), None);
        assert_eq!(names.get("1.example"), Some(Silence::NameServer));
        assert_eq!(names.lock().silences.len(), MOST);
        assert_eq!(names.lock().order.len(), MOST);
    }
}
