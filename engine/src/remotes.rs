//! Polite questions to other servers: few at once, at the pace each of them likes, never to a private address.
//!
//! [`Remotes`] is what a process needs to ask at all: names, trust, time limits. A run takes an [`Asker`] from it, which knows the
//! limits of that run. An address is asked about in this order: the origin's own turn, the name (hosts file, then DNS, and a second
//! name server where the first finds no address), the refusal of private addresses, a turn at the network address, a slot of the run,
//! the request on a connection pinned to the addresses that were checked, the body up to a cap. A redirect begins again at the top, so
//! every hop is checked.
//!
//! Where the site has a proxy, names are the proxy's to look up and addresses are not known here:
//! what is private by its name or by being an address is refused, and turns go by the name.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use mastodon::settings::Proxies;

mod addresses;
mod addresses_at_work;
mod asker;
mod canary;
mod challenge;
mod check_now;
mod connector;
mod dates;
mod document;
mod domain_check;
mod evidence;
mod failed_names;
mod hosts_file;
mod inbox;
mod known_accounts;
mod name_server;
mod names;
mod network;
mod no_reply;
mod origins;
#[cfg(test)]
mod properties;
mod question;
mod retry_after;
mod robots;
mod routes;
mod same_server;
mod signature;
mod two_name_servers;
mod ways;

pub use asker::{Asker, Probe};
pub use check_now::CheckNow;
pub use domain_check::{Also, DomainCheck};
pub use known_accounts::KnownAccount;
pub use network::{Asked, Book, Network, SimulatedNetwork, Told};
pub(crate) use question::askable;
pub(crate) use retry_after::retry_after_s;
pub use routes::{Families, has_route};
pub use signature::{Signed, Signer, UnusableKey};
pub use ways::takes_connections;

use crate::clock::Clock;
use connector::Connector;
use names::Names;
use robots::OptOuts;
use ways::Ways;

/// How questions are asked: shared by all runs of a process.
#[derive(Clone, Debug)]
pub struct RemotesSettings {
    /// Who asks, with the address of a page that says more.
    pub user_agent: String,
    /// Private networks that may be asked all the same (`ALLOWED_PRIVATE_ADDRESSES`).
    pub allowed_private: Vec<IpNet>,
    /// Through which proxies others are asked, as Mastodon asks them.
    pub proxies: Proxies,
    /// The name server; the system's when absent.
    pub dns: Option<SocketAddr>,
    /// A second name server, asked about every name for which the first gives no address; none when absent.
    pub second_dns: Option<SocketAddr>,
    /// Certificates in PEM that are trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// Names that are answered before DNS is asked.
    pub hosts_file: PathBuf,
    /// Whether this machine has a way to an address; the system knows.
    pub has_route: fn(IpAddr) -> bool,
    pub timeouts: Timeouts,
    /// How long the domain check waits before it asks a silent server once more: a moment, by which other pauses are counted.
    pub retry_pause: Duration,
    /// Who answers.
    pub network: Network,
    /// What this machine's clock shows, to be held beside the dates of replies.
    pub clock: Clock,
}

/// How long another server may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For each name server to find its name, and again for the connection with TLS.
    pub connect: Duration,
    /// For one whole request, connection and body included.
    pub answer: Duration,
}

/// How many questions one run asks at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most at a time to one origin (scheme, host and port); at least 1.
    pub per_origin: usize,
    /// Most at a time to one network address, whichever servers live there; at least 1.
    pub per_address: usize,
    /// Most at a time in all; at least 1.
    pub concurrency: usize,
}

/// Why no question can be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum RemotesError {
    #[error("the system's name servers could not be read; name one with --dns")]
    SystemDns(#[source] hickory_resolver::net::NetError),
    #[error("the name resolver could not be made")]
    Resolver(#[source] hickory_resolver::net::NetError),
    #[error("the hosts file {} could not be read", .path.display())]
    HostsFile { path: PathBuf, source: std::io::Error },
    #[error("the certificates in {} could not be read", .path.display())]
    CaFile { path: PathBuf, source: rustls::pki_types::pem::Error },
    #[error("the certificates this system trusts could not be used")]
    Trust(#[source] rustls::Error),
    #[error("the HTTP client could not be made")]
    Client(#[source] reqwest::Error),
}

/// What a process needs to ask other servers: names, trust and time limits. Cheap to clone.
#[derive(Clone)]
pub struct Remotes {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Remotes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remotes").finish_non_exhaustive()
    }
}

struct Shared {
    ways: Ways,
    names: Names,
    connector: Connector,
    network: Network,
    clock: Clock,
    retry_pause: Duration,
    opt_outs: OptOuts,
}

impl RemotesSettings {
    /// The usual settings: the system's names and trust, 10 s to connect, 20 s to answer, no private address.
    #[must_use]
    pub fn new(user_agent: String) -> Self {
        Self {
            user_agent,
            allowed_private: Vec::new(),
            proxies: Proxies::default(),
            dns: None,
            second_dns: None,
            ca_file: None,
            hosts_file: PathBuf::from("/etc/hosts"),
            has_route,
            timeouts: Timeouts { connect: Duration::from_secs(10), answer: Duration::from_secs(20) },
            retry_pause: Duration::from_secs(2),
            network: Network::Real,
            clock: Clock::System,
        }
    }
}

impl Remotes {
    /// Reads the hosts file and the trusted certificates; asks nobody yet.
    ///
    /// # Errors
    /// When the hosts file, the name servers or the certificates cannot be read, or the user agent is no header value.
    pub fn new(settings: &RemotesSettings) -> Result<Self, RemotesError> {
        let shared = Shared {
            ways: Ways::new(&settings.proxies)?,
            names: Names::new(settings)?,
            connector: Connector::new(settings)?,
            network: settings.network.clone(),
            clock: settings.clock.clone(),
            retry_pause: settings.retry_pause,
            opt_outs: OptOuts::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// A client for the site's own services, wherever they are: with the same trust and patience, following no redirect.
    pub(crate) fn own_services(&self) -> reqwest::Client {
        self.shared.connector.own_services()
    }

    /// Questions of one run, within its limits and signed where there is a key; its connections and remembered failures end with it.
    #[must_use]
    pub fn limited(&self, limits: Limits, signer: Option<Arc<Signer>>) -> Asker {
        Asker::new(Arc::clone(&self.shared), limits, signer)
    }
}
