//! The address of a name server.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// The port of DNS where none is written.
const DNS_PORT: u16 = 53;

/// A name server: an address, with a port when it is not 53.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DnsServer(pub(crate) SocketAddr);

/// A name server is written as an address.
#[derive(Clone, Debug, thiserror::Error)]
#[error("write the name server as an address, such as 127.0.0.1 or 127.0.0.1:5353")]
pub(crate) struct NotADnsServer;

impl FromStr for DnsServer {
    type Err = NotADnsServer;

    fn from_str(text: &str) -> Result<Self, NotADnsServer> {
        let text = text.trim();
        let alone = || text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS_PORT));
        text.parse().or_else(|_| alone()).map(Self).map_err(|_| NotADnsServer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_server_may_leave_out_the_port() {
        let cases = [
            ("127.0.0.1", "127.0.0.1:53"),
            ("127.0.0.1:5353", "127.0.0.1:5353"),
            ("::1", "[::1]:53"),
            ("[::1]:5353", "[::1]:5353"),
        ];
        for (text, address) in cases {
            assert_eq!(text.parse::<DnsServer>().expect(text).0.to_string(), address);
        }
        assert!("dns.example".parse::<DnsServer>().is_err());
    }
}
