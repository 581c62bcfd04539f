//! Vanished accounts: many servers at once, each checked before its accounts count, each account judged by the model's rule.

mod limit;
mod origins;
mod server;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use mastodon::accounts;
use model::jobs::cull_accounts::{CullReport, Options};
use model::{Bytes, Domain, Stage};
use tokio::sync::Semaphore;

use super::removal::finish_begun;
use crate::remotes::Limits;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count};
use crate::store::{StoreError, cases, ledger, run_domains};
use limit::Limit;
use server::Culling;

/// Most requests at a time to one origin, whatever is asked for.
const MOST_PER_ORIGIN: u32 = 4;
/// Most servers that use Mastodon's database at a time; a page or a removal takes milliseconds.
const DATABASE_TURNS: usize = 4;
/// Servers whose impact is counted in one question.
const IMPACT_BATCH: usize = 20;

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let begun = finish_begun(ctx).await?;
    ctx.checkpoint(&(), &begun).await?;
    let cutoff = ctx.since.days_before(options.confirmed_within_days);
    let confirmed_since = (options.confirmed_within_days > 0).then_some(cutoff);
    let standings = run_domains::standings(&ctx.db, &ctx.run).await?;
    let mut servers = accounts::domains_to_check(&ctx.mastodon, confirmed_since, &options.domains).await?;
    servers.retain(|server| !standings.get(&server.domain).is_some_and(|standing| standing.done));
    let counted = counts::of_run(&ctx.db, &ctx.run).await?;
    let ahead: u64 = servers.iter().map(|server| server.accounts).sum();
    let known = match confirmed_since {
        Some(since) if options.domains.is_empty() => ledger::confirmed_since(&ctx.db, ctx.site, since).await?,
        _ => 0,
    };
    ctx.stage(Stage::Working, Some(counted.get(Count::Visited) + ahead.saturating_sub(known))).await?;

    let per_origin = options.per_origin.clamp(1, MOST_PER_ORIGIN);
    let concurrency = options.concurrency.max(1);
    let limits = Limits { per_origin: to_usize(per_origin), concurrency: to_usize(concurrency) };
    let culling = Culling {
        ctx,
        options,
        asker: ctx.remotes.limited(limits),
        limit: Limit::new(options.limit, counted.get(Count::Removed)),
        database: Semaphore::new(DATABASE_TURNS),
        confirmed_since,
    };
    let at_once = to_usize(concurrency.div_ceil(per_origin));
    stream::iter(servers)
        .map(|server| {
            let standing = standings.get(&server.domain).copied();
            culling.server(server.domain, standing).boxed()
        })
        .buffer_unordered(at_once)
        .try_for_each(|()| std::future::ready(Ok(())))
        .await?;
    ctx.stage(Stage::Closing, None).await?;
    if ctx.keeps_records { count_impacts(ctx).await } else { Ok(()) }
}

fn to_usize(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Stores what a purge would touch, for every open case; a few servers at a time.
async fn count_impacts(ctx: &RunContext) -> Result<(), JobError> {
    let open = cases::open(&ctx.db, ctx.site, ctx.clock.now()).await?;
    let domains: Vec<Domain> = open.into_iter().map(|case| case.domain).collect();
    for batch in domains.chunks(IMPACT_BATCH) {
        for (domain, impact) in mastodon::domains::impact(&ctx.mastodon, batch).await? {
            cases::put_impact(&ctx.db, ctx.site, &domain, &impact).await?;
        }
    }
    Ok(())
}

pub(super) async fn report(ctx: &RunContext, options: &Options) -> Result<CullReport, StoreError> {
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    let removed = counts.get(Count::Removed);
    Ok(CullReport {
        visited: counts.get(Count::Visited),
        confirmed: counts.get(Count::Confirmed),
        removed,
        second_look: counts.get(Count::SecondLook),
        held: counts.get(Count::Held),
        unanswered: counts.get(Count::Unanswered),
        statuses_removed: counts.get(Count::Statuses),
        boosts_removed: counts.get(Count::Boosts),
        files_removed: counts.get(Count::Files),
        bytes_reclaimed: Bytes(counts.get(Count::Bytes)),
        skipped_domains: run_domains::set_aside(&ctx.db, &ctx.run).await?,
        limit_reached: options.limit.is_some_and(|limit| removed >= u64::from(limit)),
        failures: ctx.failures().await,
    })
}
