//! One question, through its redirects.

use model::pace::Rest;
use model::{Answer, Silence};
use reqwest::Method;
use reqwest::header::{ACCEPT, CACHE_CONTROL, DATE, LOCATION};
use tokio::time::Instant;
use url::Url;

use super::asker::Asking;
use super::challenge::Page;
use super::dates::age_s;
use super::document::Document;
use super::evidence::that_matter;
use super::names::is_hidden;
use super::no_reply::NoReply;
use super::origins::{Contact, Home, Origin};
use super::retry_after::retry_after_s;
use super::signature::Signed;

/// What we ask for when we want an actor.
const ACTIVITY_PUB: &str =
    r#"application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
/// What we ask for when we want NodeInfo.
const JSON: &str = "application/json";

/// Most redirects followed, as Mastodon's own client does.
const REDIRECTS: usize = 3;
/// Longest address that is asked.
pub(super) const LONGEST_URL: usize = 4_096;
/// Most of a body that is read, after decompression.
const BODY: usize = 256 * 1024;
/// How often a question is tried when this machine has no socket left.
const SOCKET_TRIES: u32 = 5;

/// What is wanted from an address, which decides how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// An account or another actor: ActivityPub, signed where we can sign.
    Actor,
    /// The same, without its body.
    ActorHead,
    /// The same, whole, and from the server itself instead of a cache before it.
    ActorNow,
    /// NodeInfo.
    Json,
    /// The same, from the server itself instead of a cache before it.
    JsonNow,
    /// A page for people or robots.
    Text,
    /// No more than whether anybody answers.
    Nothing,
}

impl Wanted {
    fn accept(self) -> &'static str {
        match self {
            Self::Actor | Self::ActorHead | Self::ActorNow => ACTIVITY_PUB,
            Self::Json | Self::JsonNow => JSON,
            Self::Text => "text/plain",
            Self::Nothing => "*/*",
        }
    }

    fn method(self) -> Method {
        if matches!(self, Self::ActorHead | Self::Nothing) { Method::HEAD } else { Method::GET }
    }

    fn is_signed(self) -> bool {
        matches!(self, Self::Actor | Self::ActorHead | Self::ActorNow)
    }
}

/// An answer that came, whatever it says.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) url: Url,
    /// The status of the first redirect, when there was one.
    pub(super) redirected: Option<u16>,
    /// Whether it came through a proxy of ours, which may have said in the server's place what is
    /// not encrypted.
    pub(super) by_proxy: bool,
    pub(super) retry_after_s: Option<u32>,
    /// The seconds that a cache has had it.
    pub(super) age_s: u32,
    /// The headers that are kept as evidence.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) document: Option<Document>,
    /// Somebody before the server answered, who wants to see a browser.
    pub(super) challenge: bool,
}

struct Hop {
    status: u16,
    by_proxy: bool,
    location: Option<Vec<u8>>,
    retry_after_s: Option<u32>,
    age_s: u32,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// An address that can be asked: http or https, with a host, without anything that is not sent to the server.
pub(crate) fn askable(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().and_then(cleaned)
}

fn cleaned(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > LONGEST_URL {
        return None;
    }
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let host = url.host_str()?;
    if host.ends_with('.') {
        let relative = host.trim_end_matches('.').to_owned();
        url.set_host(Some(&relative)).ok()?;
    }
    Some(url)
}

/// Where a reply sends us: nowhere, on, or astray.
pub(super) fn redirect(from: &Url, status: u16, location: Option<&[u8]>) -> Result<Option<Url>, Silence> {
    if !matches!(status, 300..=303 | 307 | 308) {
        return Ok(None);
    }
    let target = location.and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| from.join(text).ok());
    target.and_then(cleaned).map(Some).ok_or(Silence::Redirects)
}

