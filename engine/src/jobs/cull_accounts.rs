//! Vanished accounts: many servers at once, each checked before its accounts count, each account judged by the model's rule.

mod asking;
mod budget;
mod checks;
mod connection;
mod decision;
mod hiding;
mod left_out;
mod masses;
mod origins;
mod proof_now;
mod renewal;
mod seats;
mod server;

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use mastodon::accounts::{self, DomainToCheck};
use model::case::CaseFilter;
use model::failures::FailureCause;
use model::jobs::cull_accounts::{
    CONFIRMED_WITHIN_DAYS, CullReport, Options, due_turn, is_worth_a_try, size_brake, still_counts,
};
use model::{Bytes, JobKind, Millis, Stage};
use tokio::sync::Semaphore;

use super::removal::{StillThere, take_back_begun};
use crate::calendar::next_dates;
use crate::impacts;
use crate::remotes::Limits;
use crate::run_context::{JobError, RunContext};
use crate::signing;
use crate::store::counts::{self, Count};
use crate::store::{
    self, StoreError, condemned_accounts, ledger, looks, queue, remembered_servers, run_domains, runs, schedules,
    waiting_room,
};
use budget::Budget;
use connection::Connection;
use masses::HELD_DAYS;
use seats::Seats;
use server::{Asks, Culling, Work};

/// Most requests at a time to one origin, whatever is asked for.
const MOST_PER_ORIGIN: u32 = 4;
/// Most requests at a time to one network address, whichever servers live there.
const PER_ADDRESS: usize = 8;
/// Runs whose median tells how many removals are usual.
const LAST_RUNS: u32 = 5;
/// Most servers that use Mastodon's database at a time; a page or a removal takes milliseconds.
const DATABASE_TURNS: usize = 4;

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let by_turns = is_by_turns(ctx, options);
    let within_days = match by_turns {
        true => options.confirmed_within_days.min(CONFIRMED_WITHIN_DAYS),
        false => options.confirmed_within_days,
    };
    let since = begin(ctx).await?;
    let passes_over = options.confirmed_within_days > 0 && options.release.is_none();
    let confirmed_since = passes_over.then_some(since.days_before(within_days));
    let seen_since = passes_over.then_some(since.days_before(options.confirmed_within_days));
    let queue = queue(ctx, options, confirmed_since).await?;
    let ahead: u64 = queue.iter().map(|work| work.server.accounts).sum();
    let known = match confirmed_since {
        Some(since) if options.domains.is_empty() && !by_turns => {
            ledger::confirmed_since(&ctx.db, ctx.site, since, ctx.clock.now()).await?
        }
        _ => 0,
    };
    let ahead = ahead.saturating_sub(known);
    let counted = counts::of_run(&ctx.db, &ctx.run).await?;
    let per_origin = options.per_origin.clamp(1, MOST_PER_ORIGIN);
    let concurrency = options.concurrency.max(1);
    let limits =
        Limits { per_origin: to_usize(per_origin), per_address: PER_ADDRESS, concurrency: to_usize(concurrency) };
    let signer = match signing::signer(&ctx.mastodon).await? {
        Ok(signer) => Some(signer),
        Err(why) => {
            ctx.note_once(FailureCause::NotSigned, why).await;
            None
        }
    };
    let asker = ctx.remotes.limited(limits, signer);
    let connection = Connection::sound(ctx, &asker).await?;
    if ctx.signals.wanted() {
        return Ok(());
    }
    let culling = Culling {
        ctx,
        options,
        judging: judging(options),
        connection,
        asker,
        budget: budget(ctx, options, counted.get(Count::Visited) + ahead, counted.get(Count::Removed)).await?,
        seats: Seats::new(),
        database: Semaphore::new(DATABASE_TURNS),
        held_by: match is_by_schedule(ctx, options) {
            true => runs::read::culls_with_a_mass(&ctx.db, ctx.site, ctx.clock.now().days_before(HELD_DAYS)).await?,
            false => Vec::new(),
        },
        confirmed_since,
        seen_since,
        by_schedule: is_by_schedule(ctx, options),
    };
    ctx.stage(Stage::Working, Some(counted.get(Count::Visited) + ahead)).await?;
    let queue = culling.leave_to_their_looks(queue).await?;
    work_through(&culling, queue, to_usize(concurrency.div_ceil(per_origin))).await?;
    if ctx.signals.wanted() {
        return Ok(());
    }
    ctx.stage(Stage::Closing, None).await?;
    if ctx.keeps_records { count_impacts(ctx).await } else { Ok(()) }
}

