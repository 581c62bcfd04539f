//! Being let in by Keystone, and sending requests with its token.

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::super::adaptive_width::Width;
use super::super::connector::{install_provider, retry_after};
use super::super::fault::{Fault, Remedy};
use crate::settings::{Swift, SwiftProject};

const PATIENCE: Duration = Duration::from_secs(120);
const TO_CONNECT: Duration = Duration::from_secs(10);
const TOKEN: &str = "x-auth-token";

/// The way to Swift; a token is fetched when there is none and when the one there is has expired.
#[derive(Debug)]
pub(super) struct Session {
    settings: Swift,
    client: Client,
    width: Arc<Width>,
    pass: Mutex<Option<Arc<Pass>>>,
}

/// A token and where it is good for.
#[derive(Debug)]
struct Pass {
    token: SecretString,
    /// Swift's address with our account, without a slash at its end.
    url: String,
}

#[derive(Deserialize)]
struct Granted {
    token: Catalog,
}

#[derive(Deserialize)]
struct Catalog {
    catalog: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(rename = "type")]
    kind: String,
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
struct Endpoint {
    region: Option<String>,
    interface: String,
    url: String,
}

impl Session {
    pub(super) fn new(settings: Swift, width: Arc<Width>) -> reqwest::Result<Self> {
        install_provider();
        let client =
            Client::builder().timeout(PATIENCE).connect_timeout(TO_CONNECT).redirect(Policy::none()).build()?;
        Ok(Self { settings, client, width, pass: Mutex::default() })
    }

    /// Sends what is built for Swift's address; once more with a new token when the old one is no longer good.
    pub(super) async fn send(&self, build: impl Fn(&Client, &str) -> RequestBuilder) -> Result<Response, Fault> {
        let pass = self.pass().await?;
        let response = self.send_with(&pass, &build).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        self.pass.lock().await.take_if(|held| Arc::ptr_eq(held, &pass));
        let pass = self.pass().await?;
        self.send_with(&pass, &build).await
    }

    async fn send_with(&self, pass: &Pass, build: impl Fn(&Client, &str) -> RequestBuilder) -> Result<Response, Fault> {
        let request = build(&self.client, &pass.url).header(TOKEN, pass.token.expose_secret());
        let response = request.send().await.map_err(|error| unheard(&error))?;
        if let (429 | 503, Some(rest)) = (response.status().as_u16(), retry_after(response.headers())) {
            self.width.rest(rest);
        }
        Ok(response)
    }

    async fn pass(&self) -> Result<Arc<Pass>, Fault> {
        let mut held = self.pass.lock().await;
        match &*held {
            Some(pass) => Ok(Arc::clone(pass)),
            None => {
                let pass = Arc::new(self.let_in().await?);
                *held = Some(Arc::clone(&pass));
                Ok(pass)
            }
        }
    }

    /// Keystone's version 3: password in, token and catalogue of services out.
    async fn let_in(&self) -> Result<Pass, Fault> {
        let request = self.client.post(tokens_url(&self.settings.auth_url)).json(&question(&self.settings));
        let response = request.send().await.map_err(|error| unheard(&error))?;
        let status = response.status();
        if status == StatusCode::UNAUTHORIZED {
            let sentence = "Keystone does not let us in; are SWIFT_USERNAME, SWIFT_PASSWORD and the project right?";
            return Err(Fault::new(Remedy::None, sentence));
        }
        if !status.is_success() {
            let fault = Fault::answered(status.as_u16(), "", "from Keystone");
            let remedy = if fault.remedy.is_patience() { fault.remedy } else { Remedy::None };
            return Err(Fault::new(remedy, fault.reason));
        }
        let strange = || Fault::new(Remedy::None, "Keystone's answer makes no sense; is SWIFT_AUTH_URL right?");
        let token =
            response.headers().get("x-subject-token").and_then(|token| token.to_str().ok()).map(SecretString::from);
        let token = token.ok_or_else(strange)?;
        let granted: Granted = response.json().await.map_err(|_| strange())?;
        let url = granted
            .token
            .url(self.settings.region.as_deref())
            .ok_or_else(|| Fault::new(Remedy::None, "Keystone knows no object store there; is SWIFT_REGION right?"))?;
        Ok(Pass { token, url })
    }
}

impl Catalog {
    /// The public address of the object store in a region, or in any.
    fn url(&self, region: Option<&str>) -> Option<String> {
        let stores = self.catalog.iter().filter(|service| service.kind == "object-store");
        let mut endpoints = stores.flat_map(|service| &service.endpoints).filter(|endpoint| {
            endpoint.interface == "public" && region.is_none_or(|region| endpoint.region.as_deref() == Some(region))
        });
        endpoints.next().map(|endpoint| endpoint.url.trim_end_matches('/').to_owned())
    }
}

/// Admins write the address with its version, without it, or whole.
fn tokens_url(auth_url: &str) -> String {
    let base = auth_url.trim_end_matches("/auth/tokens").trim_end_matches('/');
    if base.ends_with("/v3") { format!("{base}/auth/tokens") } else { format!("{base}/v3/auth/tokens") }
}

fn question(settings: &Swift) -> Value {
    let domain = json!({ "name": settings.domain_name });
    let user = json!({
        "name": settings.username, "password": settings.password.expose_secret(), "domain": domain,
    });
    let project = match &settings.project {
        SwiftProject::Id(id) => json!({ "id": id }),
        SwiftProject::Name(name) => json!({ "name": name, "domain": domain }),
    };
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    json!({ "auth": { "identity": identity, "scope": { "project": project } } })
}

/// Nobody answered. The address is left out: it is known, and long.
pub(super) fn unheard(error: &reqwest::Error) -> Fault {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Fault::new(Remedy::Later, cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_tokens_is_found_however_it_is_written() {
        for auth_url in ["https://a.example", "https://a.example/v3", "https://a.example/v3/auth/tokens"] {
            assert_eq!(tokens_url(auth_url), "https://a.example/v3/auth/tokens", "{auth_url}");
        }
    }
}