impl Asking {
    /// Asks for one address and follows its redirects, each checked and signed like the first.
    pub(super) async fn get(&self, url: &Url, wanted: Wanted) -> Result<Reply, Silence> {
        let mut seen = vec![url.clone()];
        let mut redirected = None;
        let mut url = url.clone();
        loop {
            let hop = self.hop(&url, wanted).await?;
            let Some(next) = redirect(&url, hop.status, hop.location.as_deref())? else {
                let Hop { status, by_proxy, retry_after_s, age_s, headers, body, .. } = hop;
                let document = Document::parse(&body);
                let challenge = Page { way: &seen, status, headers: &headers, body: &body }.is_challenge();
                return Ok(Reply {
                    status,
                    url,
                    redirected,
                    by_proxy,
                    retry_after_s,
                    age_s,
                    headers,
                    body,
                    document,
                    challenge,
                });
            };
            redirected.get_or_insert(hop.status);
            if seen.len() > REDIRECTS || seen.contains(&next) {
                return Err(Silence::Redirects);
            }
            seen.push(next.clone());
            url = next;
        }
    }

    /// The status that one address answers with itself; redirects are not followed.
    pub(super) async fn status(&self, url: &Url, wanted: Wanted) -> Result<u16, Silence> {
        self.hop(url, wanted).await.map(|hop| hop.status)
    }

    /// One request, again after each pause that the server asks for and that is short enough to be sat out.
    async fn hop(&self, url: &Url, wanted: Wanted) -> Result<Hop, Silence> {
        let lease = self.origins.enter(url);
        loop {
            let turn = lease.origin.turn().await;
            let begun = Instant::now();
            let hop = self.request_in_turn(&lease.origin, url, wanted).await;
            let (answer, retry_after_s) = match &hop {
                Ok(hop) => (Answer::of_status(hop.status, false, hop.retry_after_s), hop.retry_after_s),
                Err(silence) => (Answer::from(*silence), None),
            };
            let rest = lease.origin.learn(&answer, retry_after_s, begun.elapsed(), self.shared.retry_pause);
            drop(turn);
            if !matches!(rest, Rest::Sit { .. }) {
                return hop;
            }
        }
    }

