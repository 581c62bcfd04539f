//! Which way a question goes: straight to its server, or through a proxy of ours.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mastodon::settings::{Proxies, Proxy};
use reqwest::header::HeaderValue;
use secrecy::ExposeSecret;
use tokio::net::TcpStream;
use url::Url;

use super::RemotesError;
use super::names::is_hidden;

/// The proxies of the site, ready for use.
pub(super) struct Ways {
    proxies: Proxies,
    all: Option<reqwest::Proxy>,
    hidden: Option<reqwest::Proxy>,
}

impl Ways {
    pub(super) fn new(proxies: &Proxies) -> Result<Self, RemotesError> {
        let ready = |proxy: &Option<Proxy>| proxy.as_ref().map(ready).transpose();
        Ok(Self { all: ready(&proxies.all)?, hidden: ready(&proxies.hidden)?, proxies: proxies.clone() })
    }

    /// The proxy through which an address is asked; nothing where it is asked straight. An onion or
    /// eepsite goes through its own proxy, else through the one for all, and through none where
    /// they are not allowed.
    pub(super) fn proxy_for(&self, url: &Url) -> Option<&reqwest::Proxy> {
        let host = url.host_str()?;
        if self.proxies.not_for.covers(host, url.port_or_known_default()?) {
            return None;
        }
        match (is_hidden(host), self.proxies.hidden_services) {
            (true, false) => None,
            (true, true) => self.hidden.as_ref().or(self.all.as_ref()),
            (false, _) => self.all.as_ref(),
        }
    }

    /// Whether the proxy through which nearly everybody is asked takes connections; also where
    /// there is none.
    pub(super) async fn is_open(&self, patience: Duration) -> bool {
        match &self.proxies.all {
            Some(proxy) => takes_connections(proxy, patience).await,
            None => true,
        }
    }

    pub(super) fn has_proxy_for_all(&self) -> bool {
        self.all.is_some()
    }
}

fn ready(proxy: &Proxy) -> Result<reqwest::Proxy, RemotesError> {
    let ready = reqwest::Proxy::all(proxy.to_string()).map_err(RemotesError::Client)?;
    let Some(credentials) = &proxy.credentials else { return Ok(ready) };
    let encoded = format!("Basic {}", STANDARD.encode(credentials.expose_secret()));
    let mut header = HeaderValue::from_str(&encoded).expect("what is encoded so is a header value");
    header.set_sensitive(true);
    Ok(ready.custom_http_auth(header))
}

/// Whether a proxy takes connections within that time.
pub async fn takes_connections(proxy: &Proxy, patience: Duration) -> bool {
    let place = (proxy.host.trim_matches(['[', ']']), proxy.port);
    matches!(tokio::time::timeout(patience, TcpStream::connect(place)).await, Ok(Ok(_)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    const BASE: &str = "LOCAL_DOMAIN=a.example\n";

    /// Through which port of loopback each of these is asked, with Mastodon's settings so.
    fn ports(settings: &str, addresses: [&str; 3]) -> [Option<u16>; 3] {
        let env: BTreeMap<_, _> = mastodon::env_file::parse(&format!("{BASE}{settings}")).expect("is read");
        let proxies = mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable").proxies;
        let ways = Ways::new(&proxies).expect("are usable");
        addresses.map(|address| {
            let shown = format!("{:?}", ways.proxy_for(&address.parse().expect("an address"))?);
            [1, 2].into_iter().find(|port| shown.contains(&format!("port: Some({port})")))
        })
    }

    #[test]
    fn each_is_asked_through_the_proxy_that_mastodon_would_use() {
        let (all, hidden, allowed) = (
            "http_proxy=http://127.0.0.1:1\n",
            "http_hidden_proxy=http://127.0.0.1:2\n",
            "ALLOW_ACCESS_TO_HIDDEN_SERVICE=true\n",
        );
        let addresses = ["https://b.example/x", "http://planet.onion/x", "http://planet.i2p./x"];
        let cases = [
            (String::new(), [None, None, None]),
            (allowed.to_owned(), [None, None, None]),
            (all.to_owned(), [Some(1), None, None]),
            (hidden.to_owned(), [None, None, None]),
            (format!("{all}{hidden}"), [Some(1), None, None]),
            (format!("{all}{allowed}"), [Some(1), Some(1), Some(1)]),
            (format!("{hidden}{allowed}"), [None, Some(2), Some(2)]),
            (format!("{all}{hidden}{allowed}"), [Some(1), Some(2), Some(2)]),
            (format!("{all}{hidden}{allowed}no_proxy=b.example,onion"), [None, None, Some(2)]),
        ];
        for (settings, through) in cases {
            assert_eq!(ports(&settings, addresses), through, "{settings}");
        }
    }
}
