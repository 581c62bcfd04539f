//! Purge: a receipt of what members have there, every account of a server, then its emojis, severance events and what else Mastodon
//! keeps of it.

mod beginning;
mod receipts;

use mastodon::writer::Instances;
use mastodon::{accounts, delivery};
use model::failures::FailureCause;
use model::jobs::purge_domain::{Options, PurgeReport};
use model::{AccountId, Bytes, Domain, Stage};
use serde::{Deserialize, Serialize};

use self::beginning::{Turn, turn_of};
use self::receipts::Saved;
use super::removal::{StillThere, condemned, finish_begun, remove, take_back_begun};
use crate::impacts;
use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count, Counts};
use crate::store::{StoreError, cases, inbox_hosts, spared_servers};

/// Accounts read and removed between two checkpoints.
const BATCH: u32 = mastodon::writer::FULL as u32;

/// No server said anything: a person decided.
const BY_DECISION: u16 = 0;

/// Where to go on: servers done, and of the next one the hosts of its inboxes, its receipt, then its accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Point {
    domains_done: usize,
    /// Read before the first account goes, because nothing else tells them; nothing before that.
    #[serde(default)]
    inbox_hosts: Option<Vec<Domain>>,
    // Absent in checkpoints from before there were receipts.
    #[serde(default)]
    receipt: Saved,
    after: AccountId,
    /// Servers are gone that Mastodon's list of servers still names.
    #[serde(default)]
    stale_instances: bool,
}

impl Point {
    const START: Self = Self {
        domains_done: 0,
        inbox_hosts: None,
        receipt: Saved::START,
        after: AccountId(i64::MIN),
        stale_instances: false,
    };

    /// At the beginning of the next server, when this one is purged or left.
    fn next(&self, purged: bool) -> Self {
        let stale_instances = self.stale_instances || purged;
        Self { domains_done: self.domains_done + 1, stale_instances, ..Self::START }
    }
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let point: Option<Point> = ctx.point().await?;
    let mut point = point.unwrap_or(Point::START);
    let mut total = 0;
    for some in options.domains.chunks(impacts::BATCH) {
        total += mastodon::domains::accounts(&ctx.mastodon, some).await?.values().sum::<u64>();
    }
    let counted = counts::of_run(&ctx.db, &ctx.run).await?.get(Count::Visited);
    ctx.stage(Stage::Working, Some(total + if ctx.keeps_records { counted } else { 0 })).await?;
    while let Some(domain) = options.domains.get(point.domains_done) {
        match turn_of(ctx, &options.domains[point.domains_done..]).await? {
            Turn::Purge => ctx.checkpoint(&point, &finish_begun(ctx).await?).await?,
            Turn::Leave => {
                let begun = take_back_begun(ctx, StillThere::Stay).await?;
                point = point.next(false);
                ctx.checkpoint(&point, &begun).await?;
                continue;
            }
            Turn::End => return Ok(()),
        }
        let inbox_hosts = match point.inbox_hosts.take() {
            Some(hosts) => hosts,
            None => delivery::inbox_hosts(&ctx.mastodon, domain).await?,
        };
        point.inbox_hosts = Some(inbox_hosts.clone());
        ctx.checkpoint(&point, &Counts::default()).await?;
        if !receipts::save(ctx, domain, &options.domains, &mut point).await?
            || !remove_accounts(ctx, domain, &mut point).await?
        {
            return Ok(());
        }
        let blocks = match options.domain_blocks {
            true => ctx.writer.remove_domain_block(domain).await?,
            false => 0,
        };
        let purged = ctx.writer.finish_purge(domain, &ctx.journal).await?;
        let untold = ctx.writer.forget_inbox_hosts(&inbox_hosts).await?;
        if let Some(why) = purged.untold.as_ref().or(untold.as_ref()) {
            ctx.note_once(FailureCause::RedisNotTold, why).await;
        }
        let counts =
            ctx.measured(&purged.media).await.and(Count::Emojis, purged.emojis).and(Count::DomainBlocks, blocks);
        if ctx.keeps_records {
            cases::purged(&ctx.db, ctx.site, domain, ctx.clock.now()).await?;
            inbox_hosts::forget(&ctx.db, ctx.site, domain).await?;
        }
        point = point.next(true);
        ctx.checkpoint(&point, &counts).await?;
    }
    refresh_instances(ctx, &mut point).await
}

/// Brings Mastodon's list of servers up to date, once for all servers of the run: it reads all
/// accounts each time. After a stop before the end Mastodon does it, within the hour.
async fn refresh_instances(ctx: &RunContext, point: &mut Point) -> Result<(), JobError> {
    if !point.stale_instances {
        return Ok(());
    }
    let instances = ctx.writer.refresh_instances().await;
    if let Instances::NotOurs { owner: why } | Instances::NotRefreshed { why } = &instances {
        ctx.note_once(FailureCause::InstancesNotRefreshed, why).await;
    }
    point.stale_instances = false;
    Ok(ctx.checkpoint(point, &Counts::default()).await?)
}

/// Removes the accounts of one server; `false` when the run was asked to end before all were gone.
async fn remove_accounts(ctx: &RunContext, domain: &Domain, point: &mut Point) -> Result<bool, JobError> {
    loop {
        if ctx.signals.wanted() {
            return Ok(false);
        }
        let page = accounts::of_domain(&ctx.mastodon, domain, point.after, BATCH).await?;
        let Some(last) = page.last() else { return Ok(true) };
        point.after = last.id;
        let accounts: Vec<_> = page.iter().map(|account| condemned(account, BY_DECISION, ctx.clock.now())).collect();
        let counts = remove(ctx, &accounts).await?;
        ctx.checkpoint(point, &counts).await?;
    }
}

pub(super) async fn report(ctx: &RunContext, options: &Options) -> Result<PurgeReport, StoreError> {
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    Ok(PurgeReport {
        domains: options.domains.clone(),
        accounts: counts.get(Count::Removed),
        statuses_removed: counts.get(Count::Statuses),
        boosts_removed: counts.get(Count::Boosts),
        emojis: counts.get(Count::Emojis),
        domain_blocks: counts.get(Count::DomainBlocks),
        files_removed: counts.get(Count::Files),
        bytes_reclaimed: Bytes(counts.get(Count::Bytes)),
        spared: spared_servers::of_run(&ctx.db, &ctx.run).await?,
        failures: ctx.failures().await,
    })
}
