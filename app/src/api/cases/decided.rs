//! Servers about which nobody is asked for now, because somebody decided to keep them or to wait.

use leptos::prelude::*;
use model::{Domain, Millis, Operator};
use serde::{Deserialize, Serialize};

use super::super::ApiError;
#[cfg(feature = "ssr")]
use super::super::{engine, operator, told};
use super::named::Named;

/// Servers on one page.
#[cfg(feature = "ssr")]
const PER_PAGE: u32 = 100;

/// A page of them, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedPage {
    pub operator: Operator,
    pub servers: Vec<Decided>,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// Behind which name the next page begins, if there is one.
    pub next: Option<String>,
    pub now: Millis,
}

/// A server that is kept or waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub domain: Domain,
    /// Until when it is waited for; nothing when it is kept for ever.
    pub until: Option<Millis>,
    pub accounts: u64,
}

/// Reads the servers that are kept or waited for, behind a name.
#[server(prefix = "/api", endpoint = "decided")]
pub async fn read_decided(after: String) -> Result<DecidedPage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let mut servers = engine.decided(&after, PER_PAGE + 1).await?;
    let more = servers.len() > PER_PAGE as usize;
    servers.truncate(PER_PAGE as usize);
    let next = servers.last().filter(|_| more).map(|server| server.domain.to_string());
    let servers = servers.into_iter().map(|server| Decided {
        domain: server.domain,
        until: server.until,
        accounts: server.accounts,
    });
    Ok(DecidedPage { operator, servers: servers.collect(), is_later: !after.is_empty(), next, now: engine.now() })
}

/// Takes the decision about a server back: it is looked at at once, and asked about again if it is still in trouble.
#[server(prefix = "/api", endpoint = "ask-again")]
pub async fn ask_again(domain: Named) -> Result<(), ApiError> {
    let Named(domain) = domain;
    let operator = operator()?;
    engine()?.ask_again(&operator, &domain).await?;
    leptos_axum::redirect(&format!("/unreachable/decided?again={}", crate::address::escaped(domain.as_str())));
    Ok(())
}

/// Keeps the servers for ever that a text names, whether they are in trouble or not.
#[server(prefix = "/api", endpoint = "keep")]
pub async fn keep_servers(text: String) -> Result<(), ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let named = engine.named_in(&text).await?;
    if named.is_empty() {
        return Err(told(ApiError::NobodyNamed));
    }
    let unknown = engine.keep(&operator, &named).await?;
    leptos_axum::redirect(&format!("/unreachable/decided?kept={}&unknown={unknown}", named.len()));
    Ok(())
}