/// Whether a schedule began this cull, of all servers: it spares what would be in vain.
fn is_by_schedule(ctx: &RunContext, options: &Options) -> bool {
    ctx.is_scheduled && options.domains.is_empty() && options.release.is_none()
}

/// Whether each server is asked on a day of its own, so that every night asks about a part. Whoever
/// schedules a cull that passes over no confirmed account wants all of them asked each time.
fn is_by_turns(ctx: &RunContext, options: &Options) -> bool {
    is_by_schedule(ctx, options) && options.confirmed_within_days > 0
}

/// Takes back the removals that an earlier process of the run had begun, and says when the run
/// began: now, if it lay for so long that what it had heard is too old. Then it begins anew.
async fn begin(ctx: &RunContext) -> Result<Millis, JobError> {
    let now = ctx.clock.now();
    // Begun anew, it has not lain since.
    let left_at = ctx.left_at.filter(|left_at| *left_at >= ctx.since);
    let is_old = left_at.is_some_and(|left_at| !still_counts(left_at, None, now));
    let begun = take_back_begun(ctx, StillThere::AreAskedAbout).await?;
    ctx.checkpoint(&(), &begun).await?;
    if !is_old {
        return Ok(ctx.since);
    }
    tracing::info!(run.id = %ctx.run, "The run lay for more than a day: it begins anew.");
    run_domains::begin_anew(&ctx.db, &ctx.run, &ctx.owner, now).await?;
    Ok(now)
}

/// The servers to go through, those with the most accounts first: they take longest. By turns, those
/// whose turn it is, and those of which accounts are due for a second look; one that was not well
/// when it was asked last, after growing pauses.
async fn queue(
    ctx: &RunContext,
    options: &Options,
    confirmed_since: Option<Millis>,
) -> Result<VecDeque<Work>, JobError> {
    let standings = run_domains::standings(&ctx.db, &ctx.run).await?;
    let watched = looks::watched(&ctx.db, ctx.site).await?;
    let mut remembered = remembered_servers::all(&ctx.db, ctx.site).await?;
    let (by_turns, now) = (is_by_turns(ctx, options), ctx.clock.now());
    let (due, next) = match by_turns {
        true => (ledger::second_looks_due(&ctx.db, ctx.site, options, now).await?, next_date(ctx).await?),
        false => (HashMap::new(), now),
    };
    let waiting = if by_turns { looks::waiting(&ctx.db, ctx.site, now).await? } else { HashMap::new() };
    let mut servers = match &options.release {
        None => accounts::domains_to_check(&ctx.mastodon, confirmed_since, &options.domains, now).await?,
        Some(run) => condemned_accounts::held_by_domain(&ctx.db, run)
            .await?
            .into_iter()
            .map(|(domain, accounts)| DomainToCheck { domain, accounts })
            .collect(),
    };
    servers.sort_by_key(|server| Reverse(server.accounts));
    let work = |mut server: DomainToCheck| {
        let known = remembered.remove(&server.domain).unwrap_or_default();
        let standing = standings.get(&server.domain).copied();
        let mut asks = Asks::All;
        if by_turns {
            // Of those that wait for their own look the report tells; nothing of them is asked.
            let failed = known.checked.is_none() && known.turn_at.is_some() && !waiting.contains_key(&server.domain);
            let is_tried = |due: Millis| !failed || standing.is_some() || is_worth_a_try(due, (now, next));
            let turn = due_turn(&server.domain, known.software.as_deref(), known.turn_at, options, (now, next));
            if !turn.is_some_and(is_tried) {
                let due = due.get(&server.domain).filter(|due| is_tried(due.since))?;
                (asks, server.accounts) = (Asks::SecondLooks, due.accounts);
            }
        }
        let watched = watched.get(&server.domain).copied();
        Some(Work { standing, watched, checked: known.checked, asks, server })
    };
    let is_open = |work: &Work| !work.standing.is_some_and(|standing| standing.done);
    Ok(servers.into_iter().filter_map(work).filter(is_open).collect())
}

