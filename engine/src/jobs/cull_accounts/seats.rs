//! Whose turn it is: servers that share a network address wait for one another without holding up anybody else.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Servers of one address at work at a time; each asks up to two questions at once.
const SEATS: usize = 4;

/// The seats of all addresses at work. `T` is what waits: a server and where it stands.
#[derive(Debug)]
pub(super) struct Seats<T> {
    tables: Mutex<HashMap<IpAddr, Table<T>>>,
}

#[derive(Debug)]
struct Table<T> {
    taken: usize,
    waiting: VecDeque<T>,
}

impl<T> Seats<T> {
    pub(super) fn new() -> Self {
        Self { tables: Mutex::default() }
    }

    fn tables(&self) -> MutexGuard<'_, HashMap<IpAddr, Table<T>>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat at this address, or keeps the server until one is free.
    pub(super) fn take(&self, address: IpAddr, server: T) -> Option<T> {
        let mut tables = self.tables();
        let table = tables.entry(address).or_insert_with(|| Table { taken: 0, waiting: VecDeque::new() });
        if table.taken >= SEATS {
            table.waiting.push_back(server);
            return None;
        }
        table.taken += 1;
        Some(server)
    }

    /// Gives a seat back; returns the server that has waited longest for it, which may now try again.
    pub(super) fn leave(&self, address: IpAddr) -> Option<T> {
        let mut tables = self.tables();
        let table = tables.get_mut(&address)?;
        table.taken = table.taken.saturating_sub(1);
        let next = table.waiting.pop_front();
        if table.taken == 0 && next.is_none() {
            tables.remove(&address);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_one_address_wait_in_order_and_those_of_another_do_not() {
        let seats = Seats::new();
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for n in 0..SEATS {
            assert_eq!(seats.take(here, n), Some(n));
        }
        assert_eq!((seats.take(here, 90), seats.take(here, 91)), (None, None));
        assert_eq!(seats.take(there, 92), Some(92));
        assert_eq!(seats.leave(here), Some(90));
        assert_eq!(seats.take(here, 90), Some(90));
        assert_eq!(seats.leave(here), Some(91));
        assert_eq!(seats.leave(there), None);
        assert_eq!(seats.tables().len(), 1, "an empty table is cleared");
    }
}
