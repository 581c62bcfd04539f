//! Every row of the IANA special-purpose registries where no public server lives, in place of a name.

use std::net::{IpAddr, Ipv4Addr};

use engine::remotes::RemotesSettings;
use ipnet::IpNet;
use model::Silence;
use simulator::Behaviour;

use super::super::{asker, settings_for};
use super::town;

/// iana-ipv4-special-registry, and multicast, which has a registry of its own. Left out: 192.31.196.0/24, 192.52.193.0/24 and
/// 192.175.48.0/24, which are globally reachable.
const IPV4: [&str; 23] = [
    "0.0.0.0/8",
    "0.0.0.0/32",
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
    "192.0.0.170/32",
    "192.0.0.171/32",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.88.99.2/32",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// iana-ipv6-special-registry, and multicast. Left out: 2620:4f:8000::/48, which is globally reachable.
const IPV6: [&str; 25] = [
    "::1/128",
    "::/128",
    "::ffff:0:0/104",
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
    "ff00::/8",
];

/// Ways to dress an IPv4 address as an IPv6 one: mapped, compatible, translated (both prefixes), 6to4, Teredo.
fn dresses(inner: Ipv4Addr) -> [IpAddr; 6] {
    let [a, b, c, d] = inner.octets().map(u16::from);
    let (high, low) = (a << 8 | b, c << 8 | d);
    [
        [0, 0, 0, 0, 0, 0xffff, high, low],
        [0, 0, 0, 0, 0, 0, high, low],
        [0x64, 0xff9b, 0, 0, 0, 0, high, low],
        [0x64, 0xff9b, 1, 0, 0, 0, high, low],
        [0x2002, high, low, 0, 0, 0, 0, 1],
        [0x2001, 0, 0x4136, 0xe378, 0x8000, 0x63bf, !high, !low],
    ]
    .map(IpAddr::from)
}

#[tokio::test]
async fn no_address_of_the_registries_is_asked_from_the_first_to_the_last() {
    let fediverse = town(Behaviour::Healthy).await;
    let asker = asker(&RemotesSettings { allowed_private: Vec::new(), ..settings_for(&fediverse) });
    for row in IPV4.iter().chain(&IPV6) {
        let net: IpNet = row.parse().expect("the row is a network");
        for address in [net.network(), net.broadcast()] {
            let mut written = vec![address];
            if let IpAddr::V4(v4) = address {
                written.extend(dresses(v4));
            }
            for ip in written {
                let host = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
                let probe = asker.ask(&format!("http://{host}:{}/users/alice", fediverse.http_port())).await;
                assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{host} of {row}");
            }
        }
    }
    assert_eq!((fediverse.trapped(), fediverse.seen_by_all().requests), (0, 0));
}

/// Behind a translator or a tunnel is somebody else's network, whichever address it leads to; only the mapped form is the address
/// itself.
#[tokio::test]
async fn a_public_address_inside_a_tunnel_is_not_asked() {
    let fediverse = town(Behaviour::Healthy).await;
    let asker = asker(&settings_for(&fediverse));
    for ip in dresses(Ipv4Addr::new(8, 8, 8, 8)).into_iter().skip(1) {
        let probe = asker.ask(&format!("http://[{ip}]:{}/users/alice", fediverse.http_port())).await;
        assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{ip}");
    }
}
