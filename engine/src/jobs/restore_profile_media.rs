//! Bringing pictures back: find who is missed, ask Mastodon for them in that order, and look later whether they came.

mod asking;
mod finding;
mod looking;

use std::collections::BTreeMap;

use model::jobs::restore_profile_media::{Options, RestoreReport, Urgency};
use model::{AccountId, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count, Counts};
use crate::store::{StoreError, missing_pictures};

/// Where to go on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Point {
    /// Up to that account everybody was looked at.
    Finding(AccountId),
    /// Everybody who is missed is known.
    Asking,
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    if ctx.keeps_records {
        looking::look(ctx).await?;
        missing_pictures::forget_unasked(&ctx.db, ctx.site, &ctx.run).await?;
    }
    let point: Option<Point> = ctx.point().await?;
    match point {
        Some(Point::Asking) => {}
        Some(Point::Finding(after)) => finding::find(ctx, options, after).await?,
        None => finding::find(ctx, options, AccountId(i64::MIN)).await?,
    }
    if ctx.signals.wanted() || !ctx.keeps_records {
        return Ok(());
    }
    let counted = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Visited);
    let ahead = missing_pictures::count_unasked(&ctx.db, &ctx.run).await?;
    ctx.stage(Stage::Working, Some(counted + ahead)).await?;
    asking::ask(ctx, options).await?;
    looking::look(ctx).await
}

pub(super) async fn report(ctx: &RunContext, options: &Options) -> Result<RestoreReport, StoreError> {
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    let asked = counts.get(Count::Asked);
    let waiting = waiting(&counts);
    Ok(RestoreReport {
        candidates: waiting.values().sum(),
        waiting,
        asked,
        came: counts.get(Count::Came),
        silent: counts.get(Count::SetAside),
        limit_reached: options.limit.is_some_and(|limit| asked >= u64::from(limit)),
        failures: ctx.failures().await,
    })
}

fn waiting(counts: &Counts) -> BTreeMap<Urgency, u64> {
    let of = |urgency| (urgency, counts.get(Count::Waiting(urgency)));
    Urgency::ALL.into_iter().map(of).filter(|(_, accounts)| *accounts > 0).collect()
}
