//! Whose picture is missing, and who waits for it.

use std::collections::BTreeSet;

use mastodon::domains::RejectingMedia;
use mastodon::profile_media::{self, MissingPictures};
use mastodon::writer::Wanted;
use model::failures::FailureCause;
use model::handle::Handle;
use model::jobs::restore_profile_media::{Options, Urgency, urgency};
use model::{AccountId, Millis, Stage};

use super::Point;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{Count, Counts};
use crate::store::missing_pictures::{self, Found};

/// Rows of `accounts` looked at in one short read.
const ROWS: u32 = 5_000;

/// Finds everybody who is missed and, unless it is a preview, keeps them.
pub(super) async fn find(ctx: &RunContext, options: &Options, mut after: AccountId) -> Result<(), JobError> {
    let rejecting = RejectingMedia::read(&ctx.mastodon).await?;
    let wanted = |account: &MissingPictures| !rejecting.covers(&account.domain);
    if !options.handles.is_empty() {
        let found = named(ctx, options).await?.into_iter().filter(wanted);
        let found = found.map(|account| (Urgency::Named, account)).collect();
        // Who is named by a person is asked for at once, however lately that was done.
        return keep(ctx, found, Millis(i64::MAX), Point::Asking).await;
    }
    ctx.stage(Stage::Preparing, None).await?;
    let asked_since = ctx.since.days_before(options.again_days);
    while let Some(stretch) = profile_media::missing_after(&ctx.mastodon, after, ROWS, ctx.clock.now()).await? {
        if ctx.signals.wanted() {
            return Ok(());
        }
        after = stretch.last;
        let missed = stretch.accounts.into_iter().filter(wanted);
        let missed = missed.filter_map(|account| Some((urgency(&account.signs, options, ctx.since)?, account)));
        keep(ctx, missed.collect(), asked_since, Point::Finding(after)).await?;
    }
    Ok(ctx.checkpoint(&Point::Asking, &Counts::default()).await?)
}

async fn keep(
    ctx: &RunContext,
    missed: Vec<(Urgency, MissingPictures)>,
    asked_since: Millis,
    point: Point,
) -> Result<(), JobError> {
    let mut counts = Counts::default();
    for (urgency, _) in &missed {
        counts.add(Count::Waiting(*urgency), 1);
    }
    if ctx.keeps_records {
        let found: Vec<Found> = missed
            .into_iter()
            .map(|(urgency, account)| {
                let wanted = Wanted { id: account.id, avatar: account.avatar, header: account.header };
                Found { wanted, uri: account.uri, urgency }
            })
            .collect();
        missing_pictures::keep(&ctx.db, ctx.site, &ctx.run, &found, asked_since).await?;
    } else {
        counts.add(Count::Visited, missed.len() as u64);
    }
    Ok(ctx.checkpoint(&point, &counts).await?)
}

/// The accounts that were asked for by name; what cannot be brought back of them is told.
async fn named(ctx: &RunContext, options: &Options) -> Result<Vec<MissingPictures>, JobError> {
    let handles: BTreeSet<Handle> = options.handles.iter().filter_map(|handle| handle.parse().ok()).collect();
    let named: Vec<_> = handles.iter().map(|handle| (handle.name.clone(), handle.domain.clone())).collect();
    let found = profile_media::missing_of(&ctx.mastodon, &named, ctx.clock.now()).await?;
    let there: BTreeSet<_> = found.iter().map(|a| (a.username.to_lowercase(), a.domain.clone())).collect();
    for (name, domain) in named {
        if !there.contains(&(name.to_lowercase(), domain.clone())) {
            ctx.note_failure(FailureCause::NothingMissing, format!("{name}@{domain}")).await;
        }
    }
    Ok(found)
}
