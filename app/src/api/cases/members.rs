//! The members whom a purge of a server would concern, for those who may decide.

use leptos::prelude::*;
use model::case::Affected;
use model::{Domain, Operator};
use serde::{Deserialize, Serialize};

use super::super::ApiError;
#[cfg(feature = "ssr")]
use super::super::{engine, operator};

/// Members on one page.
#[cfg(feature = "ssr")]
const PER_PAGE: u32 = 100;

/// A page of them, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersPage {
    pub operator: Operator,
    pub server: Domain,
    pub members: Vec<Affected>,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// Behind which name the next page begins, if there is one.
    pub next: Option<String>,
}

/// Reads the members with ties to a server, behind a name.
#[server(prefix = "/api", endpoint = "members")]
pub async fn read_members(server: Domain, after: String) -> Result<MembersPage, ApiError> {
    let operator = operator()?;
    let mut members = engine()?.affected(&operator, &server, &after, PER_PAGE + 1).await?;
    let more = members.len() > PER_PAGE as usize;
    members.truncate(PER_PAGE as usize);
    let next = members.last().filter(|_| more).map(|one| one.member.clone());
    Ok(MembersPage { operator, server, members, is_later: !after.is_empty(), next })
}
