//! Why a question got no reply, read from the chain of errors below an HTTP request.

use std::error::Error;
use std::io;

use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use model::Silence;
use rustls::CertificateError;
use tower_service::Service;
use url::Url;

/// Why a question got no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoReply {
    /// The other server's silence.
    Silence(Silence),
    /// This machine has no socket left to ask with, which says nothing about the other server.
    NoSockets,
}

impl From<Silence> for NoReply {
    fn from(silence: Silence) -> Self {
        Self::Silence(silence)
    }
}

impl From<reqwest::Error> for NoReply {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Silence::Timeout.into();
        }
        of_chain(&error)
    }
}

/// What opening a tunnel through a proxy may end with; only the trait names it.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

impl NoReply {
    /// Why a question through a proxy of ours got no reply. What the proxy itself did is told from
    /// what its server did: a proxy that is not there, that hangs up or that wants to know who we
    /// are speaks for nobody.
    pub(super) fn by_proxy(error: reqwest::Error, asked: &Url) -> Self {
        if error.is_timeout() {
            return Silence::Timeout.into();
        }
        let mut next: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(error) = next {
            if let Some(tunnel) = error.downcast_ref::<TunnelError>() {
                return of_tunnel(tunnel);
            }
            next = error.source();
        }
        // Without a tunnel the only connection is the one to the proxy.
        if asked.scheme() == "http" && error.is_connect() {
            return of_own_connection(of_chain(&error));
        }
        of_chain(&error)
    }
}

fn of_tunnel(error: &TunnelError) -> NoReply {
    match error {
        // The proxy is there, and did not reach the server.
        TunnelError::TunnelUnsuccessful => Silence::ConnectionLost.into(),
        TunnelError::ConnectFailed(_) | TunnelError::Io(_) => of_own_connection(of_chain(error)),
        _ => Silence::OwnProxy.into(),
    }
}

fn of_own_connection(found: NoReply) -> NoReply {
    if found == NoReply::NoSockets { found } else { Silence::OwnProxy.into() }
}

/// Whether the system refused a socket: too many open files, or no memory for one (`EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM`).
pub(super) fn is_out_of_sockets(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(24 | 23 | 105 | 12))
}

/// The innermost error that is telling. An `io::Error` does not show what it wraps as its source, so its inside is entered by hand:
/// TLS failures are two of them deep.
fn of_chain(outer: &(dyn Error + 'static)) -> NoReply {
    let mut telling = None;
    let mut next = Some(outer);
    while let Some(error) = next {
        next = error.source();
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return of_tls(tls).into();
        }
        if let Some(http) = error.downcast_ref::<hyper::Error>() {
            if http.is_parse() {
                return Silence::NotHttp.into();
            }
            telling = Some(Silence::ConnectionLost.into());
        }
        if let Some(io) = error.downcast_ref::<io::Error>() {
            telling = Some(of_io(io));
            if let Some(inside) = io.get_ref() {
                next = Some(inside);
            }
        }
    }
    telling.unwrap_or(NoReply::Silence(Silence::NotHttp))
}

fn of_tls(error: &rustls::Error) -> Silence {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            Silence::CertificateExpired
        }
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => Silence::CertificateName,
        _ => Silence::Certificate,
    }
}

fn of_io(error: &io::Error) -> NoReply {
    use io::ErrorKind as Kind;
    if is_out_of_sockets(error) {
        return NoReply::NoSockets;
    }
    let silence = match error.kind() {
        Kind::ConnectionRefused
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::AddrNotAvailable
        | Kind::PermissionDenied => Silence::ConnectionRefused,
        Kind::TimedOut => Silence::Timeout,
        Kind::InvalidData => Silence::NotHttp,
        _ => Silence::ConnectionLost,
    };
    silence.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::Error as Tls;

    fn wrapped(error: impl Into<Box<dyn Error + Send + Sync>>) -> NoReply {
        let inner = io::Error::new(io::ErrorKind::InvalidData, error);
        of_chain(&io::Error::other(inner))
    }

    #[test]
    fn certificates_are_told_apart_through_two_wrappings() {
        let cases = [
            (Tls::InvalidCertificate(CertificateError::Expired), Silence::CertificateExpired),
            (Tls::InvalidCertificate(CertificateError::NotValidForName), Silence::CertificateName),
            (Tls::InvalidCertificate(CertificateError::UnknownIssuer), Silence::Certificate),
            (Tls::InvalidCertificate(CertificateError::Revoked), Silence::Certificate),
            (Tls::HandshakeNotComplete, Silence::Certificate),
        ];
        for (error, silence) in cases {
            assert_eq!(wrapped(error.clone()), silence.into(), "{error}");
        }
    }

    #[test]
    fn connections_are_told_apart_by_their_kind() {
        use io::ErrorKind as Kind;
        let cases = [
            (Kind::ConnectionRefused, Silence::ConnectionRefused),
            (Kind::HostUnreachable, Silence::ConnectionRefused),
            (Kind::NetworkUnreachable, Silence::ConnectionRefused),
            (Kind::ConnectionReset, Silence::ConnectionLost),
            (Kind::UnexpectedEof, Silence::ConnectionLost),
            (Kind::BrokenPipe, Silence::ConnectionLost),
            (Kind::TimedOut, Silence::Timeout),
            (Kind::InvalidData, Silence::NotHttp),
        ];
        for (kind, silence) in cases {
            assert_eq!(of_chain(&io::Error::from(kind)), silence.into(), "{kind}");
            assert_eq!(of_chain(&io::Error::new(kind, "in words")), silence.into(), "{kind}");
        }
    }

    #[test]
    fn our_own_want_of_sockets_is_nobody_elses_silence() {
        for code in [24, 23, 105, 12] {
            assert_eq!(of_chain(&io::Error::other(io::Error::from_raw_os_error(code))), NoReply::NoSockets);
        }
    }
}
