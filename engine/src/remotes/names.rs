//! From a server's name to the addresses we may connect to.

use std::net::IpAddr;

use hickory_resolver::proto::rr::Name;
use model::Silence;
use tokio::sync::Semaphore;

use super::addresses::AddressRule;
use super::hosts_file::HostsFile;
use super::name_server::NameServer;
use super::network::Book;
use super::no_reply::NoReply;
use super::routes::on_our_way;
use super::two_name_servers::{Said, concluded};
use super::{RemotesError, RemotesSettings};

/// Most names looked up at a time; each costs up to two sockets per name server.
pub(super) const LOOKUPS: usize = 64;
/// Most addresses tried of one server.
const ADDRESSES: usize = 8;

/// Names of hidden networks, which are no business of DNS: a question would only tell others whom we know (RFC 7686 for onions).
const HIDDEN: [&str; 2] = ["onion", "i2p"];

/// The hosts file, then DNS, then the rule for private addresses, then the routes of this machine.
pub(super) struct Names {
    hosts: HostsFile,
    first: NameServer,
    /// Asked about what the first does not find.
    second: Option<NameServer>,
    rule: AddressRule,
    has_route: fn(IpAddr) -> bool,
    lookups: Semaphore,
}

impl Names {
    pub(super) fn new(settings: &RemotesSettings) -> Result<Self, RemotesError> {
        let timeout = settings.timeouts.connect;
        Ok(Self {
            hosts: HostsFile::new(&settings.hosts_file)?,
            first: NameServer::new(settings.dns, timeout, (&settings.network, Book::First))?,
            second: settings
                .second_dns
                .map(|second| NameServer::new(Some(second), timeout, (&settings.network, Book::Second)))
                .transpose()?,
            rule: AddressRule::allowing(&settings.allowed_private),
            has_route: settings.has_route,
            lookups: Semaphore::new(LOOKUPS),
        })
    }

    /// The addresses of a host that may be connected to, never none.
    ///
    /// A host that has both public and private addresses is asked at the public ones, and one that
    /// has addresses of both kinds at those to which this machine has a way.
    pub(super) async fn addresses_of(&self, host: &url::Host<&str>) -> Result<Vec<IpAddr>, NoReply> {
        let all = match host {
            url::Host::Ipv4(address) => vec![IpAddr::V4(*address)],
            url::Host::Ipv6(address) => vec![IpAddr::V6(*address)],
            url::Host::Domain(name) => match self.hosts.addresses_of(name).await {
                Some(addresses) => addresses,
                None => self.look_up(name).await?,
            },
        };
        let permitted: Vec<IpAddr> = all.into_iter().filter(|address| self.rule.permits(*address)).collect();
        if permitted.is_empty() {
            return Err(Silence::PrivateAddress.into());
        }
        let reached = on_our_way(permitted, self.has_route);
        if reached.is_empty() {
            return Err(Silence::NotReachableFromHere.into());
        }
        Ok(reached.into_iter().take(ADDRESSES).collect())
    }

    /// Whether a host may be asked through a proxy, which looks its name up itself and may be in a
    /// network that is private: what is private by its address, by the hosts file or by the kind of
    /// its name is not asked.
    pub(super) async fn admits(&self, host: &url::Host<&str>) -> Result<(), NoReply> {
        let admitted = match host {
            url::Host::Ipv4(address) => self.rule.permits(IpAddr::V4(*address)),
            url::Host::Ipv6(address) => self.rule.permits(IpAddr::V6(*address)),
            url::Host::Domain(name) => match self.hosts.addresses_of(name).await {
                Some(addresses) => addresses.into_iter().any(|address| self.rule.permits(address)),
                None => !is_local(name),
            },
        };
        if admitted { Ok(()) } else { Err(Silence::PrivateAddress.into()) }
    }

    async fn look_up(&self, name: &str) -> Result<Vec<IpAddr>, NoReply> {
        if is_hidden(name) {
            return Err(Silence::NotReachableFromHere.into());
        }
        // The final dot makes it absolute: without it the search list of this machine would be tried too.
        let absolute = Name::from_ascii(format!("{}.", name.trim_end_matches('.'))).map_err(|_| Silence::NoSuchName)?;
        let _turn = self.lookups.acquire().await.expect("the semaphore is never closed");
        let first = self.first.asked(absolute.clone()).await?;
        let second = match (&first, &self.second) {
            (Said::Addresses(_), _) | (_, None) => None,
            (_, Some(second)) => Some(second.asked(absolute).await?),
        };
        Ok(concluded(first, second)?)
    }
}

/// Whether a name is one of a hidden network.
pub(super) fn is_hidden(name: &str) -> bool {
    let last = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    HIDDEN.iter().any(|hidden| last.eq_ignore_ascii_case(hidden))
}

/// Names that mean something only within a network: reserved for that (RFC 6761, 6762 and 8375),
/// taken for it often (RFC 6762, appendix G), or without a dot.
fn is_local(name: &str) -> bool {
    const LOCAL: [&str; 9] =
        ["localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa"];
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let is_below = |zone: &str| name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    !name.contains('.') || LOCAL.into_iter().any(is_below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_network_of_its_own_are_told_from_those_of_the_internet() {
        for name in ["localhost", "LOCALHOST.", "db", "a.localhost", "printer.local", "x.home.arpa", "api.internal"] {
            assert!(is_local(name), "{name}");
        }
        for name in ["a.example", "local.example", "notlocal.example", "mylan.social", "home.social", "arpa.example"] {
            assert!(!is_local(name), "{name}");
        }
    }

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
