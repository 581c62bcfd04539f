//! The beginning of each server's removal: the newest evidence is judged once more, also after a stop and in a run of hours.

use std::slice;

use model::case::SparedBecause;
use model::time::Millis;
use model::{Domain, Stage};

use crate::looks::signs::{life_of, spare_the_living};
use crate::run_context::{JobError, RunContext};
use crate::store::looks::{self, Look};
use crate::store::{kept_servers, spared_servers, waiting_room};

/// Servers that are looked at together, so that a row of silent ones does not cost their patience one by one.
const TOGETHER: usize = 16;
/// Between two looks while our own connection is broken, in pauses of the runner.
const PAUSES: u32 = 30;

/// What becomes of a server when its turn comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Its removal has begun, and nothing takes it out any more.
    Purge,
    /// It is in this purge no longer: it shows signs of life, or another purge took it.
    Leave,
    /// The run is asked to end.
    End,
}

/// Judges the first of these servers, whose turn it is; the others come after it. Only what a person decided about in the panel can be taken
/// back by a server: who purges on the command line names it at that moment.
pub(super) async fn turn_of(ctx: &RunContext, servers: &[Domain]) -> Result<Turn, JobError> {
    let Some(domain) = servers.first() else { return Ok(Turn::Leave) };
    // In the panel nobody keeps what is in the waiting room; a purge of the command line may wait
    // for hours behind other servers.
    if kept_servers::first_of(&ctx.db, ctx.site, slice::from_ref(domain)).await?.is_some() {
        spared_servers::put(&ctx.db, &ctx.run, domain, SparedBecause::Kept, ctx.clock.now()).await?;
        return Ok(Turn::Leave);
    }
    if !(ctx.keeps_records && ctx.was_decided) {
        return Ok(Turn::Purge);
    }
    // A removal that a stop has interrupted begins once more: whoever is left there may live.
    waiting_room::interrupted(&ctx.db, ctx.site, &ctx.run, domain).await?;
    let mut paused = false;
    loop {
        let now = ctx.clock.now();
        let standing = waiting_room::purge_of(&ctx.db, ctx.site, domain).await?;
        let Some(standing) = standing.filter(|standing| standing.run == ctx.run) else { return Ok(Turn::Leave) };
        if ctx.signals.wanted() {
            return Ok(Turn::End);
        }
        if standing.was_looked_at(now) {
            break;
        }
        if paused {
            tracing::warn!(run.id = %ctx.run, "Our own connection is broken, so nobody can tell who is still silent: the purge pauses.");
            ctx.stage(Stage::Paused, None).await?;
            tokio::select! {
                () = tokio::time::sleep(ctx.pause * PAUSES) => {}
                () = ctx.signals.ended() => continue,
            }
        }
        ctx.look_now.at(&ctx.mastodon, stale(ctx, servers, now).await?).await?;
        paused = true;
    }
    if paused {
        ctx.stage(Stage::Working, None).await?;
    }
    let now = ctx.clock.now();
    let seen = looks::latest(&ctx.db, ctx.site, domain).await?;
    let life = life_of(&ctx.mastodon, domain, now).await?;
    let look = Look { site: ctx.site, domain, found: seen, life, proof: None, at: now };
    spare_the_living(&ctx.db, &look).await?;
    match waiting_room::begin_server(&ctx.db, ctx.site, &ctx.run, domain, now).await? {
        true => Ok(Turn::Purge),
        false => Ok(Turn::Leave),
    }
}

/// Those of the next servers whose latest look does not count any more.
async fn stale(ctx: &RunContext, servers: &[Domain], now: Millis) -> Result<Vec<Domain>, JobError> {
    let mut stale = Vec::new();
    for domain in servers.iter().take(TOGETHER) {
        let standing = waiting_room::purge_of(&ctx.db, ctx.site, domain).await?;
        if standing.is_some_and(|standing| standing.run == ctx.run && !standing.was_looked_at(now)) {
            stale.push(domain.clone());
        }
    }
    Ok(stale)
}
