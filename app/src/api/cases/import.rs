//! Having servers looked at that somebody names.

use leptos::prelude::*;
use model::Operator;
use serde::{Deserialize, Serialize};

use super::super::ApiError;
#[cfg(feature = "ssr")]
use super::super::{engine, operator, told};

/// What the page of naming servers shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    pub operator: Operator,
    /// Named servers that wait for their look.
    pub waiting: u64,
}

/// Reads the page of naming servers.
#[server(prefix = "/api", endpoint = "import")]
pub async fn read_import() -> Result<ImportPage, ApiError> {
    let operator = operator()?;
    Ok(ImportPage { operator, waiting: engine()?.suspects().await? })
}

/// Has the servers looked at that a pasted text names, as far as anybody of there is known here.
#[server(prefix = "/api", endpoint = "suspect")]
pub async fn suspect(text: String) -> Result<(), ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let named = engine.named_in(&text).await?;
    if named.is_empty() {
        return Err(told(ApiError::NobodyNamed));
    }
    let known = engine.suspect(&operator, &named).await?;
    leptos_axum::redirect(&format!("/unreachable/import?known={known}&unknown={}", named.len() - known));
    Ok(())
}
