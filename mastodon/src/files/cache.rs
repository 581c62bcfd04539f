//! Telling a cache in front of the files that some are gone.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Client;
use reqwest::redirect::Policy;
use secrecy::ExposeSecret;

use super::store::install_provider;
use crate::settings::CacheBuster;

/// Requests at a time: the cache serves the site's visitors.
const AT_ONCE: usize = 4;
/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many requests without an answer, one after the other, and the rest of these files is not told of.
const GIVE_UP: u32 = 8;
/// What stands in an address as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// The cache. What it answers changes nothing: a picture that it keeps is served until it expires there, and no run fails for that.
#[derive(Debug)]
pub(super) struct Cache {
    client: Client,
    settings: CacheBuster,
}

impl Cache {
    pub(super) fn new(settings: &CacheBuster) -> reqwest::Result<Self> {
        install_provider();
        let client = Client::builder().timeout(PATIENCE).connect_timeout(PATIENCE).redirect(Policy::none()).build()?;
        Ok(Self { client, settings: settings.clone() })
    }

    /// Sends one request for each key; those without an answer are logged together.
    pub(super) async fn tell_gone(&self, keys: Vec<String>) {
        let (asked, silent, unheard) = (keys.len(), AtomicU32::new(0), AtomicU32::new(0));
        let each = stream::iter(keys).map(|key| self.tell(key, &silent, &unheard));
        each.buffer_unordered(AT_ONCE).collect::<()>().await;
        let unheard = unheard.into_inner();
        if unheard > 0 {
            tracing::warn!(
                requests = asked,
                unheard,
                "the cache in front of the files did not answer for all that are gone"
            );
        }
    }

    async fn tell(&self, key: String, silent: &AtomicU32, unheard: &AtomicU32) {
        let gives_up = silent.load(Ordering::Relaxed) >= GIVE_UP;
        match !gives_up && self.request(&key).await {
            true => silent.store(0, Ordering::Relaxed),
            false => {
                silent.fetch_add(1, Ordering::Relaxed);
                unheard.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Whether it answered: 404 is as good as 200, because a cache may pass the question on.
    async fn request(&self, key: &str) -> bool {
        let url = format!("{}{}", self.settings.public_url, utf8_percent_encode(key, KEPT));
        let mut request = self.client.request(self.settings.method.clone(), url);
        if let Some((header, secret)) = &self.settings.secret {
            request = request.header(header, secret.expose_secret());
        }
        request.send().await.is_ok_and(|response| !response.status().is_server_error())
    }
}
