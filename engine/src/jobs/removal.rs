//! Removing accounts so that a stop at any moment loses neither data nor count: written down first, removed, then recorded.

use mastodon::accounts::RemoteAccount;
use model::failures::FailureCause;
use model::probe::Proof;
use model::{AccountId, Millis};

use crate::run_context::{JobError, RunContext};
use crate::store::condemned_accounts::Condemned;
use crate::store::counts::{Count, Counts};
use crate::store::removed_accounts::{self, Remember};

/// Accounts removed in one go: each is several short transactions.
const BATCH: usize = mastodon::writer::FULL;

/// An account with the status that condemned it, 0 when a person decided, and when that was.
pub(super) fn condemned(account: &RemoteAccount, status: u16, answered_at: Millis) -> Condemned {
    Condemned {
        id: account.id,
        account: account.handle(),
        domain: account.domain.clone(),
        status,
        answered_at,
        life: None,
        proof: Proof::default(),
    }
}

/// Removes these accounts, or in a preview counts them.
pub(super) async fn remove(ctx: &RunContext, accounts: &[Condemned]) -> Result<Counts, JobError> {
    removed_accounts::intend(&ctx.db, &ctx.run, accounts).await?;
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    finish(ctx, &ids).await
}

/// Finishes the removals that an earlier process of this run had written down.
pub(super) async fn finish_begun(ctx: &RunContext) -> Result<Counts, JobError> {
    let mut counts = Counts::default();
    loop {
        let begun = removed_accounts::begun(&ctx.db, &ctx.run, 500).await?;
        if begun.is_empty() || ctx.signals.wanted() {
            return Ok(counts);
        }
        counts.extend(&finish(ctx, &begun).await?);
    }
}

/// What becomes of accounts whose removal was written down and of which something is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StillThere {
    /// They stay.
    Stay,
    /// They are condemned as before, by an answer that no longer counts: each is asked about again.
    AreAskedAbout,
}

/// Takes back the removals that an earlier process of this run had written down: what they rested
/// on may be over by now. Who is gone already is recorded.
pub(super) async fn take_back_begun(ctx: &RunContext, still_there: StillThere) -> Result<Counts, JobError> {
    let mut counts = Counts::default();
    loop {
        let begun = removed_accounts::begun(&ctx.db, &ctx.run, 500).await?;
        if begun.is_empty() || ctx.signals.wanted() {
            return Ok(counts);
        }
        let there = mastodon::accounts::existing(&ctx.mastodon, &begun).await?;
        let (there, gone): (Vec<_>, Vec<_>) = begun.into_iter().partition(|id| there.contains(id));
        removed_accounts::take_back(&ctx.db, &ctx.run, &there, still_there == StillThere::AreAskedAbout).await?;
        counts.extend(&finish(ctx, &gone).await?);
    }
}

async fn finish(ctx: &RunContext, ids: &[AccountId]) -> Result<Counts, JobError> {
    let mut counts = Counts::default();
    for batch in ids.chunks(BATCH) {
        // Mastodon leaves timelines alone in a purge, because nobody could look at so many posts vanish.
        let removed = if ctx.is_purge {
            ctx.writer.purge_accounts(batch, &ctx.journal).await
        } else {
            ctx.writer.remove_accounts(batch, &ctx.journal).await
        };
        let removed = match removed {
            Ok(removed) => removed,
            Err(error) => {
                if let Err(unrecorded) = record_what_went(ctx, batch).await {
                    tracing::warn!(error = %unrecorded, "what a failed removal had removed is not recorded");
                }
                return Err(error.into());
            }
        };
        if let Some(why) = &removed.untold {
            ctx.note_once(FailureCause::RedisNotTold, why).await;
        }
        counts.extend(&ctx.measured(&removed.media).await);
        removed_accounts::done(&ctx.db, ctx.site, &ctx.run, batch, remember(ctx)).await?;
        counts.add(Count::Statuses, removed.statuses);
        counts.add(Count::Boosts, removed.boosts_by_members);
    }
    Ok(counts)
}

/// What is kept in mind of those whom this run removes.
fn remember(ctx: &RunContext) -> Remember {
    match (ctx.keeps_records, ctx.is_purge || ctx.is_release) {
        (false, _) => Remember::Everything,
        (true, true) => Remember::Nothing,
        (true, false) => Remember::Vanished,
    }
}

/// Records those of a batch that failed half-way whose rows are gone: a failed run does not come back to them.
async fn record_what_went(ctx: &RunContext, batch: &[AccountId]) -> Result<(), JobError> {
    let there = mastodon::accounts::existing(&ctx.mastodon, batch).await?;
    let gone: Vec<AccountId> = batch.iter().copied().filter(|id| !there.contains(id)).collect();
    Ok(removed_accounts::done(&ctx.db, ctx.site, &ctx.run, &gone, remember(ctx)).await?)
}
