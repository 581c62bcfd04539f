//! Storage: each table by id, in stretches; then the quiet of those whose pictures are saved. Nothing of Mastodon's is changed.

use std::collections::BTreeMap;

use mastodon::profile_media;
use mastodon::stored_media::{self, Stretch, Table};
use model::jobs::measure_storage::{MeasureReport, Options};
use model::storage::ages::{Tie, quiet_days};
use model::storage::{Ages, Amount, ServerStock, Stock};
use model::{AccountId, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count, Counts};
use crate::store::storage_snapshots::{self, Measured};
use crate::store::{StoreError, measured_servers};

/// Rows summed in one statement.
const STRETCH: u32 = 5_000;
/// Rows whose signs of life are read in one transaction.
const SIGNS: u32 = 1_000;
/// How many of those are read between two checkpoints, which hold all ages: a thousand numbers or two.
const READS: u32 = 10;

/// What is measured, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    Files(Table),
    Quiet,
}

/// Where to go on, and what was found before. Its size depends on no number of rows: servers are in a table of their own.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Point {
    /// Nothing when all is measured.
    part: Option<Part>,
    after: i64,
    stock: Stock,
    ages: Ages,
}

impl Point {
    fn start() -> Self {
        let (stock, ages) = Default::default();
        Self { part: Some(Part::Files(Table::ALL[0])), after: i64::MIN, stock, ages }
    }

    fn next_part(&mut self) {
        let next = |table| Table::ALL.into_iter().find(|other| *other > table);
        self.part = match self.part {
            Some(Part::Files(table)) => Some(next(table).map_or(Part::Quiet, Part::Files)),
            Some(Part::Quiet) | None => None,
        };
        self.after = i64::MIN;
    }
}

pub(super) async fn run(ctx: &RunContext, options: &Options) -> Result<(), JobError> {
    let mut point = ctx.point().await?.unwrap_or_else(Point::start);
    ctx.stage(Stage::Working, Some(about_rows(ctx).await?)).await?;
    while let Some(part) = point.part {
        if ctx.signals.wanted() {
            return Ok(());
        }
        match part {
            Part::Files(table) => sum(ctx, table, &mut point).await?,
            Part::Quiet => age(ctx, &mut point).await?,
        }
    }
    if ctx.keeps_records {
        ctx.stage(Stage::Closing, None).await?;
        let Point { stock, ages, .. } = &point;
        let (site, run, measured_at) = (ctx.site, &ctx.run, ctx.since);
        let measured = Measured { site, run, measured_at, stock, ages, servers: options.servers };
        storage_snapshots::keep(&ctx.db, &measured).await?;
    }
    Ok(())
}

/// About how many rows there are to read: accounts are read twice.
async fn about_rows(ctx: &RunContext) -> Result<u64, JobError> {
    let rows = stored_media::about_rows(&ctx.mastodon).await?;
    Ok(rows.values().sum::<u64>() + rows.get(&Table::Accounts).copied().unwrap_or(0))
}

/// Sums the next rows of a table.
async fn sum(ctx: &RunContext, table: Table, point: &mut Point) -> Result<(), JobError> {
    let Some(Stretch { last, rows, sums }) =
        stored_media::sums_after(&ctx.mastodon, table, point.after, STRETCH).await?
    else {
        point.next_part();
        return Ok(());
    };
    point.after = last;
    let mut servers = BTreeMap::new();
    for sum in sums {
        point.stock.add(sum.kind, sum.origin, sum.amount);
        if let Some(domain) = sum.domain {
            let server = servers.entry(domain.clone()).or_insert_with(|| ServerStock::empty(domain));
            server.add(sum.kind, sum.amount);
        }
    }
    let counts = Counts::of(Count::Visited, rows);
    if !ctx.keeps_records {
        return Ok(ctx.checkpoint(point, &counts).await?);
    }
    let servers: Vec<ServerStock> = servers.into_values().collect();
    let failures = ctx.failures().await;
    let held = (&ctx.run, ctx.owner.as_str());
    Ok(measured_servers::checkpoint(&ctx.db, held, point, &counts, &failures, &servers).await?)
}

/// Looks how quiet the owners of the next saved pictures are.
async fn age(ctx: &RunContext, point: &mut Point) -> Result<(), JobError> {
    let amount = |file: &mastodon::files::StoredFile| Amount { files: 1, bytes: file.size };
    let mut visited = 0;
    for _ in 0..READS {
        let Some(signs) = profile_media::signs_after(&ctx.mastodon, AccountId(point.after), SIGNS).await? else {
            point.next_part();
            break;
        };
        point.after = signs.last.0;
        for account in &signs.accounts {
            let days = quiet_days(account.signs.newest(), ctx.since);
            let tie = Tie::of(&account.signs);
            point.ages.add(days, tie, account.avatar.as_ref().map(amount), account.header.as_ref().map(amount));
        }
        visited += signs.accounts.len() as u64;
        if ctx.signals.wanted() {
            break;
        }
    }
    Ok(ctx.checkpoint(point, &Counts::of(Count::Visited, visited)).await?)
}

pub(super) async fn report(ctx: &RunContext) -> Result<MeasureReport, StoreError> {
    let point: Option<Point> = ctx.point().await?;
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    Ok(MeasureReport {
        visited: counts.get(Count::Visited),
        stock: point.map(|point| point.stock).unwrap_or_default(),
        failures: ctx.failures().await,
    })
}
