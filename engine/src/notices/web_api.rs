//! The site's own web API, as far as writing a message to one member needs it.

use chrono::DateTime;
use model::Millis;
use model::notice::{Halt, Language};
use model::time::DAY_MS;
use reqwest::header::{DATE, HOST, HeaderMap};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::remotes::retry_after_s;
use crate::views::chain;

/// How members are written to.
#[derive(Clone, Debug)]
pub struct NoticeSettings {
    /// Where the site's own web API answers, such as `https://home.example` or `http://127.0.0.1:3000`.
    pub api_address: Url,
    /// The access token of the account that writes, with the scope `write:statuses`.
    pub token: SecretString,
}

/// The web API, asked in the name of one account.
#[derive(Debug)]
pub(crate) struct WebApi {
    client: Client,
    statuses: Url,
    token: SecretString,
    /// The name it is reached by; only where no proxy says it to Mastodon.
    host: Option<String>,
}

/// What came of a request to write a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Posted,
    /// There is too much to do. The pause in milliseconds if one is asked for, up to a day.
    SlowDown(Option<i64>),
    /// Nobody knows whether it was written. The pause as above.
    Broken(Option<i64>),
    /// Nobody heard the request.
    Unreachable,
    /// This message is not taken.
    Refused,
    /// No message is taken.
    Halted(Halt),
}

#[derive(Serialize)]
struct Message<'a> {
    status: &'a str,
    visibility: &'a str,
    language: &'a str,
}

/// What is read of the post that was made: that it is one.
#[derive(Deserialize)]
struct Posted {
    #[serde(rename = "id")]
    _id: String,
}

impl WebApi {
    /// The API at that address, asked by this client. `web_domain` is the name by which people reach the site.
    pub(crate) fn new(settings: NoticeSettings, client: Client, web_domain: Option<&str>) -> Self {
        let NoticeSettings { api_address, token } = settings;
        // Without TLS nobody stands between us and Mastodon, which answers only to its own name and only to what came by https.
        let host = web_domain.filter(|_| api_address.scheme() == "http").map(str::to_owned);
        let mut statuses = api_address;
        statuses.set_path("/api/v1/statuses");
        Self { client, statuses, token, host }
    }

    /// Writes a message that only those see who are mentioned in it. The same key within an hour makes no second one.
    pub(super) async fn post(&self, text: &str, language: Language, key: &str, now: Millis) -> Said {
        let message = Message { status: text, visibility: "direct", language: language.as_str() };
        let request = self
            .client
            .post(self.statuses.clone())
            .bearer_auth(self.token.expose_secret())
            .header("Idempotency-Key", key)
            .json(&message);
        match self.behind_no_proxy(request).send().await {
            Ok(response) => heard(response, now).await,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "The site's web API did not answer, so a member was not written to.");
                if error.is_connect() { Said::Unreachable } else { Said::Broken(None) }
            }
        }
    }

    fn behind_no_proxy(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.host {
            Some(host) => request.header(HOST, host).header("X-Forwarded-Proto", "https"),
            None => request,
        }
    }
}

async fn heard(response: Response, now: Millis) -> Said {
    let status = response.status();
    let pause = pause_ms(response.headers(), now);
    let said = match status {
        status if status.is_success() => return posted(response).await,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Said::Halted(Halt::Token),
        // A message answers nothing, so nothing that belongs to it can be missing.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Said::Halted(Halt::Address),
        StatusCode::TOO_MANY_REQUESTS => Said::SlowDown(pause),
        status if status.is_client_error() => Said::Refused,
        status if status.is_server_error() => Said::Broken(pause),
        _ => Said::Halted(Halt::Address),
    };
    tracing::warn!(status = status.as_u16(), "The site's web API did not take a message to a member.");
    said
}

/// Whether it is Mastodon that said yes.
async fn posted(response: Response) -> Said {
    match response.json::<Posted>().await {
        Ok(_) => Said::Posted,
        Err(error) => {
            tracing::warn!(error = %chain(&error), "What the site's web API said about a message could not be read.");
            if error.is_decode() { Said::Halted(Halt::Address) } else { Said::Broken(None) }
        }
    }
}

/// The pause that is asked for: `Retry-After`, else the end of Mastodon's own limit.
fn pause_ms(headers: &HeaderMap, now: Millis) -> Option<i64> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let reset = || {
        let reset = DateTime::parse_from_rfc3339(text("x-ratelimit-reset")?).ok()?;
        // Counted by its own clock where it tells it.
        let date = text(DATE.as_str()).and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        Some(reset.timestamp_millis() - date.map_or(now.0, |date| date.timestamp_millis()))
    };
    let wanted = retry_after_s(headers).map(|seconds| i64::from(seconds) * 1_000).or_else(reset)?;
    Some(wanted.clamp(0, DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_by_a_date_or_by_the_end_of_a_limit() {
        let now = DateTime::parse_from_rfc3339("2026-10-21T07:00:00Z").expect("a moment");
        let date = ("date", "Wed, 21 Oct 2026 07:28:00 GMT");
        let case = |headers: &[(&'static str, &str)], expected| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().expect("a header value"));
            }
            assert_eq!(pause_ms(&map, Millis(now.timestamp_millis())), expected, "{headers:?}");
        };
        case(&[("retry-after", "120")], Some(120_000));
        case(&[("retry-after", "Wed, 21 Oct 2026 07:29:30 GMT"), date], Some(90_000));
        case(&[("x-ratelimit-reset", "2026-10-21T07:30:00.000000Z"), date], Some(120_000));
        case(&[("x-ratelimit-reset", "2026-10-21T07:30:00.000000Z")], Some(30 * 60_000));
        case(&[("x-ratelimit-reset", "2026-10-21T06:30:00Z")], Some(0));
        case(&[("x-ratelimit-reset", "soon")], None);
        case(&[], None);
    }

    #[test]
    fn the_token_is_not_in_what_a_log_may_show() {
        let settings = NoticeSettings {
            api_address: "http://127.0.0.1:3000".parse().expect("an address"),
            token: "hunter2".to_owned().into(),
        };
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
