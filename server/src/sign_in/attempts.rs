//! How often somebody may try to sign in: few times per address and name, some more per address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use model::Millis;
use model::time::MINUTE_MS;
use sha2::{Digest, Sha256};

/// Attempts are counted in windows of this length.
const WINDOW_MS: i64 = 10 * MINUTE_MS;
/// Most attempts of one address with one name in a window.
const PER_NAME: u32 = 10;
/// Most attempts of one address in a window.
const PER_ADDRESS: u32 = 60;
/// Most counters kept; beyond, the oldest are forgotten.
const COUNTERS: usize = 10_000;

/// The counters of attempts, bounded in memory.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    windows: Mutex<HashMap<Key, Window>>,
}

/// A visitor's address, with the digest of a name or for all names.
type Key = (IpAddr, Option<[u8; 32]>);

#[derive(Clone, Copy, Debug)]
struct Window {
    since: Millis,
    attempts: u32,
}

impl Attempts {
    /// Counts an attempt before it is made; `false` means too many.
    pub(crate) fn allow(&self, address: IpAddr, name: &str, now: Millis) -> bool {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut count = |key: Key, most: u32| {
            make_room(&mut windows, &key, now);
            let window = windows.entry(key).or_insert(Window { since: now, attempts: 0 });
            if now.0 - window.since.0 >= WINDOW_MS {
                *window = Window { since: now, attempts: 0 };
            }
            window.attempts = window.attempts.saturating_add(1);
            window.attempts <= most
        };
        let address = network_of(address);
        // Who is over the limit of their address makes no new counters.
        count((address, None), PER_ADDRESS) && count((address, Some(Sha256::digest(name).into())), PER_NAME)
    }

    /// Forgets the attempts that ended with the right password; the address has one attempt less.
    pub(crate) fn succeeded(&self, address: IpAddr, name: &str) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let address = network_of(address);
        windows.remove(&(address, Some(Sha256::digest(name).into())));
        if let Some(window) = windows.get_mut(&(address, None)) {
            window.attempts = window.attempts.saturating_sub(1);
        }
    }
}

/// One household or host: an IPv4 address, or the /64 of an IPv6 address.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & (u128::MAX << 64)).into(),
        address => address,
    }
}

/// Keeps the counters within their bound: first windows that are over go, then the older half.
fn make_room(windows: &mut HashMap<Key, Window>, key: &Key, now: Millis) {
    if windows.len() < COUNTERS || windows.contains_key(key) {
        return;
    }
    windows.retain(|_, window| now.0 - window.since.0 < WINDOW_MS);
    if windows.len() >= COUNTERS {
        let mut begun: Vec<Millis> = windows.values().map(|window| window.since).collect();
        let (_, median, _) = begun.select_nth_unstable(COUNTERS / 2);
        windows.retain(|_, window| window.since > *median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(2_000_000_000_000);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn too_many_attempts_with_one_name_are_refused_for_a_while() {
        let attempts = Attempts::default();
        for _ in 0..PER_NAME {
            assert!(attempts.allow(address(1), "alice", NOW));
        }
        assert!(!attempts.allow(address(1), "alice", NOW));
        assert!(attempts.allow(address(1), "bob", NOW), "another name");
        assert!(attempts.allow(address(2), "alice", NOW), "another address");
        assert!(!attempts.allow(address(1), "alice", NOW.plus_ms(WINDOW_MS - 1)));
        assert!(attempts.allow(address(1), "alice", NOW.plus_ms(WINDOW_MS)));
    }

    #[test]
    fn many_names_from_one_address_are_refused_too() {
        let attempts = Attempts::default();
        let allowed = (0..200).filter(|n| attempts.allow(address(1), &format!("name {n}"), NOW)).count();
        assert_eq!(allowed, PER_ADDRESS as usize);
    }

    #[test]
    fn the_right_password_clears_the_count() {
        let attempts = Attempts::default();
        for _ in 0..PER_NAME {
            attempts.allow(address(1), "alice", NOW);
        }
        attempts.succeeded(address(1), "alice");
        assert!(attempts.allow(address(1), "alice", NOW));
    }

    #[test]
    fn signing_in_rightly_never_uses_attempts_up() {
        let attempts = Attempts::default();
        for _ in 0..500 {
            assert!(attempts.allow(address(1), "alice", NOW));
            attempts.succeeded(address(1), "alice");
        }
    }

    #[test]
    fn memory_stays_bounded() {
        let attempts = Attempts::default();
        for n in 0..20_000_u32 {
            attempts.allow(IpAddr::from(n.to_be_bytes()), "alice", NOW.plus_ms(n.into()));
        }
        assert!(attempts.windows.lock().expect("is whole").len() <= COUNTERS);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_visitor() {
        let of = |text: &str| network_of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), address(1));
    }
}
