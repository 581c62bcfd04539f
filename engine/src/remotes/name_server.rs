//! One name server: what it says of a name.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::Name;
use model::Silence;

use super::RemotesError;
use super::names::LOOKUPS;
use super::network::{Book, Network, SimulatedNetwork};
use super::no_reply::{NoReply, is_out_of_sockets};
use super::two_name_servers::Said;

/// A name server that is given so much time for a name. It keeps its answers for as long as they say.
pub(super) struct NameServer {
    answers: Answers,
    timeout: Duration,
}

enum Answers {
    Resolver(Box<TokioResolver>),
    Simulated(Arc<dyn SimulatedNetwork>, Book),
}

impl NameServer {
    /// The name server at this address, or those of the system where none is named.
    ///
    /// # Errors
    /// [`RemotesError::SystemDns`], [`RemotesError::Resolver`].
    pub(super) fn new(
        address: Option<SocketAddr>,
        timeout: Duration,
        (network, book): (&Network, Book),
    ) -> Result<Self, RemotesError> {
        let answers = match network {
            Network::Real => Answers::Resolver(Box::new(resolver(address, timeout)?)),
            Network::Simulated(network) => Answers::Simulated(Arc::clone(network), book),
        };
        Ok(Self { answers, timeout })
    }

    /// What it says of this name, which ends with a dot; silence is trouble.
    ///
    /// # Errors
    /// [`NoReply::NoSockets`]: then it has not been asked.
    pub(super) async fn asked(&self, name: Name) -> Result<Said, NoReply> {
        let resolver = match &self.answers {
            Answers::Resolver(resolver) => resolver,
            Answers::Simulated(network, book) => {
                let name = name.to_ascii();
                return Ok(said_in(network.addresses(name.trim_end_matches('.'), *book)));
            }
        };
        match tokio::time::timeout(self.timeout, resolver.lookup_ip(name)).await {
            Ok(Ok(found)) => Ok(found.iter().collect::<Vec<_>>().into()),
            Ok(Err(error)) => said_by(&error),
            Err(_elapsed) => Ok(Said::Trouble),
        }
    }
}

fn said_in(simulated: Result<Vec<IpAddr>, Silence>) -> Said {
    match simulated {
        Ok(addresses) => addresses.into(),
        Err(Silence::NoSuchName) => Said::NoSuchName,
        Err(Silence::NoAddress) => Said::NoAddress,
        Err(_) => Said::Trouble,
    }
}

fn resolver(address: Option<SocketAddr>, timeout: Duration) -> Result<TokioResolver, RemotesError> {
    let mut builder = match address {
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

fn said_by(error: &NetError) -> Result<Said, NoReply> {
    match error {
        NetError::Io(io) if is_out_of_sockets(io) => Err(NoReply::NoSockets),
        NetError::Dns(DnsError::NoRecordsFound(none)) => Ok(match none.response_code {
            ResponseCode::NXDomain => Said::NoSuchName,
            ResponseCode::NoError => Said::NoAddress,
            _ => Said::Trouble,
        }),
        _ => Ok(Said::Trouble),
    }
}
