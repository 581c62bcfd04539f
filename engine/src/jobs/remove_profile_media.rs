//! Old profile pictures: by id, a stretch of rows at a time; judged by the model's rule, removed by the journal.

mod remembering;

use std::collections::BTreeMap;

use mastodon::files::StoredFile;
use mastodon::profile_media::{self, Selection};
use model::jobs::remove_profile_media::{KeepReason, Options, ProfileMediaReport};
use model::storage::regret;
use model::{AccountId, Bytes, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::StoreError;
use crate::store::counts::{self, Count, Counts};

/// Rows of `accounts` judged at a time, in one short read.
const ROWS: u32 = 5_000;
/// Files removed in one go: many, because a store that takes a thousand names in a request takes a few in one as slowly.
const ENOUGH: usize = 10_000;

/// Where to go on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Point {
    after: AccountId,
    /// Of how many accounts one is remembered.
    share: u32,
}

/// What was judged since the last checkpoint.
#[derive(Default)]
struct Judged {
    /// Accounts that lose their pictures.
    accounts: u64,
    files: Vec<StoredFile>,
    spared: Counts,
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let point: Option<Point> = ctx.point().await?;
    let mut after = point.map_or(AccountId(i64::MIN), |point| point.after);
    let counted = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Visited);
    let ahead = profile_media::estimate_after(&ctx.mastodon, after).await?;
    let share = point.map_or_else(|| regret::share(ahead), |point| point.share);
    ctx.stage(Stage::Working, Some(counted + ahead)).await?;
    let mut left = left_of_limit(ctx, options).await?;
    let mut judged = Judged::default();
    while !ctx.signals.wanted() {
        let selection = profile_media::select_after(&ctx.mastodon, after, ROWS, options, ctx.since).await?;
        let ended = selection.is_none();
        if let Some(selection) = selection {
            after = selection.last;
            judged.add(selection, left);
        }
        if ended || judged.files.is_empty() || judged.files.len() >= ENOUGH || judged.accounts >= left {
            let Judged { accounts, files, spared } = std::mem::take(&mut judged);
            settle(ctx, Point { after, share }, accounts, &files, spared).await?;
            left -= accounts;
        }
        if ended || left == 0 {
            return Ok(());
        }
    }
    Ok(())
}

impl Judged {
    /// Takes in what was selected, as far as the limit goes.
    fn add(&mut self, selection: Selection, limit: u64) {
        for (reason, accounts) in selection.spared {
            self.spared.add(Count::Spared(reason), accounts);
            self.spared.add(Count::Visited, accounts);
        }
        for pictures in selection.picked {
            if self.accounts < limit {
                self.accounts += 1;
                self.files.extend(pictures);
            }
        }
    }
}

/// Removes the pictures and writes down that everything up to the point is done.
async fn settle(
    ctx: &RunContext,
    point: Point,
    accounts: u64,
    files: &[StoredFile],
    mut counts: Counts,
) -> Result<(), JobError> {
    if ctx.keeps_records {
        remembering::remember(ctx, files, point.share).await?;
    }
    let cleared = ctx.writer.remove_profile_media(files, &ctx.journal).await?;
    counts.extend(&ctx.measured(&cleared.media).await);
    if ctx.keeps_records {
        // Those that let go of a picture are counted when its journal entry closes.
        counts.add(Count::Visited, accounts.saturating_sub(cleared.accounts));
    } else {
        counts.add(Count::Visited, accounts);
        counts.add(Count::Removed, cleared.accounts);
    }
    Ok(ctx.checkpoint(&point, &counts).await?)
}

/// How many accounts the run may still touch.
async fn left_of_limit(ctx: &RunContext, options: &Options) -> Result<u64, StoreError> {
    match options.limit {
        None => Ok(u64::MAX),
        Some(limit) => {
            let removed = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Removed);
            Ok(u64::from(limit).saturating_sub(removed))
        }
    }
}

pub(super) async fn report(ctx: &RunContext, options: &Options) -> Result<ProfileMediaReport, StoreError> {
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    let accounts = counts.get(Count::Removed);
    Ok(ProfileMediaReport {
        visited: counts.get(Count::Visited),
        accounts,
        spared: spared(&counts),
        files_removed: counts.get(Count::Files),
        bytes_reclaimed: Bytes(counts.get(Count::Bytes)),
        limit_reached: options.limit.is_some_and(|limit| accounts >= u64::from(limit)),
        failures: ctx.failures().await,
    })
}

fn spared(counts: &Counts) -> BTreeMap<KeepReason, u64> {
    let of = |reason| (reason, counts.get(Count::Spared(reason)));
    KeepReason::ALL.into_iter().map(of).filter(|(_, accounts)| *accounts > 0).collect()
}
