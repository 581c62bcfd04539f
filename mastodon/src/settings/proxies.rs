//! The proxies through which Mastodon asks other servers.

mod no_proxy;

use std::fmt;

use secrecy::SecretString;
use url::Url;

use super::{SettingsFault, text};
use crate::env_file::Env;

pub use no_proxy::NoProxy;

/// Through which proxy whom.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// For all servers: `http_proxy`.
    pub all: Option<Proxy>,
    /// For onions and eepsites, in place of the other: `http_hidden_proxy`.
    pub hidden: Option<Proxy>,
    /// Whether onions and eepsites are asked at all: `ALLOW_ACCESS_TO_HIDDEN_SERVICE`.
    pub hidden_services: bool,
    /// Who is asked without a proxy: `no_proxy`.
    pub not_for: NoProxy,
}

/// A proxy that speaks HTTP. Shown without what it is told about us.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// A name or an address; one of IPv6 in brackets.
    pub host: String,
    pub port: u16,
    /// `USER:PASSWORD`, exactly as written: Mastodon sends them so, percent signs included.
    pub credentials: Option<SecretString>,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}:{}", self.host, self.port)
    }
}

/// Mirrors config/initializers/http_client_proxy.rb: the variables in lower case alone, only for
/// HTTP, and `https://` is no more than another port, because Mastodon speaks plainly to its proxy.
/// That somebody may be asked without one is ours: Mastodon knows no such exception for other
/// servers, but whoever set one expects it.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Proxies {
    Proxies {
        all: proxy(env, "http_proxy", faults),
        hidden: proxy(env, "http_hidden_proxy", faults),
        hidden_services: text(env, "ALLOW_ACCESS_TO_HIDDEN_SERVICE") == Some("true"),
        not_for: NoProxy::listed(text(env, "no_proxy").or_else(|| text(env, "NO_PROXY")).unwrap_or_default()),
    }
}

fn proxy(env: &Env, variable: &'static str, faults: &mut Vec<SettingsFault>) -> Option<Proxy> {
    let proxy = parsed(text(env, variable)?);
    if proxy.is_none() {
        // Never the value: it may hold a password.
        faults.push(SettingsFault::new(
            variable,
            "must be http://HOST:PORT, with USER:PASSWORD@ before the host where the proxy wants that; Mastodon supports no SOCKS \
             proxy, and neither do we",
        ));
    }
    proxy
}

fn parsed(value: &str) -> Option<Proxy> {
    let (scheme, rest) = value.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let (credentials, place) = match authority.rsplit_once('@') {
        // Mastodon tells them only when there are both.
        Some((credentials, place)) => (Some(credentials).filter(|both| both.contains(':')), place),
        None => (None, authority),
    };
    let place = Url::parse(&format!("{scheme}://{place}/")).ok()?;
    Some(Proxy {
        host: place.host_str()?.to_owned(),
        port: place.port_or_known_default()?,
        credentials: credentials.map(|both| SecretString::from(both.to_owned())),
    })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read_one(variable: &str, value: &str) -> (Proxies, Vec<SettingsFault>) {
        let mut faults = Vec::new();
        let proxies = read(&Env::from([(variable.to_owned(), value.to_owned())]), &mut faults);
        (proxies, faults)
    }

    #[test]
    fn a_proxy_is_read_as_mastodon_reads_it() {
        let cases = [
            ("http://127.0.0.1:8118", "http://127.0.0.1:8118", None),
            ("http://proxy.example", "http://proxy.example:80", None),
            ("https://proxy.example", "http://proxy.example:443", None),
            (" HTTP://Proxy.example:3128/path?x ", "http://proxy.example:3128", None),
            ("http://[fd00::1]:3128", "http://[fd00::1]:3128", None),
            ("http://me:p%40ss@proxy.example:1", "http://proxy.example:1", Some("me:p%40ss")),
            ("http://me:p@ss:word@proxy.example:1", "http://proxy.example:1", Some("me:p@ss:word")),
            ("http://me@proxy.example:1", "http://proxy.example:1", None),
        ];
        for (value, shown, credentials) in cases {
            for variable in ["http_proxy", "http_hidden_proxy"] {
                let (proxies, faults) = read_one(variable, value);
                assert!(faults.is_empty(), "{value}");
                let proxy = proxies.all.or(proxies.hidden).expect("there is one");
                assert_eq!(proxy.to_string(), shown, "{value}");
                assert_eq!(proxy.credentials.as_ref().map(ExposeSecret::expose_secret), credentials, "{value}");
            }
        }
    }

    #[test]
    fn variables_that_mastodon_passes_over_are_passed_over() {
        for variable in ["HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "HTTP_HIDDEN_PROXY"] {
            let (proxies, faults) = read_one(variable, "http://127.0.0.1:8118");
            assert!(proxies.all.is_none() && proxies.hidden.is_none() && faults.is_empty(), "{variable}");
        }
        assert!(read_one("http_proxy", "  ").0.all.is_none());
    }

    #[test]
    fn what_is_no_proxy_is_refused_by_name_and_never_shown() {
        for value in
            ["socks5://me:hunter2@h:9050", "h:8118", "http://me:hunter2@", "http://me:hunter2@h:port", "http:/h"]
        {
            let (_, faults) = read_one("http_hidden_proxy", value);
            assert_eq!(faults.len(), 1, "{value}");
            assert_eq!(faults[0].variable, "http_hidden_proxy");
            assert!(!faults[0].to_string().contains("hunter2"), "{faults:?}");
            assert!(faults[0].sentence.contains("SOCKS"), "{faults:?}");
        }
        let (proxies, _) = read_one("http_proxy", "http://me:hunter2@proxy.example:1");
        let proxy = proxies.all.expect("there is one");
        assert!(!format!("{proxy:?} {proxy}").contains("hunter2"));
        assert!(!format!("{proxy}").contains("me"));
    }

    #[test]
    fn hidden_services_are_asked_when_it_says_true() {
        assert!(read_one("ALLOW_ACCESS_TO_HIDDEN_SERVICE", "true").0.hidden_services);
        assert!(!read_one("ALLOW_ACCESS_TO_HIDDEN_SERVICE", "1").0.hidden_services);
        assert!(!read_one("http_hidden_proxy", "http://127.0.0.1:8118").0.hidden_services);
    }

    #[test]
    fn exceptions_are_read_in_either_case_the_lower_first() {
        let both = Env::from([
            ("no_proxy".to_owned(), "a.example".to_owned()),
            ("NO_PROXY".to_owned(), "b.example".to_owned()),
        ]);
        let not_for = read(&both, &mut Vec::new()).not_for;
        assert!(not_for.covers("a.example", 443) && !not_for.covers("b.example", 443));
        assert!(read_one("NO_PROXY", "b.example").0.not_for.covers("b.example", 443));
    }
}
