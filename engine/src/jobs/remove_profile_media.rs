//! Old profile pictures: by id, a stretch of rows at a time; judged by the model's rule, removed by the journal. While the files of one batch
//! go, the next one lets go of its columns and the one after it is judged; a stop in between leaves entries in the journal, which are
//! settled before going on.

mod ahead;
mod remembering;

use std::collections::BTreeMap;

use ahead::{Ahead, Judged};
use mastodon::profile_media;
use mastodon::writer::LetGo;
use model::jobs::remove_profile_media::{KeepReason, Options, ProfileMediaReport};
use model::storage::regret;
use model::{AccountId, Bytes, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::StoreError;
use crate::store::counts::{self, Count, Counts};

/// Where to go on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Point {
    after: AccountId,
    /// Of how many accounts one is remembered.
    share: u32,
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let point: Option<Point> = ctx.point().await?;
    let after = point.map_or(AccountId(i64::MIN), |point| point.after);
    let counted = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Visited);
    let ahead = profile_media::estimate_after(&ctx.mastodon, after).await?;
    let share = point.map_or_else(|| regret::share(ahead), |point| point.share);
    ctx.stage(Stage::Working, Some(counted + ahead)).await?;
    let left = left_of_limit(ctx, options).await?;
    let mut ahead = Ahead { after, share, left, ended: false };
    let (mut judged, mut batch) = (ahead.judge(ctx, options).await?, None);
    while judged.is_some() || batch.is_some() {
        // The storage has its work and the database the next one: neither waits for the other.
        let (finished, let_go, next) = tokio::join!(
            maybe(batch, |batch: Batch| batch.finish(ctx)),
            maybe(judged, |judged: Judged| judged.let_go(ctx)),
            ahead.judge(ctx, options),
        );
        finished?;
        batch = let_go?.flatten();
        judged = next?;
    }
    Ok(())
}

/// Does it with what there is, if there is something.
async fn maybe<T, D, F: Future<Output = Result<D, JobError>>>(
    something: Option<T>,
    act: impl FnOnce(T) -> F,
) -> Result<Option<D>, JobError> {
    match something {
        Some(something) => act(something).await.map(Some),
        None => Ok(None),
    }
}

/// Accounts that have been judged, and whose pictures no row holds any more.
struct Batch {
    point: Point,
    accounts: u64,
    let_go: LetGo,
    counts: Counts,
}

impl Batch {
    /// Removes the files and writes down that everything up to the point is done.
    async fn finish(self, ctx: &RunContext) -> Result<(), JobError> {
        let Self { point, accounts, let_go, mut counts } = self;
        let cleared = ctx.writer.remove_profile_media(let_go, &ctx.journal).await?;
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
