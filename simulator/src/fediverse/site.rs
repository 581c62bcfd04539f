//! A server as it is now, and what it has seen.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use super::plan::{AccountState, Behaviour, Server, Software};

/// How many paths a server remembers.
const REMEMBERED: usize = 50;

/// What a server has seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// HTTP requests that reached it.
    pub requests: u64,
    /// The most of them that were open at the same time.
    pub most_at_once: u64,
    /// Questions to DNS for its name.
    pub questions: u64,
    /// The last requests, method and path, the oldest first.
    pub paths: Vec<String>,
}

/// One server while it runs.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) software: Software,
    behaviour: RwLock<Behaviour>,
    accounts: RwLock<HashMap<String, AccountState>>,
    requests: AtomicU64,
    open: AtomicU64,
    most_at_once: AtomicU64,
    questions: AtomicU64,
    paths: Mutex<VecDeque<String>>,
}

impl Site {
    pub(crate) fn new(server: Server) -> Self {
        Self {
            software: server.software,
            behaviour: RwLock::new(server.behaviour),
            accounts: RwLock::new(server.accounts),
            requests: AtomicU64::new(0),
            open: AtomicU64::new(0),
            most_at_once: AtomicU64::new(0),
            questions: AtomicU64::new(0),
            paths: Mutex::new(VecDeque::new()),
        }
    }

    pub(crate) fn behaviour(&self) -> Behaviour {
        self.behaviour.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.behaviour.write().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    pub(crate) fn account(&self, name: &str) -> AccountState {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.get(name).cloned().unwrap_or(AccountState::NotFound)
    }

    pub(crate) fn set_account(&self, name: &str, state: AccountState) {
        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        accounts.insert(name.to_owned(), state);
    }

    pub(crate) fn living(&self) -> usize {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.values().filter(|state| **state == AccountState::Living).count()
    }

    /// Counts a request as open until the value is dropped.
    pub(crate) fn visit(&self, what: String) -> Visit<'_> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let open = self.open.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(open, Ordering::Relaxed);
        let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        if paths.len() == REMEMBERED {
            paths.pop_front();
        }
        paths.push_back(what);
        Visit(self)
    }

    pub(crate) fn question(&self) {
        self.questions.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn seen(&self) -> Seen {
        let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        Seen {
            requests: self.requests.load(Ordering::Relaxed),
            most_at_once: self.most_at_once.load(Ordering::Relaxed),
            questions: self.questions.load(Ordering::Relaxed),
            paths: paths.iter().cloned().collect(),
        }
    }

    /// Starts counting anew; requests that are open stay open.
    pub(crate) fn forget(&self) {
        self.requests.store(0, Ordering::Relaxed);
        self.most_at_once.store(0, Ordering::Relaxed);
        self.questions.store(0, Ordering::Relaxed);
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Visit<'s>(&'s Site);

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}
