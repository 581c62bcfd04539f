//! HTTP clients that connect only to addresses which were checked before.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use super::{Network, RemotesError, RemotesSettings, Timeouts};

/// Connections kept open per origin while nobody uses them.
const IDLE_CONNECTIONS: usize = 2;
const IDLE_FOR: Duration = Duration::from_secs(15);

/// What all clients have in common: trust, time limits and our name.
pub(super) struct Connector {
    tls: rustls::ClientConfig,
    user_agent: String,
    timeouts: Timeouts,
    /// Stands for every client where the network is simulated: nothing is ever connected.
    idle: Option<Client>,
}

impl Connector {
    pub(super) fn new(settings: &RemotesSettings) -> Result<Self, RemotesError> {
        let (user_agent, timeouts) = (settings.user_agent.clone(), settings.timeouts);
        let mut connector = Self { tls: tls(settings)?, user_agent, timeouts, idle: None };
        // A user agent that is no header value shows here and not at the first question.
        let client = connector.builder().build().map_err(RemotesError::Client)?;
        connector.idle = matches!(settings.network, Network::Simulated(_)).then_some(client);
        Ok(connector)
    }

    /// A client that finds names as the system does and may reach private addresses: only for what our own settings name.
    pub(super) fn own_services(&self) -> Client {
        self.builder().build().expect("the same settings made a client before")
    }

    /// A client for one origin, which knows no other addresses than these.
    pub(super) fn client(&self, addresses: Vec<IpAddr>) -> Client {
        if let Some(idle) = &self.idle {
            return idle.clone();
        }
        let pinned = self.builder().dns_resolver(Pinned(addresses));
        pinned.build().expect("the same settings made a client before")
    }

    /// For how long a connection may take.
    pub(super) fn patience(&self) -> Duration {
        self.timeouts.connect
    }

    /// A client that leaves names and connections to a proxy.
    pub(super) fn client_through(&self, proxy: &reqwest::Proxy) -> Client {
        self.builder().proxy(proxy.clone()).build().expect("the same settings made a client before")
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .no_proxy()
            .redirect(Policy::none())
            .referer(false)
            .user_agent(self.user_agent.as_str())
            .connect_timeout(self.timeouts.connect)
            .timeout(self.timeouts.answer)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .pool_idle_timeout(IDLE_FOR)
    }
}

/// The system's trust (`SSL_CERT_FILE` included) and the given file, over HTTP/2 or 1.1.
fn tls(settings: &RemotesSettings) -> Result<rustls::ClientConfig, RemotesError> {
    let mut extra = Vec::new();
    if let Some(path) = &settings.ca_file {
        let failed = |source| RemotesError::CaFile { path: path.clone(), source };
        for certificate in CertificateDer::pem_file_iter(path).map_err(failed)? {
            extra.push(certificate.map_err(failed)?);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(RemotesError::Trust)?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(RemotesError::Trust)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Answers every name with the addresses that were checked, so that nothing is looked up between the check and the connection.
struct Pinned(Vec<IpAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _name: Name) -> Resolving {
        // Port 0 stands for the port of the URL.
        let addresses: Vec<SocketAddr> = self.0.iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
        let addresses: Addrs = Box::new(addresses.into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}
