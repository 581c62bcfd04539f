//! How fast a server is purged, against the fastest that the database can do it, and how much memory more accounts cost.
//!
//! `GROUNDSKEEPER_BENCH_ACCOUNTS` says how many accounts the server has, by default 50,000, with ten posts each on average;
//! `BENCH_SCALE` (percent, 100 by default) makes it smaller. Each purge has a process of its own, which tells the most memory that it
//! ever held. Run by `scripts/with-services cargo bench --bench purge`.

#[path = "../removal/watch.rs"]
mod watch;

use std::env;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use mastodon::accounts::of_domain;
use mastodon::journal::MemoryJournal;
use mastodon::writer::FULL;
use mastodon::{Manner, Mastodon, Settings, Writer, env_file};
use model::{AccountId, Domain, Millis};
use simulator::{MastodonVersion, Population, TestDatabase};
use sqlx::{AssertSqlSafe, PgPool};
use watch::{Longest, Watch};

const ACCOUNTS: u32 = 50_000;
const POSTS: u32 = 10;
/// How often both are timed, in turn; the best of each counts, because what else the machine does only ever adds.
const TURNS: usize = 2;
/// Accounts that the job reads and purges between two checkpoints.
const PAGE: u32 = FULL as u32;
/// Ten accounts of eleven are of one server, among those of others. Files are no work of the database, so both sides go without.
const CLOSE: &str = "UPDATE accounts SET username = 'a' || a.id, avatar_file_name = NULL, header_file_name = NULL,
    domain = CASE n % 11 WHEN 0 THEN domain ELSE 'closed.example' END
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts WHERE domain IS NOT NULL) AS a
  WHERE accounts.id = a.id;
UPDATE custom_emojis SET shortcode = 'e' || id, domain = 'closed.example', image_file_name = NULL WHERE domain IS NOT NULL;
UPDATE media_attachments SET file_file_name = NULL, thumbnail_file_name = NULL;
INSERT INTO unavailable_domains (domain, created_at, updated_at) VALUES ('closed.example', now(), now());
REFRESH MATERIALIZED VIEW instances;
VACUUM ANALYZE";
/// Deletes the same rows as one hand-written transaction: the limit. It corrects no counter and holds everybody up.
const LIMIT: &str = concat!(
    "BEGIN;
    CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT id FROM accounts WHERE domain = 'closed.example';
    ANALYZE gone;",
    include_str!("../removal/limit.sql"),
    "DELETE FROM custom_emojis WHERE domain = 'closed.example';
    DELETE FROM unavailable_domains WHERE domain = 'closed.example';
    REFRESH MATERIALIZED VIEW CONCURRENTLY instances;
    COMMIT"
);

/// What one purge of ours took.
struct Purge {
    took: Duration,
    longest: Longest,
    /// The most memory that the process ever held, in MB.
    memory: f64,
}

#[tokio::main]
async fn main() {
    if let Some(url) = env::args().skip_while(|word| word != "--purge").nth(1) {
        return purge(&url).await;
    }
    let number = |variable: &str| env::var(variable).ok().and_then(|number| number.parse::<u32>().ok());
    let scaled = ACCOUNTS / 100 * number("BENCH_SCALE").unwrap_or(100);
    let many = number("GROUNDSKEEPER_BENCH_ACCOUNTS").unwrap_or(scaled).max(100);
    let few = many / 10;
    let small = ours(&filled(few).await).await;
    let full = filled(many).await;
    let statuses: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE a.domain = 'closed.example'",
    )
    .fetch_one(full.pool())
    .await
    .expect("they are counted");
    let (mut limit, mut best) = (Duration::MAX, None::<Purge>);
    for _ in 0..TURNS {
        limit = limit.min(at_the_limit(full.copy().await.pool()).await);
        let turn = ours(&full.copy().await).await;
        if best.as_ref().is_none_or(|best| turn.took < best.took) {
            best = Some(turn);
        }
    }
    let best = best.expect("there was a turn");
    println!(
        "purge of {many} accounts with {statuses} posts: limit {:.1} s | ours {:.1} s | {:.0} % of the limit (wanted: at least 60 %) | longest transaction {:.0} ms",
        limit.as_secs_f64(),
        best.took.as_secs_f64(),
        100.0 * limit.as_secs_f64() / best.took.as_secs_f64(),
        best.longest.ms,
    );
    best.longest.tell();
    println!(
        "memory of a purge: {:.0} MB for {few} accounts, {:.0} MB for {many}; difference {:.0} MB (wanted: less than 20)",
        small.memory,
        best.memory,
        best.memory - small.memory,
    );
}

/// A database in which one server has that many accounts.
async fn filled(accounts: u32) -> TestDatabase {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let population = Population {
        accounts: accounts + accounts.div_ceil(10),
        servers: (accounts / 30).max(10),
        statuses_per_account: POSTS,
        ..Population::default()
    };
    population.write(database.pool(), folder.path(), Millis(1_780_000_000_000)).await.expect("it is filled");
    for statement in CLOSE.split(";\n") {
        sqlx::raw_sql(statement).execute(database.pool()).await.expect("the server closes");
    }
    database
}

async fn at_the_limit(pool: &PgPool) -> Duration {
    let begun = Instant::now();
    sqlx::raw_sql(AssertSqlSafe(LIMIT)).execute(pool).await.expect("the limit is reached");
    begun.elapsed()
}

/// Our purge, in a process of its own.
async fn ours(database: &TestDatabase) -> Purge {
    let watch = Watch::start(database.pool());
    let (program, url) = (env::current_exe().expect("this program is somewhere"), database.url());
    let output = tokio::task::spawn_blocking(move || Command::new(program).args(["--purge", &url]).output());
    let output = output.await.expect("it is waited for").expect("it starts");
    let longest = watch.stop().await;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [seconds, memory] = numbers[..] else { panic!("{said}{}", String::from_utf8_lossy(&output.stderr)) };
    Purge { took: Duration::from_secs_f64(seconds), longest, memory }
}

/// Purges the server as the job does, and prints how long that took and the most memory that this process ever held, in MB.
async fn purge(url: &str) {
    let folder = env::temp_dir();
    let text = format!("LOCAL_DOMAIN=home.example\nDATABASE_URL='{url}'\nPAPERCLIP_ROOT_PATH={}", folder.display());
    let settings = Settings::from_env(&env_file::parse(&text).expect("is read"), &folder).expect("is usable");
    let mastodon = Mastodon::connect(&settings).await.expect("it connects").in_manner(Manner::Brisk);
    let (writer, journal) = (Writer::Apply(mastodon.clone()), MemoryJournal::default());
    let domain: Domain = "closed.example".parse().expect("a name");
    let (begun, mut after) = (Instant::now(), AccountId(i64::MIN));
    loop {
        let page = of_domain(&mastodon, &domain, after, PAGE).await.expect("they are read");
        let Some(last) = page.last() else { break };
        after = last.id;
        let ids: Vec<AccountId> = page.iter().map(|account| account.id).collect();
        writer.purge_accounts(&ids, &journal).await.expect("they go");
    }
    writer.finish_purge(&domain, &journal).await.expect("it ends");
    writer.refresh_instances().await;
    println!("{} {}", begun.elapsed().as_secs_f64(), most_memory());
}

fn most_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells of this process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells the peak");
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    kilobytes / 1024.0
}
