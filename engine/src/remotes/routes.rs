//! To which addresses this machine has a way at all.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// A root name server by each kind of address: whoever has a way into the internet has one to
/// these. Nothing is sent there.
const ROOTS: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(198, 41, 0, 4)), IpAddr::V6(Ipv6Addr::new(0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30))];

/// By which kinds of addresses others are reached from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Families {
    pub ipv4: bool,
    pub ipv6: bool,
}

impl Families {
    /// By which kinds there is a way into the internet, by that rule for single addresses.
    #[must_use]
    pub fn by(has_route: fn(IpAddr) -> bool) -> Self {
        let [ipv4, ipv6] = ROOTS.map(has_route);
        Self { ipv4, ipv6 }
    }
}

/// Whether this machine has a way to an address, by its own table of routes. Asks nobody: a
/// datagram socket that is connected sends nothing. In doubt it has one.
#[must_use]
pub fn has_route(address: IpAddr) -> bool {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let connected = UdpSocket::bind((any, 0)).and_then(|socket| socket.connect((address, 443)));
    !connected.is_err_and(|error| says_no_route(&error))
}

/// Whether an error says that there is no such way: no route, no address of ours of that kind, or
/// no such kind at all (`EAFNOSUPPORT`).
fn says_no_route(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    const NO_SUCH_KIND: [i32; 2] = [97, 47];
    matches!(
        error.kind(),
        Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::AddrNotAvailable | Kind::PermissionDenied
    ) || error.raw_os_error().is_some_and(|code| NO_SUCH_KIND.contains(&code))
}

/// Of some addresses those to which there is a way. None when there is a way to others, but to none
/// of these; all when there is none to anybody, because then it is our own connection that is
/// broken, and the silence of others tells.
pub(super) fn on_our_way(addresses: Vec<IpAddr>, has_route: fn(IpAddr) -> bool) -> Vec<IpAddr> {
    let reached: Vec<IpAddr> = addresses.iter().copied().filter(|address| has_route(*address)).collect();
    let Families { ipv4, ipv6 } = Families::by(has_route);
    if reached.is_empty() && !ipv4 && !ipv6 { addresses } else { reached }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(all: &[&str]) -> Vec<IpAddr> {
        all.iter().map(|ip| ip.parse().expect("the test names addresses")).collect()
    }

    #[test]
    fn of_two_kinds_of_addresses_the_one_with_a_way_is_taken() {
        let (v4, v6, both) = (ips(&["198.51.100.1"]), ips(&["2001:db8::1"]), ips(&["2001:db8::1", "198.51.100.1"]));
        let (only_v4, only_v6) = (|ip: IpAddr| ip.is_ipv4(), |ip: IpAddr| ip.is_ipv6());
        assert_eq!(on_our_way(both.clone(), only_v4), v4);
        assert_eq!(on_our_way(both.clone(), only_v6), v6);
        assert_eq!(on_our_way(both.clone(), |_| true), both);
        assert!(on_our_way(v6.clone(), only_v4).is_empty());
        assert!(on_our_way(v4, only_v6).is_empty());
        assert_eq!(on_our_way(v6.clone(), |_| false), v6, "who reaches nobody is cut off himself");
    }

    #[test]
    fn this_machine_has_a_way_to_itself() {
        assert!(has_route(Ipv4Addr::LOCALHOST.into()));
    }

    #[test]
    fn what_says_that_there_is_no_way_is_told_from_what_says_nothing() {
        for code in [101, 113, 99, 97] {
            assert!(says_no_route(&io::Error::from_raw_os_error(code)), "{code}");
        }
        for code in [24, 12, 22, 111] {
            assert!(!says_no_route(&io::Error::from_raw_os_error(code)), "{code}");
        }
    }
}
