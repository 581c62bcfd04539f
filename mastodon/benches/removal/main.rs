//! How fast accounts leave, against the fastest that the database can do it, and what the site feels of it.
//!
//! `GROUNDSKEEPER_BENCH_ACCOUNTS` says how many are removed, by default 2,000; twice as many are there. Run by
//! `scripts/with-services cargo bench --bench removal`.

mod connect;
mod load;
mod watch;

use std::env;
use std::time::{Duration, Instant};

use connect::mastodon;
use load::Load;
use mastodon::journal::MemoryJournal;
use mastodon::{Manner, Mastodon, Writer};
use model::{AccountId, Millis};
use simulator::{MastodonVersion, Population, TestDatabase};
use sqlx::AssertSqlSafe;
use watch::Watch;

/// Deletes the same rows as one hand-written transaction: the limit. It corrects no counter and holds everybody up.
const LIMIT: &str = include_str!("limit.sql");
/// How often both are timed, in turn; the best of each counts, because what else the machine does only ever adds.
const TURNS: usize = 3;
/// Half of the accounts of other servers, evenly spread.
const IDS: &str =
    "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts WHERE domain IS NOT NULL) AS a
WHERE n % 2 = 0";
/// Files are no work of the database, so both sides go without.
const NO_FILES: &str = "UPDATE accounts SET avatar_file_name = NULL, header_file_name = NULL;
UPDATE media_attachments SET file_file_name = NULL, thumbnail_file_name = NULL;
VACUUM ANALYZE";

#[tokio::main]
async fn main() {
    let accounts = env::var("GROUNDSKEEPER_BENCH_ACCOUNTS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    println!("removing {accounts} of {} accounts", 2 * accounts);
    println!("posts each | limit     | alone     | of limit | beside use | longest ms | p95 ms before, during | grown");
    for posts in [0, 5, 50] {
        row(accounts, posts).await;
    }
}

async fn row(accounts: u32, posts: u32) {
    let (mut limit, mut alone) = (Duration::MAX, Duration::MAX);
    let (filled, ids) = site(accounts, posts).await;
    for _ in 0..TURNS {
        limit = limit.min(at_the_limit(&filled.copy().await).await);
        let site = filled.copy().await;
        alone = alone.min(remove(&mastodon(&site).await.in_manner(Manner::Brisk), &ids).await);
    }
    let site = filled.copy().await;
    let mastodon = mastodon(&site).await;
    let load = Load::start(site.pool());
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = load.p95();
    let watch = Watch::start(site.pool());
    let beside = remove(&mastodon, &ids).await;
    let longest = watch.stop().await;
    let during = load.p95();
    load.stop().await;
    println!(
        "{posts:>10} | {:>7.2} s | {:>7.2} s | {:>6.0} % | {:>8.2} s | {:>10.0} | {before:>9.2} {during:>11.2} | {:>4.2}×",
        limit.as_secs_f64(),
        alone.as_secs_f64(),
        100.0 * limit.as_secs_f64() / alone.as_secs_f64(),
        beside.as_secs_f64(),
        longest.ms,
        during / before,
    );
    longest.tell();
}

async fn at_the_limit(site: &TestDatabase) -> Duration {
    let begun = Instant::now();
    let limit = format!("BEGIN; CREATE TEMP TABLE gone ON COMMIT DROP AS {IDS}; {LIMIT} COMMIT");
    sqlx::raw_sql(AssertSqlSafe(limit)).execute(site.pool()).await.expect("the limit is reached");
    begun.elapsed()
}

/// A filled database and whom to remove from it.
async fn site(accounts: u32, posts: u32) -> (TestDatabase, Vec<AccountId>) {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let population = Population {
        accounts: 2 * accounts,
        servers: (accounts / 30).max(10),
        statuses_per_account: posts,
        ..Population::default()
    };
    population.write(database.pool(), folder.path(), Millis(1_780_000_000_000)).await.expect("it is filled");
    for statement in NO_FILES.split(";\n") {
        sqlx::raw_sql(statement).execute(database.pool()).await.expect("files are forgotten");
    }
    let ids: Vec<i64> = sqlx::query_scalar(IDS).fetch_all(database.pool()).await.expect("ids are read");
    (database, ids.into_iter().map(AccountId).collect())
}

async fn remove(mastodon: &Mastodon, ids: &[AccountId]) -> Duration {
    let begun = Instant::now();
    let removed = Writer::Apply(mastodon.clone()).remove_accounts(ids, &MemoryJournal::default()).await;
    assert_eq!(removed.expect("they are removed").accounts, ids.len() as u64);
    begun.elapsed()
}
