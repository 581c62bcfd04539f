//! Which addresses are private, and which of those may be asked all the same.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::IpNet;

/// Networks where no public server lives: Mastodon's own list and the IANA special-purpose registries (RFC 6890 and later), with the
/// prefixes through which an IPv4 address can be reached in IPv6 dress. Rows of the registries that are globally reachable are here
/// only where a tunnel or an anycast service, never a server, answers.
const NOT_PUBLIC: [&str; 27] = [
    "0.0.0.0/8",       // this network
    "10.0.0.0/8",      // private use
    "100.64.0.0/10",   // shared by carriers
    "127.0.0.0/8",     // loopback
    "169.254.0.0/16",  // link local, cloud metadata
    "172.16.0.0/12",   // private use
    "192.0.0.0/24",    // protocol assignments
    "192.0.2.0/24",    // documentation
    "192.88.99.0/24",  // 6to4 relays
    "192.168.0.0/16",  // private use
    "198.18.0.0/15",   // benchmarking
    "198.51.100.0/24", // documentation
    "203.0.113.0/24",  // documentation
    "224.0.0.0/4",     // multicast
    "240.0.0.0/4",     // reserved, broadcast
    "::/96",           // unspecified, loopback, IPv4-compatible
    "64:ff9b::/96",    // IPv4 translation
    "64:ff9b:1::/48",  // local IPv4 translation
    "100::/63",        // discard only, dummy prefix
    "2001::/23",       // protocol assignments: Teredo, benchmarking, ORCHID
    "2001:db8::/32",   // documentation
    "2002::/16",       // 6to4
    "3fff::/20",       // documentation
    "5f00::/16",       // segment routing
    "fc00::/7",        // unique local
    "fe80::/9",        // link local and the old site local
    "ff00::/8",        // multicast
];

static TABLE: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| NOT_PUBLIC.iter().map(|net| net.parse().expect("every row is a network")).collect());

/// The rule for addresses: public ones, and the private ones that were allowed.
#[derive(Clone, Debug)]
pub(super) struct AddressRule {
    allowed: Vec<IpNet>,
}

impl AddressRule {
    pub(super) fn allowing(private: &[IpNet]) -> Self {
        Self { allowed: private.to_vec() }
    }

    /// Whether a connection to this address may be made.
    pub(super) fn permits(&self, address: IpAddr) -> bool {
        let inner = without_dress(address);
        let within = |nets: &[IpNet]| nets.iter().any(|net| net.contains(&inner) || net.contains(&address));
        within(&self.allowed) || !within(&TABLE)
    }
}

/// The IPv4 address inside an IPv4-mapped or IPv4-compatible one, else the address itself.
fn without_dress(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if v6 != Ipv6Addr::UNSPECIFIED && v6 != Ipv6Addr::LOCALHOST => {
            let inner: Option<Ipv4Addr> = v6.to_ipv4();
            inner.map_or(address, IpAddr::V4)
        }
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(allowed: &[&str], address: &str) -> bool {
        let nets: Vec<IpNet> =
            allowed.iter().map(|net| net.parse().expect("the test names a network or an address")).collect();
        AddressRule::allowing(&nets).permits(address.parse().expect("the test names a network or an address"))
    }

    #[test]
    fn every_private_network_is_refused_from_its_first_address_to_its_last() {
        // Mastodon's list and the registries, row by row, so that a shortened table would show.
        let rows = [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.0.0/29",
            "192.0.0.8/32",
            "192.0.0.9/32",
            "192.0.0.10/32",
            "192.0.0.170/31",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.88.99.2/32",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "255.255.255.255/32",
            "::1/128",
            "::/128",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "100:0:0:1::/64",
            "2001::/23",
            "2001::/32",
            "2001:1::1/128",
            "2001:1::2/128",
            "2001:1::3/128",
            "2001:2::/48",
            "2001:3::/32",
            "2001:4:112::/48",
            "2001:10::/28",
            "2001:20::/28",
            "2001:30::/28",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        ];
        for row in rows {
            let net: IpNet = row.parse().expect("the test names a network or an address");
            for address in [net.network(), net.broadcast()] {
                assert!(!permits(&[], &address.to_string()), "{address} of {row}");
            }
        }
    }

    #[test]
    fn the_neighbours_of_private_networks_and_real_servers_are_public() {
        let public = [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "191.255.255.255",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "198.51.101.0",
            "203.0.112.255",
            "203.0.114.0",
            "223.255.255.255",
            "192.31.196.1",
            "192.52.193.1",
            "192.175.48.1",
            "8.8.8.8",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2001:db7:ffff::1",
            "2001:db9::1",
            "2003::1",
            "2606:4700::1111",
            "2620:4f:8000::1",
            "2a01:4f8::1",
            "3ffe:ffff::1",
        ];
        for address in public {
            assert!(permits(&[], address), "{address}");
        }
    }

    #[test]
    fn ipv4_in_ipv6_dress_is_judged_as_ipv4() {
        for address in ["::ffff:127.0.0.1", "::ffff:10.1.2.3", "::127.0.0.1", "::ffff:169.254.169.254"] {
            assert!(!permits(&[], address), "{address}");
        }
        assert!(permits(&[], "::ffff:8.8.8.8"));
        assert!(permits(&["10.0.0.0/8"], "::ffff:10.1.2.3"));
        assert!(!permits(&[], "::8.8.8.8"), "the compatible form is never a public server");
    }

    #[test]
    fn an_allowed_network_opens_only_itself() {
        assert!(permits(&["127.0.0.0/8"], "127.0.0.1"));
        assert!(!permits(&["127.0.0.0/8"], "10.0.0.1"));
        assert!(!permits(&["127.0.0.0/8"], "::1"));
        assert!(permits(&["fd00::/8", "::1/128"], "::1"));
        assert!(permits(&["fd00::/8"], "fd12::1"));
    }
}
