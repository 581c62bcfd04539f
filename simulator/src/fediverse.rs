//! A fediverse on loopback: names, servers and accounts that behave as they are told.
//!
//! One name server, one plain and one encrypted listener answer for all servers. Behaviours and accounts may be changed while it runs.

mod answers;
mod certificates;
mod documents;
mod healthy;
mod listeners;
mod names;
mod plan;
mod signature;
mod site;
mod wire;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use answers::Context;
use certificates::Certificates;
use listeners::{Connections, Peer};
pub use plan::{AccountState, Behaviour, Plan, RetryAfter, Server, Software};
pub use site::Seen;
use site::Site;

/// A running fediverse; it ends when this value is dropped.
#[derive(Debug)]
pub struct Fediverse {
    servers: Arc<Servers>,
    trapped: Arc<AtomicU64>,
    dns: SocketAddr,
    http_port: u16,
    https_port: u16,
    addresses: u8,
    authority: PathBuf,
    _folder: TempDir,
    _tasks: JoinSet<()>,
}

/// Why a fediverse could not be started.
#[derive(Debug, thiserror::Error)]
pub enum FediverseError {
    #[error("the fediverse cannot listen on port {port} of {address} (0: any)")]
    Listen { address: Ipv4Addr, port: u16, source: io::Error },
    #[error("the certificate of the fediverse's authority cannot be written")]
    WriteAuthority(#[source] io::Error),
    #[error("a certificate cannot be made")]
    MakeCertificate(#[from] rcgen::Error),
    #[error("certificates cannot be used")]
    UseCertificate(#[from] rustls::Error),
}

/// All servers by name.
#[derive(Debug)]
pub(crate) struct Servers(HashMap<String, Arc<Site>>);

impl Servers {
    fn find(&self, name: &str) -> Option<Arc<Site>> {
        self.0.get(name).cloned()
    }
}

impl Fediverse {
    /// Starts every server of the plan.
    ///
    /// # Errors
    /// When a port is taken or certificates cannot be made.
    pub async fn start(plan: Plan) -> Result<Self, FediverseError> {
        let sites = plan.servers.into_iter().map(|(name, server)| (name, Arc::new(Site::new(server))));
        let servers = Arc::new(Servers(sites.collect()));
        let certificates = Certificates::new(Arc::clone(&servers))?;
        let folder = TempDir::new().map_err(FediverseError::WriteAuthority)?;
        let authority = folder.path().join("authority.pem");
        fs::write(&authority, certificates.authority_pem()).map_err(FediverseError::WriteAuthority)?;
        let acceptor = TlsAcceptor::from(Arc::new(certificates.into_config()?));

        let dns = names::bind(plan.dns_port).await.map_err(cannot_listen(names::HERE, plan.dns_port))?;
        let (http, http_port) = listen_everywhere(plan.addresses, plan.http_port).await?;
        let (https, https_port) = listen_everywhere(plan.addresses, plan.https_port).await?;
        let dns_addr = port(dns.local_addr())?;

        let mut tasks = JoinSet::new();
        tasks.spawn(names::serve(dns, Arc::clone(&servers), plan.addresses));
        let trapped = Arc::new(AtomicU64::new(0));
        // Where loopback has one address only there is no trap, and who goes there meets nobody.
        if let Ok(trap) = listen(names::PRIVATE, http_port).await {
            tasks.spawn(count(trap, Arc::clone(&trapped)));
        }
        let context = Context { servers: Arc::clone(&servers), latency_ms: plan.latency_ms, http_port };
        let plain = http.into_iter().map(|listener| (listener, None));
        let encrypted = https.into_iter().map(|listener| (listener, Some(acceptor.clone())));
        for (listener, tls) in plain.chain(encrypted) {
            let (connections, accepting) = Connections::on(listener, tls);
            tasks.spawn(accepting);
            let app = Router::new().fallback(answers::answer).with_state(context.clone());
            tasks.spawn(serve(connections, app.into_make_service_with_connect_info::<Peer>()));
        }
        let dns = SocketAddr::from((names::HERE, dns_addr));
        let addresses = plan.addresses;
        Ok(Self { servers, trapped, dns, http_port, https_port, addresses, authority, _folder: folder, _tasks: tasks })
    }

    /// Changes how a server behaves, from the next question on.
    ///
    /// # Panics
    /// When the plan has no such server.
    pub fn set(&self, domain: &str, behaviour: Behaviour) {
        self.site(domain).behave(behaviour);
    }

    /// Changes or adds an account, `name@server`.
    ///
    /// # Panics
    /// When the plan has no such server.
    pub fn set_account(&self, acct: &str, state: AccountState) {
        let (name, domain) = acct.split_once('@').expect("an account is written name@server");
        self.site(domain).set_account(name, state);
    }

    /// What a server has seen since the start or since [`Self::forget`].
    ///
    /// # Panics
    /// When the plan has no such server.
    #[must_use]
    pub fn seen(&self, domain: &str) -> Seen {
        self.site(domain).seen()
    }

    /// What all servers have seen together; `most_at_once` is the greatest of any one, paths are left out.
    #[must_use]
    pub fn seen_by_all(&self) -> Seen {
        self.servers.0.values().map(|site| site.seen()).fold(Seen::default(), |sum, seen| Seen {
            requests: sum.requests + seen.requests,
            questions: sum.questions + seen.questions,
            most_at_once: sum.most_at_once.max(seen.most_at_once),
            paths: Vec::new(),
        })
    }

    /// Starts counting anew for every server and the trap.
    pub fn forget(&self) {
        self.servers.0.values().for_each(|site| site.forget());
        self.trapped.store(0, Ordering::Relaxed);
    }

    /// How many connections reached the private address that nobody may ask.
    #[must_use]
    pub fn trapped(&self) -> u64 {
        self.trapped.load(Ordering::Relaxed)
    }

    /// The name server.
    #[must_use]
    pub fn dns_addr(&self) -> SocketAddr {
        self.dns
    }

    /// Where a server in good health answers.
    #[must_use]
    pub fn address_of(&self, domain: &str) -> Ipv4Addr {
        names::spread(domain, self.addresses)
    }

    /// Where all servers answer plain HTTP.
    #[must_use]
    pub fn http_port(&self) -> u16 {
        self.http_port
    }

    /// Where all servers answer HTTPS.
    #[must_use]
    pub fn https_port(&self) -> u16 {
        self.https_port
    }

    /// What `ALLOWED_PRIVATE_ADDRESSES` must say: the servers' addresses, without the one that stands for a private network.
    #[must_use]
    pub fn allowed_private_addresses() -> &'static str {
        "127.0.0.0/23"
    }

    /// The certificate to trust, a file of PEM.
    #[must_use]
    pub fn ca_pem_path(&self) -> &Path {
        &self.authority
    }

    /// The address of an account, `name@server`, over plain HTTP.
    #[must_use]
    pub fn uri(&self, acct: &str) -> String {
        self.account_uri("http", self.http_port, acct)
    }

    /// The address of an account, `name@server`, over HTTPS.
    #[must_use]
    pub fn https_uri(&self, acct: &str) -> String {
        self.account_uri("https", self.https_port, acct)
    }

    fn account_uri(&self, scheme: &str, port: u16, acct: &str) -> String {
        let (name, domain) = acct.split_once('@').expect("an account is written name@server");
        let path = self.servers.find(domain).map_or("/users/", |site| site.software.account_path());
        format!("{scheme}://{domain}:{port}{path}{name}")
    }

    fn site(&self, domain: &str) -> Arc<Site> {
        self.servers.find(domain).unwrap_or_else(|| panic!("the plan has no server {domain}"))
    }
}

fn cannot_listen(address: Ipv4Addr, port: u16) -> impl FnOnce(io::Error) -> FediverseError {
    move |source| FediverseError::Listen { address, port, source }
}

async fn listen(address: Ipv4Addr, port: u16) -> Result<TcpListener, FediverseError> {
    listeners::bind(address, port).await.map_err(cannot_listen(address, port))
}

/// A listener at each address of the plan, all on one port.
async fn listen_everywhere(addresses: u8, wanted: u16) -> Result<(Vec<TcpListener>, u16), FediverseError> {
    let mut listeners = Vec::new();
    let mut taken = wanted;
    for address in names::places(addresses) {
        let listener = listen(address, taken).await?;
        taken = port(listener.local_addr())?;
        listeners.push(listener);
    }
    Ok((listeners, taken))
}

fn port(address: io::Result<SocketAddr>) -> Result<u16, FediverseError> {
    address.map(|address| address.port()).map_err(cannot_listen(names::HERE, 0))
}

async fn serve(connections: Connections, app: IntoMakeServiceWithConnectInfo<Router, Peer>) {
    // It ends with its task only: accepting never fails here.
    let _ = axum::serve(connections, app).await;
}

async fn count(trap: TcpListener, trapped: Arc<AtomicU64>) {
    while trap.accept().await.is_ok() {
        trapped.fetch_add(1, Ordering::Relaxed);
    }
}