/// When the schedule begins the next cull; now, where it has none any more.
async fn next_date(ctx: &RunContext) -> Result<Millis, JobError> {
    let now = ctx.clock.now();
    let schedule = schedules::lookup(&ctx.db, ctx.site, JobKind::CullAccounts).await?;
    let dates = schedule.and_then(|one| next_dates(one.cadence, one.time, &one.zone, now, 1).ok());
    Ok(dates.and_then(|dates| dates.first().copied()).unwrap_or(now))
}

/// Culls the servers, so many at a time. One that waits for a seat at its address costs nobody else a place.
async fn work_through(culling: &Culling<'_>, mut queue: VecDeque<Work>, at_once: usize) -> Result<(), JobError> {
    let mut at_work = FuturesUnordered::new();
    loop {
        while at_work.len() < at_once
            && !culling.ctx.signals.wanted()
            && let Some(work) = queue.pop_front()
        {
            at_work.push(culling.seated(work).boxed());
        }
        match at_work.next().await {
            Some(next) => queue.extend(next?),
            None => return Ok(()),
        }
    }
}

/// By what answers are judged: what a person has released waits for no second look.
fn judging(options: &Options) -> Options {
    match options.release {
        None => options.clone(),
        Some(_) => Options { second_look_410_hours: 0, second_look_404_hours: 0, ..options.clone() },
    }
}

async fn budget(ctx: &RunContext, options: &Options, asks: u64, removed: u64) -> Result<Budget, JobError> {
    let brake = match options.release {
        None => {
            let last = runs::read::removed_by_last_culls(&ctx.db, ctx.site, LAST_RUNS).await?;
            Some(size_brake(&last, asks, accounts::remote(&ctx.mastodon).await?))
        }
        Some(_) => None,
    };
    Ok(Budget::new(options.limit.map(u64::from), brake, removed))
}

fn to_usize(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Counts what a purge would touch, for every open case for which nobody did of late.
async fn count_impacts(ctx: &RunContext) -> Result<(), JobError> {
    let now = ctx.clock.now();
    let mut domains = queue::domains(&ctx.db, ctx.site, &CaseFilter::default(), now).await?;
    domains.extend(waiting_room::domains(&ctx.db, ctx.site).await?);
    let uncounted = store::impacts::uncounted_of(&ctx.db, ctx.site, &domains, now).await?;
    impacts::count::<JobError>(&ctx.db, ctx.site, &ctx.mastodon, &uncounted, &ctx.states, now).await?;
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
        held_because: condemned_accounts::held(&ctx.db, &ctx.run).await?,
        unanswered: counts.get(Count::Unanswered),
        statuses_removed: counts.get(Count::Statuses),
        boosts_removed: counts.get(Count::Boosts),
        files_removed: counts.get(Count::Files),
        bytes_reclaimed: Bytes(counts.get(Count::Bytes)),
        skipped_domains: run_domains::set_aside(&ctx.db, &ctx.run).await?,
        limit_reached: options.limit.is_some_and(|limit| removed >= u64::from(limit)),
        begun_anew: counts.get(Count::BegunAnew),
        failures: ctx.failures().await,
    })
}
