//! Old profile pictures: by id, in batches; judged by the model's rule, removed by the journal.

use mastodon::files::StoredFile;
use mastodon::profile_media::{self, ProfilePictures};
use model::jobs::remove_profile_media::{Options, ProfileMediaReport, Verdict, judge};
use model::{AccountId, Bytes, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::StoreError;
use crate::store::counts::{self, Count};

/// Accounts read, judged and handled at a time.
const BATCH: u32 = 500;

/// Where to go on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Point {
    after: AccountId,
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let cutoff = ctx.since.days_before(options.inactive_days);
    let point: Option<Point> = ctx.point().await?;
    let mut after = point.map_or(AccountId(i64::MIN), |point| point.after);
    let counted = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Visited);
    let ahead = profile_media::count_after(&ctx.mastodon, after, cutoff).await?;
    ctx.stage(Stage::Working, Some(counted + ahead)).await?;
    while !ctx.signals.wanted() {
        let page = profile_media::pictures_after(&ctx.mastodon, after, cutoff, BATCH).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let mut left = left_of_limit(ctx, options).await?;
        let mut files = Vec::new();
        for account in &page {
            let picked = picked(account, options);
            let removes = judge(&account.signs, options, ctx.since) == Verdict::Remove;
            if removes && !picked.is_empty() && left > 0 {
                left -= 1;
                files.extend(picked);
            }
        }
        let cleared = ctx.writer.remove_profile_media(&files, &ctx.journal).await?;
        let mut counts = ctx.measured(&cleared.media).await;
        if ctx.keeps_records {
            // Those that let go of a picture are counted when its journal entry closes.
            counts.add(Count::Visited, (page.len() as u64).saturating_sub(cleared.accounts));
        } else {
            counts.add(Count::Visited, page.len() as u64);
            counts.add(Count::Removed, cleared.accounts);
        }
        ctx.checkpoint(&Point { after }, &counts).await?;
        if left == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// The files of an account that the options speak of.
fn picked(account: &ProfilePictures, options: &Options) -> Vec<StoredFile> {
    let avatar = account.avatar.clone().filter(|_| !options.headers_only);
    avatar.into_iter().chain(account.header.clone()).collect()
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
        files_removed: counts.get(Count::Files),
        bytes_reclaimed: Bytes(counts.get(Count::Bytes)),
        limit_reached: options.limit.is_some_and(|limit| accounts >= u64::from(limit)),
        failures: ctx.failures().await,
    })
}
