//! The receipt of a server: what members have there, saved before anything of it goes. A preview saves nothing.

use mastodon::accounts;
use mastodon::receipts::{self as read, Place};
use model::receipt::Kind;
use model::{AccountId, Domain};
use serde::{Deserialize, Serialize};

use super::Point;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::Counts;
use crate::store::receipts;

/// Accounts of the server whose lines are saved between two checkpoints.
const STRETCH: u32 = 500;

/// How far the receipt of a server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Saved {
    /// Everything of the accounts up to this one.
    after: AccountId,
    /// Nothing is left to save.
    complete: bool,
}

impl Saved {
    pub(super) const START: Self = Self { after: AccountId(i64::MIN), complete: false };
}

impl Default for Saved {
    fn default() -> Self {
        Self::START
    }
}

/// Saves the receipt of that server, one of those that are `purged`; `false` when the run was asked to end before it was complete.
pub(super) async fn save(
    ctx: &RunContext,
    domain: &Domain,
    purged: &[Domain],
    point: &mut Point,
) -> Result<bool, JobError> {
    while ctx.keeps_records && !point.receipt.complete {
        if ctx.signals.wanted() {
            return Ok(false);
        }
        let there = accounts::of_domain(&ctx.mastodon, domain, point.receipt.after, STRETCH).await?;
        let ids: Vec<AccountId> = there.iter().map(|account| account.id).collect();
        for kind in Kind::ALL {
            save_kind(ctx, kind, &ids, purged, point).await?;
        }
        match ids.last() {
            Some(&last) => point.receipt.after = last,
            None => point.receipt.complete = true,
        }
        ctx.checkpoint(point, &Counts::default()).await?;
    }
    Ok(true)
}

/// Saves the lines of one kind. The checkpoint stays at the beginning of the stretch: after a stop they are read again, and those that
/// are there are left alone.
async fn save_kind(
    ctx: &RunContext,
    kind: Kind,
    accounts: &[AccountId],
    purged: &[Domain],
    point: &Point,
) -> Result<(), JobError> {
    let mut place = (!accounts.is_empty()).then_some(Place::START);
    while let Some(from) = place {
        let mut page = read::after(&ctx.mastodon, kind, accounts, from, read::MOST).await?;
        // Who moved to a server that goes as well is not found there.
        page.lines.retain(|line| kind != Kind::Move || !purged.contains(&line.domain));
        if !page.lines.is_empty() {
            let lease = (&ctx.run, ctx.owner.as_str());
            receipts::checkpoint(&ctx.db, lease, point, &ctx.failures().await, &page.lines).await?;
        }
        place = page.next;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_from_before_there_were_receipts_begins_with_the_receipt() {
        let old: Point = serde_json::from_str(r#"{"domains_done":1,"after":"7"}"#).expect("is read");
        assert_eq!((old.domains_done, old.receipt, old.after), (1, Saved::default(), AccountId(7)));
    }
}
