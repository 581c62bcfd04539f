//! One GET, through its redirects.

use model::Silence;
use reqwest::header::{ACCEPT, LOCATION};
use url::Url;

use super::asker::Asking;
use super::document::Document;
use super::no_reply::NoReply;
use super::retry_after::retry_after_s;

/// What we ask for when we want an actor.
pub(super) const ACTIVITY_PUB: &str =
    r#"application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams""#;
/// What we ask for when we want NodeInfo.
pub(super) const JSON: &str = "application/json";

/// Most redirects followed, as Mastodon's own client does.
const REDIRECTS: usize = 3;
/// Longest address that is asked.
const LONGEST_URL: usize = 4_096;
/// Most of a body that is read, after decompression.
const BODY: usize = 256 * 1024;
/// How often a question is tried when this machine has no socket left.
const SOCKET_TRIES: u32 = 5;

/// An answer that came, whatever it says.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) url: Url,
    /// The status of the first redirect, when there was one.
    pub(super) redirected: Option<u16>,
    pub(super) retry_after_s: Option<u32>,
    pub(super) document: Option<Document>,
}

struct Hop {
    status: u16,
    location: Option<Vec<u8>>,
    retry_after_s: Option<u32>,
    body: Vec<u8>,
}

/// An address that can be asked: http or https, with a host, without anything that is not sent to the server.
pub(super) fn askable(text: &str) -> Option<Url> {
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
    if let Some(relative) = host.strip_suffix('.') {
        let relative = relative.to_owned();
        url.set_host(Some(&relative)).ok()?;
    }
    Some(url)
}

/// Where a reply sends us: nowhere, on, or astray.
fn redirect(from: &Url, status: u16, location: Option<&[u8]>) -> Result<Option<Url>, Silence> {
    if !matches!(status, 300..=303 | 307 | 308) {
        return Ok(None);
    }
    let target = location.and_then(|bytes| std::str::from_utf8(bytes).ok()).and_then(|text| from.join(text).ok());
    target.and_then(cleaned).map(Some).ok_or(Silence::Redirects)
}

impl Asking {
    /// Asks for one address and follows its redirects, each checked like the first.
    pub(super) async fn get(&self, url: &Url, accept: &'static str) -> Result<Reply, Silence> {
        let mut seen = vec![url.clone()];
        let mut redirected = None;
        let mut url = url.clone();
        loop {
            let hop = self.hop(&url, accept).await?;
            let Some(next) = redirect(&url, hop.status, hop.location.as_deref())? else {
                let document = Document::parse(&hop.body);
                return Ok(Reply { status: hop.status, url, redirected, retry_after_s: hop.retry_after_s, document });
            };
            redirected.get_or_insert(hop.status);
            if seen.len() > REDIRECTS || seen.contains(&next) {
                return Err(Silence::Redirects);
            }
            seen.push(next.clone());
            url = next;
        }
    }

    /// One request. The origin's own turn is taken before a slot of the run, so that a slow origin holds only its own.
    async fn hop(&self, url: &Url, accept: &'static str) -> Result<Hop, Silence> {
        let lease = self.origins.enter(url);
        let _turn = lease.origin.turn().await;
        let _slot = self.slots.acquire().await.expect("the semaphore is never closed");
        for _ in 0..SOCKET_TRIES {
            let error = match self.client(&lease.origin.client, url).await {
                Ok(client) => match request(&client, url, accept).await {
                    Ok(hop) => return Ok(hop),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            // The addresses may have changed meanwhile: the next question looks them up again.
            *lease.origin.client.lock().await = None;
            match error {
                NoReply::Silence(silence) => return Err(silence),
                NoReply::NoSockets => {
                    self.origins.close_idle();
                    tokio::time::sleep(self.shared.retry_pause).await;
                }
            }
        }
        Err(Silence::Timeout)
    }

    /// The client of an origin, made when its addresses are known and permitted.
    async fn client(
        &self,
        place: &tokio::sync::Mutex<Option<reqwest::Client>>,
        url: &Url,
    ) -> Result<reqwest::Client, NoReply> {
        let mut place = place.lock().await;
        if let Some(client) = &*place {
            return Ok(client.clone());
        }
        let host = url.host().ok_or(Silence::BadAddress)?;
        let name = host.to_string();
        if let Some(silence) = self.failed_names.get(&name) {
            return Err(silence.into());
        }
        let addresses = self.shared.names.addresses_of(&host).await.inspect_err(|error| {
            if let NoReply::Silence(silence) = error {
                self.failed_names.remember(&name, *silence);
            }
        })?;
        Ok(place.insert(self.shared.connector.client(addresses)).clone())
    }
}

/// Sends one request and reads its body up to the cap. An answer that breaks off is no answer.
async fn request(client: &reqwest::Client, url: &Url, accept: &'static str) -> Result<Hop, NoReply> {
    let mut response = client.get(url.clone()).header(ACCEPT, accept).send().await?;
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).map(|value| value.as_bytes().to_vec());
    let retry_after_s = retry_after_s(response.headers());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = BODY - body.len();
        if chunk.len() > room {
            // What is longer is no document we know; dropping the response closes its connection.
            body.clear();
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Hop { status, location, retry_after_s, body })
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
