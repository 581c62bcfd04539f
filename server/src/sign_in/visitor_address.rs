//! Where a visitor comes from, also behind proxies.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address a visitor comes from: the peer's, unless the peer is a trusted proxy. Then the last address in
/// `X-Forwarded-For` that is no trusted proxy; what stands before it, the visitor may have invented.
pub(super) fn visitor_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer.to_canonical();
    if !is_proxy(&peer) {
        return peer;
    }
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
    for hop in hops.iter().rev() {
        match hop.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(address) if is_proxy(&address) => {}
            Ok(address) => return address,
            Err(_) => break,
        }
    }
    peer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(peer: &str, forwarded: &str, visitor: &str) {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
        let trusted = ["127.0.0.1/32".parse().expect("a network"), "10.0.0.0/8".parse().expect("a network")];
        let found = visitor_address(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), visitor, "{peer} {forwarded}");
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        case("192.0.2.9", "198.51.100.1", "192.0.2.9");
        case("127.0.0.1", "198.51.100.1", "198.51.100.1");
        case("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1");
    }

    #[test]
    fn invented_hops_are_not_believed() {
        case("127.0.0.1", "203.0.113.7, 198.51.100.1", "198.51.100.1");
        case("127.0.0.1", "203.0.113.7, 198.51.100.1, 10.1.2.3", "198.51.100.1");
        case("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1");
        case("127.0.0.1", "", "127.0.0.1");
    }
}
