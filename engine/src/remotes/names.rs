//! From a server's name to the addresses we may connect to.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::Name;
use model::Silence;
use tokio::sync::Semaphore;

use super::addresses::AddressRule;
use super::hosts_file::HostsFile;
use super::no_reply::{NoReply, is_out_of_sockets};
use super::{RemotesError, RemotesSettings};

/// Most names looked up at a time; each costs up to two sockets per name server.
const LOOKUPS: usize = 64;
/// Most addresses tried of one server.
const ADDRESSES: usize = 8;

/// Names of hidden networks, which are no business of DNS: a question would only tell others whom we know (RFC 7686 for onions).
const HIDDEN: [&str; 2] = ["onion", "i2p"];

/// The hosts file, then DNS, then the rule for private addresses.
pub(super) struct Names {
    hosts: HostsFile,
    resolver: TokioResolver,
    rule: AddressRule,
    lookups: Semaphore,
    timeout: Duration,
}

impl Names {
    pub(super) fn new(settings: &RemotesSettings) -> Result<Self, RemotesError> {
        let timeout = settings.timeouts.connect;
        Ok(Self {
            hosts: HostsFile::new(&settings.hosts_file)?,
            resolver: resolver(settings.dns, timeout)?,
            rule: AddressRule::allowing(&settings.allowed_private),
            lookups: Semaphore::new(LOOKUPS),
            timeout,
        })
    }

    /// The addresses of a host that may be connected to, never none.
    ///
    /// A host that has both public and private addresses is asked at the public ones.
    pub(super) async fn addresses_of(&self, host: &url::Host<&str>) -> Result<Vec<IpAddr>, NoReply> {
        let all = match host {
            url::Host::Ipv4(address) => vec![IpAddr::V4(*address)],
            url::Host::Ipv6(address) => vec![IpAddr::V6(*address)],
            url::Host::Domain(name) => match self.hosts.addresses_of(name).await {
                Some(addresses) => addresses,
                None => self.look_up(name).await?,
            },
        };
        if all.is_empty() {
            return Err(Silence::NoAddress.into());
        }
        let permitted: Vec<IpAddr> = all.into_iter().filter(|address| self.rule.permits(*address)).collect();
        if permitted.is_empty() {
            return Err(Silence::PrivateAddress.into());
        }
        Ok(permitted.into_iter().take(ADDRESSES).collect())
    }

    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, NoReply> {
        if is_hidden(name) {
            return Err(Silence::PrivateAddress.into());
        }
        // The final dot makes it absolute: without it the search list of this machine would be tried too.
        let absolute = Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).map_err(|_| Silence::NoSuchName)?;
        let _turn = self.lookups.acquire().await.expect("the semaphore is never closed");
        match tokio::time::timeout(self.timeout, self.resolver.lookup_ip(absolute)).await {
            Ok(Ok(found)) => Ok(found.iter().collect()),
            Ok(Err(error)) => Err(no_reply_of(&error)),
            Err(_elapsed) => Err(Silence::NameServer.into()),
        }
    }
}

fn is_hidden(name: &str) -> bool {
    let last = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    HIDDEN.iter().any(|hidden| last.eq_ignore_ascii_case(hidden))
}

fn resolver(dns: Option<SocketAddr>, timeout: Duration) -> Result<TokioResolver, RemotesError> {
    let mut builder = match dns {
        Some(address) => {
            let mut server = NameServerConfig::udp_and_tcp(address.ip());
            for connection in &mut server.connections {
                connection.port = address.port();
            }
            let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
        None => TokioResolver::builder_tokio().map_err(RemotesError::SystemDns)?,
    };
    let options = builder.options_mut();
    // The hosts file is ours to read: it must be read again when it changes.
    options.use_hosts_file = ResolveHosts::Never;
    options.timeout = timeout / 3;
    options.attempts = 1;
    // Over TCP all lookups share one connection, which else refuses the thirty-third.
    options.max_active_requests = 4 * LOOKUPS;
    builder.build().map_err(RemotesError::Resolver)
}

fn no_reply_of(error: &NetError) -> NoReply {
    let silence = match error {
        NetError::Io(io) if is_out_of_sockets(io) => return NoReply::NoSockets,
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Silence::NoSuchName,
            ResponseCode::NoError => Silence::NoAddress,
            _ => Silence::NameServer,
        },
        _ => Silence::NameServer,
    };
    silence.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_networks_are_known_by_the_last_part_of_a_name() {
        for name in ["expyuzz4wqqyqhjn.onion", "a.b.onion.", "planet.i2p", "PLANET.I2P", "onion"] {
            assert!(is_hidden(name), "{name}");
        }
        for name in ["onion.example", "myonion", "a.onions", "i2p.onion.example", ""] {
            assert!(!is_hidden(name), "{name}");
        }
    }
}
