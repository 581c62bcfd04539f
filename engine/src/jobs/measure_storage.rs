//! Storage: each table by id, in stretches; then the quiet of those whose pictures are saved; where it is wanted the storage itself,
//! object by object; and whether removed pictures came back. Only orphans are ever removed, and only when that was asked for.

mod comparing;
mod looking_back;
mod orphans;

use std::collections::BTreeMap;

use mastodon::profile_media;
use mastodon::stored_media::{self, Stretch, Table};
use model::jobs::measure_storage::{Listing, MeasureReport, Options};
use model::storage::ages::{Tie, quiet_days};
use model::storage::comparison::Brake;
use model::storage::{Ages, Amount, Comparison, ServerStock, Stock, StoredKind};
use model::{AccountId, Bytes, Stage};
use serde::{Deserialize, Serialize};

use crate::run_context::{JobError, RunContext};
use crate::store::counts::{self, Count, Counts};
use crate::store::storage_snapshots::{self, Measured};
use crate::store::{StoreError, measured_servers, removed_pictures};

/// Rows summed in one statement, and objects looked up at a time.
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
    Listing,
    Orphans,
    LookingBack,
}

/// Where to go on, and what was found before. Its size depends on no number of rows: servers are in a table of their own.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Point {
    /// Nothing when all is measured.
    part: Option<Part>,
    /// The last row of the part's table.
    after: i64,
    /// The last object.
    key: String,
    stock: Stock,
    ages: Ages,
    comparison: Comparison,
    held: Option<Brake>,
    /// Orphans that are none any more.
    closed: BTreeMap<StoredKind, Amount>,
}

impl Point {
    fn start() -> Self {
        let (stock, ages, comparison, closed) = Default::default();
        let part = Some(Part::Files(Table::ALL[0]));
        Self { part, after: i64::MIN, key: String::new(), stock, ages, comparison, held: None, closed }
    }

    fn next_part(&mut self) {
        let next = |table| Table::ALL.into_iter().find(|other| *other > table);
        self.part = match self.part {
            Some(Part::Files(table)) => Some(next(table).map_or(Part::Quiet, Part::Files)),
            Some(Part::Quiet) => Some(Part::Listing),
            Some(Part::Listing) => Some(Part::Orphans),
            Some(Part::Orphans) => Some(Part::LookingBack),
            Some(Part::LookingBack) | None => None,
        };
        self.after = i64::MIN;
        self.key.clear();
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
            Part::Listing if options.listing != Listing::Skip => {
                if point.key.is_empty() {
                    // A file or two more for each row: styles are objects of their own.
                    let ahead = point.stock.total().files;
                    ctx.stage(Stage::Working, Some(about_rows(ctx).await? + ahead)).await?;
                }
                let keep = options.listing == Listing::RemoveOrphans && ctx.keeps_records;
                comparing::list(ctx, &mut point, keep).await?;
            }
            Part::Orphans if options.listing == Listing::RemoveOrphans => {
                orphans::remove(ctx, &mut point, options.most_orphans_percent).await?;
            }
            Part::LookingBack if ctx.keeps_records => {
                looking_back::look(ctx).await?;
                if !ctx.signals.wanted() {
                    point.next_part();
                }
            }
            Part::Listing | Part::Orphans | Part::LookingBack => point.next_part(),
        }
    }
    if ctx.keeps_records {
        ctx.stage(Stage::Closing, None).await?;
        keep(ctx, options, &point).await?;
    }
    Ok(())
}

/// Keeps what was measured.
async fn keep(ctx: &RunContext, options: &Options, point: &Point) -> Result<(), JobError> {
    let regret = removed_pictures::regret(&ctx.db, ctx.site, ctx.since).await?;
    let left = (options.listing != Listing::Skip).then(|| point.comparison.clone().without(&point.closed));
    let measured = Measured {
        site: ctx.site,
        run: &ctx.run,
        measured_at: ctx.since,
        stock: &point.stock,
        ages: &point.ages,
        servers: options.servers,
        comparison: left.as_ref(),
        regret: &regret,
    };
    storage_snapshots::keep(&ctx.db, &measured).await?;
    Ok(crate::store::orphans::forget_ended(&ctx.db).await?)
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
        let Some(signs) =
            profile_media::signs_after(&ctx.mastodon, AccountId(point.after), SIGNS, ctx.clock.now()).await?
        else {
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

pub(super) async fn report(ctx: &RunContext, options: &Options) -> Result<MeasureReport, StoreError> {
    let point = ctx.point().await?.unwrap_or_else(Point::start);
    let counts = counts::of_run(&ctx.db, &ctx.run).await?;
    let removed = match options.listing {
        Listing::RemoveOrphans if !ctx.keeps_records && point.held.is_none() => point.comparison.all_orphans(),
        _ => Amount { files: counts.get(Count::Files), bytes: Bytes(counts.get(Count::Bytes)) },
    };
    Ok(MeasureReport {
        visited: counts.get(Count::Visited),
        stock: point.stock,
        comparison: (options.listing != Listing::Skip).then_some(point.comparison),
        held: point.held,
        removed,
        failures: ctx.failures().await,
    })
}
