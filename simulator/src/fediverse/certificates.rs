//! The fediverse's own certificate authority.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::plan::Behaviour;
use super::{FediverseError, Servers};

/// How a certificate is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fault {
    None,
    Expired,
    OtherName,
}

/// Signs a certificate for each name when it is first asked for.
pub(crate) struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    /// One key for all servers, because making keys is what costs.
    key: KeyPair,
    made: Mutex<HashMap<(String, Fault), Arc<CertifiedKey>>>,
    servers: Arc<Servers>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl Certificates {
    pub(crate) fn new(servers: Arc<Servers>) -> Result<Self, FediverseError> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "The simulated fediverse");
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { authority, key: KeyPair::generate()?, made: Mutex::default(), servers })
    }

    /// The authority's certificate, for clients to trust.
    pub(crate) fn authority_pem(&self) -> String {
        self.authority.pem()
    }

    /// What the HTTPS listener needs.
    pub(crate) fn into_config(self) -> Result<ServerConfig, FediverseError> {
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::new(self));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn certificate(&self, name: &str, fault: Fault) -> Result<Arc<CertifiedKey>, FediverseError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = made.get(&(name.to_owned(), fault)) {
            return Ok(Arc::clone(key));
        }
        let subject = if fault == Fault::OtherName { "somebody-else.example" } else { name };
        let mut params = CertificateParams::new(vec![subject.to_owned()])?;
        params.distinguished_name.push(DnType::CommonName, subject);
        if fault == Fault::Expired {
            params.not_before = rcgen::date_time_ymd(2019, 1, 1);
            params.not_after = rcgen::date_time_ymd(2020, 1, 1);
        }
        let certificate = params.signed_by(&self.key, &self.authority)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let key = ring::sign::any_supported_type(&key)?;
        let certified = Arc::new(CertifiedKey::new(vec![certificate.into()], key));
        made.insert((name.to_owned(), fault), Arc::clone(&certified));
        Ok(certified)
    }
}

impl ResolvesServerCert for Certificates {
    /// A name that no server has gets no certificate, and the handshake fails.
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name()?.to_ascii_lowercase();
        let fault = match self.servers.find(&name)?.behaviour() {
            Behaviour::ExpiredCertificate => Fault::Expired,
            Behaviour::WrongCertificate => Fault::OtherName,
            _ => Fault::None,
        };
        self.certificate(&name, fault).ok()
    }
}
