//! Asking Mastodon for pictures, as fast as its queue empties and only of servers that answer.

use std::collections::BTreeMap;

use futures::{FutureExt, StreamExt, stream};
use mastodon::sidekiq;
use mastodon::writer::Wanted;
use model::AccountId;
use model::failures::FailureCause;
use model::jobs::restore_profile_media::Options;
use url::Url;

use crate::remotes::{Asker, Limits};
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count};
use crate::store::missing_pictures::{self, Found};

/// Accounts looked at between two records.
const BATCH: u32 = 100;
/// Most jobs that wait in Mastodon's queue before it is given more; Mastodon's own clean-up holds off at the same length.
const ROOM: u64 = 50;
/// How often the length of the queue is read in vain before the rest is left to a later run.
const PATIENCE: u32 = 600;
/// Servers asked at a time whether they answer.
const SERVERS: usize = 16;

/// Asks for everything that the run found, the most urgent first.
pub(super) async fn ask(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let asker = ctx.remotes.limited(Limits { per_origin: 1, per_address: 2, concurrency: SERVERS }, None);
    let mut answering = BTreeMap::new();
    let mut left = left_of_limit(ctx, options).await?;
    while left > 0 && !ctx.signals.wanted() {
        let batch = missing_pictures::unasked(&ctx.db, &ctx.run, BATCH).await?;
        if batch.is_empty() {
            return Ok(());
        }
        find_out(&asker, &batch, &mut answering).await;
        let (heard, silent): (Vec<_>, Vec<_>) = batch.into_iter().partition(|found| is_heard(found, &answering));
        let silent: Vec<AccountId> = silent.iter().map(|found| found.wanted.id).collect();
        missing_pictures::asked(&ctx.db, ctx.site, &ctx.run, &[], &silent, ctx.clock.now()).await?;
        let mut heard: &[Found] = &heard;
        while left > 0 && !heard.is_empty() {
            let Some(room) = room(ctx).await? else { return Ok(()) };
            // Each account has at most two jobs.
            let some = heard.len().min(room.div_ceil(2)).min(usize::try_from(left).unwrap_or(usize::MAX));
            let (now, later) = heard.split_at(some);
            let wanted: Vec<Wanted> = now.iter().map(|found| found.wanted).collect();
            ctx.writer.restore_profile_media(&wanted, ctx.clock.now()).await?;
            let ids: Vec<AccountId> = wanted.iter().map(|wanted| wanted.id).collect();
            missing_pictures::asked(&ctx.db, ctx.site, &ctx.run, &ids, &[], ctx.clock.now()).await?;
            left -= some as u64;
            heard = later;
        }
    }
    Ok(())
}

/// How many jobs Mastodon's queue may be given now; waits until there is room. `None` when the run is to end, or when nothing moves.
async fn room(ctx: &RunContext) -> Result<Option<usize>, JobError> {
    for _ in 0..PATIENCE {
        if ctx.signals.wanted() {
            return Ok(None);
        }
        let waiting = sidekiq::waiting_to_fetch(&ctx.mastodon).await?;
        if waiting < ROOM {
            return Ok(usize::try_from(ROOM - waiting).ok());
        }
        tokio::select! {
            () = tokio::time::sleep(ctx.pause) => {}
            () = ctx.signals.ended() => {}
        }
    }
    ctx.note_once(FailureCause::QueueStands, "pull").await;
    Ok(None)
}

/// Asks each server of these accounts once in the run whether anybody answers.
async fn find_out(asker: &Asker, batch: &[Found], answering: &mut BTreeMap<String, bool>) {
    let mut new: BTreeMap<String, String> = BTreeMap::new();
    for found in batch {
        let origin = origin(&found.uri);
        if !answering.contains_key(&origin) {
            new.entry(origin).or_insert_with(|| found.uri.clone());
        }
    }
    let found: Vec<(String, bool)> = stream::iter(new)
        .map(|(origin, uri)| {
            let asker = asker.clone();
            async move { (origin, asker.answers(&uri).await == Some(true)) }.boxed()
        })
        .buffer_unordered(SERVERS)
        .collect()
        .await;
    answering.extend(found);
}

fn is_heard(found: &Found, answering: &BTreeMap<String, bool>) -> bool {
    answering.get(&origin(&found.uri)).copied().unwrap_or(false)
}

/// What stands for the server of an account.
fn origin(uri: &str) -> String {
    Url::parse(uri).map_or_else(|_| uri.to_owned(), |url| url.origin().ascii_serialization())
}

async fn left_of_limit(ctx: &RunContext, options: &Options) -> Result<u64, JobError> {
    let Some(limit) = options.limit else { return Ok(u64::MAX) };
    let asked = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Asked);
    Ok(u64::from(limit).saturating_sub(asked))
}
