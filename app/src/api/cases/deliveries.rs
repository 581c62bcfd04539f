//! Servers that answer us although Mastodon delivers nothing to them any more.

use leptos::prelude::*;
use model::delivery::StuckDelivery;
use model::{Millis, Operator};
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
pub struct DeliveriesPage {
    pub operator: Operator,
    pub stuck: Vec<StuckDelivery>,
    /// How many servers Mastodon has given up, whether they answer us or not.
    pub given_up: u64,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// Behind which name the next page begins, if there is one.
    pub next: Option<String>,
    pub now: Millis,
}

/// Reads the servers whose deliveries are stuck, behind a name.
#[server(prefix = "/api", endpoint = "deliveries")]
pub async fn read_deliveries(after: String) -> Result<DeliveriesPage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let mut stuck = engine.stuck_deliveries(&after, PER_PAGE + 1).await?;
    let more = stuck.len() > PER_PAGE as usize;
    stuck.truncate(PER_PAGE as usize);
    let next = stuck.last().filter(|_| more).map(|server| server.domain.to_string());
    let (given_up, _) = engine.given_up().await?;
    Ok(DeliveriesPage { operator, stuck, given_up, is_later: !after.is_empty(), next, now: engine.now() })
}

/// Has Mastodon deliver to these servers again.
#[server(prefix = "/api", endpoint = "restart-deliveries")]
pub async fn restart_deliveries(#[server(default)] servers: Vec<Named>) -> Result<(), ApiError> {
    let operator = operator()?;
    if servers.is_empty() {
        return Err(told(ApiError::NothingToPurge));
    }
    let count = servers.len();
    engine()?.restart_deliveries(&operator, &Named::domains(servers)).await?;
    leptos_axum::redirect(&format!("/unreachable/deliveries?restarted={count}"));
    Ok(())
}