    /// The origin's own turn is taken before the address's and a slot of the run, so that a slow origin holds only its own.
    async fn request_in_turn(&self, origin: &Origin, url: &Url, wanted: Wanted) -> Result<Hop, Silence> {
        for _ in 0..SOCKET_TRIES {
            // Who is silent there, the server or the network before it, nobody can tell.
            let is_hidden = url.host_str().is_some_and(is_hidden);
            let error = match self.contact(&origin.client, url).await {
                Ok(contact) => {
                    let _address = self.addresses.turn(contact.home.clone()).await;
                    let _slot = self.slots.acquire().await.expect("the semaphore is never closed");
                    match self.request(&contact, url, wanted).await {
                        Ok(hop) if is_hidden && hop.status >= 500 => return Err(Silence::NotReachableFromHere),
                        Ok(hop) => return Ok(hop),
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            // The addresses may have changed meanwhile: the next question looks them up again.
            *origin.client.lock().await = None;
            match error {
                NoReply::Silence(_) if is_hidden => return Err(Silence::NotReachableFromHere),
                NoReply::Silence(silence) => return Err(silence),
                NoReply::NoSockets => {
                    self.origins.close_idle();
                    tokio::time::sleep(self.shared.retry_pause).await;
                }
            }
        }
        Err(Silence::Timeout)
    }

    /// The client of an origin, made when its addresses are known and permitted; behind a proxy,
    /// when its name is.
    pub(super) async fn contact(
        &self,
        place: &tokio::sync::Mutex<Option<Contact>>,
        url: &Url,
    ) -> Result<Contact, NoReply> {
        let mut place = place.lock().await;
        if let Some(contact) = &*place {
            return Ok(contact.clone());
        }
        let host = url.host().ok_or(Silence::BadAddress)?;
        let name = host.to_string();
        if let Some(silence) = self.failed_names.get(&name) {
            return Err(silence.into());
        }
        if let Some(proxy) = self.shared.ways.proxy_for(url) {
            self.shared.names.admits(&host).await?;
            let client = self.shared.connector.client_through(proxy);
            return Ok(place.insert(Contact { client, home: Home::Behind(name) }).clone());
        }
        let addresses = self.shared.names.addresses_of(&host).await.inspect_err(|error| {
            if let NoReply::Silence(silence) = error {
                self.failed_names.remember(&name, *silence);
            }
        })?;
        let address = *addresses.first().ok_or(Silence::NoAddress)?;
        let client = self.shared.connector.client(addresses);
        Ok(place.insert(Contact { client, home: Home::Address(address) }).clone())
    }

    /// Sends one request and reads its body up to the cap. An answer that breaks off is no answer.
    async fn request(&self, contact: &Contact, url: &Url, wanted: Wanted) -> Result<Hop, NoReply> {
        let by_proxy = contact.home.is_behind_a_proxy();
        let (method, accept) = (wanted.method(), wanted.accept());
        let mut request = contact.client.request(method.clone(), url.clone()).header(ACCEPT, accept);
        if matches!(wanted, Wanted::ActorNow | Wanted::JsonNow) {
            request = request.header(CACHE_CONTROL, "no-cache");
        }
        if let Some(signer) = self.signer.as_ref().filter(|_| wanted.is_signed()) {
            let Signed { date, signature } = self.shared.network.signed(signer, method.as_str(), url, accept);
            request = request.header(DATE, date).header("signature", signature);
        }
        let failed = |error| if by_proxy { NoReply::by_proxy(error, url) } else { NoReply::from(error) };
        let mut response = self.shared.network.send(request, failed).await?;
        let status = response.status().as_u16();
        if by_proxy && status == 407 {
            return Err(Silence::OwnProxy.into());
        }
        let location = response.headers().get(LOCATION).map(|value| value.as_bytes().to_vec());
        let retry_after_s = retry_after_s(response.headers());
        self.dates.note(url, response.headers(), self.shared.clock.now());
        let age_s = age_s(response.headers());
        let headers = that_matter(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let room = BODY - body.len();
            if chunk.len() > room {
                // What is longer is no document we know; dropping the response closes its connection.
                body.clear();
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Hop { status, by_proxy, location, retry_after_s, age_s, headers, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_asked_and_without_what_is_not_sent() {
        let cases = [
            ("https://a.example/users/x#main-key", Some("https://a.example/users/x")),
            ("http://user:secret@a.example:8080/x", Some("http://a.example:8080/x")),
            ("https://A.Example./x", Some("https://a.example/x")),
            ("https://a.example../x", Some("https://a.example/x")),
            ("https://127.0.0.1.../x", Some("https://127.0.0.1/x")),
            ("https://./x", None),
            (" https://日本語.example/x ", Some("https://xn--wgv71a119e.example/x")),
            ("http://2130706433/x", Some("http://127.0.0.1/x")),
            ("ftp://a.example/x", None),
            ("javascript:alert(1)", None),
            ("acct:alice@a.example", None),
            ("/users/x", None),
            ("", None),
        ];
        for (text, url) in cases {
            assert_eq!(askable(text).as_ref().map(Url::as_str), url, "{text}");
        }
        assert_eq!(askable(&format!("https://a.example/{}", "x".repeat(5_000))), None);
    }

    #[test]
    fn a_redirect_needs_a_usable_address() {
        let from: Url = "https://a.example/users/x".parse().expect("the test names a URL");
        let to = |status, location: Option<&[u8]>| redirect(&from, status, location).map(|u| u.map(String::from));
        for status in [300, 301, 302, 303, 307, 308] {
            assert_eq!(to(status, Some(b"/@x")), Ok(Some("https://a.example/@x".to_owned())), "{status}");
            assert_eq!(to(status, None), Err(Silence::Redirects), "{status}");
            assert_eq!(to(status, Some(b"ftp://a.example/")), Err(Silence::Redirects), "{status}");
            assert_eq!(to(status, Some(b"\xff\xfe")), Err(Silence::Redirects), "{status}");
        }
        for status in [200, 304, 305, 306, 309, 404, 410] {
            assert_eq!(to(status, Some(b"/@x")), Ok(None), "{status}");
        }
    }
}
