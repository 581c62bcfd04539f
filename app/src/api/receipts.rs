//! The receipt of a purge: its numbers, and whose they are.

use leptos::prelude::*;
use model::receipt::{MemberReceipt, Receipt};
use model::{Millis, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// Members on one page of a receipt.
pub const MEMBERS_PER_PAGE: u32 = 50;

/// What the page of a run shows of its receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPage {
    pub receipt: Receipt,
    /// Whether the operator may see whose it is.
    pub may: bool,
    /// Members by name; none for who may not see them.
    pub members: Vec<MemberReceipt>,
    /// Whether more members follow.
    pub more: bool,
    pub now: Millis,
}

/// Reads the receipt of a run with a page of its members, by keyset: those after the name.
#[server(prefix = "/api", endpoint = "receipt")]
pub async fn read_receipt(id: RunId, after: Option<String>) -> Result<ReceiptPage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let receipt = engine.receipt(&id).await?;
    let may = operator.role.may(model::Permission::Decide);
    let mut members = if may {
        // One more than the page shows tells whether there is another page.
        engine.receipt_members(&operator, &id, &after.unwrap_or_default(), MEMBERS_PER_PAGE + 1).await?
    } else {
        Vec::new()
    };
    let more = members.len() > MEMBERS_PER_PAGE as usize;
    members.truncate(MEMBERS_PER_PAGE as usize);
    Ok(ReceiptPage { receipt, may, members, more, now: engine.now() })
}
