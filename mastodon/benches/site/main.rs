//! What a large site costs, and what it feels of us: every job on a site of real proportions, beside
//! a small one, while people use it.
//!
//! `BENCH_SITE` is S (the default), L or tenth. Run by `make bench-site`.

#[path = "../removal/connect.rs"]
mod connect;
#[path = "../removal/load.rs"]
mod load;
#[path = "../removal/watch.rs"]
mod watch;
mod work;

use std::env;
use std::time::{Duration, Instant, SystemTime};

use connect::mastodon;
use load::Load;
use mastodon::Mastodon;
use model::Millis;
use simulator::{Condition, MastodonVersion, Proportions, TestDatabase};
use sqlx::PgPool;
use watch::{Longest, Watch};
use work::{Amounts, Chosen, Work};

/// What one piece of work took.
struct Row {
    done: u64,
    took: Duration,
    longest: Longest,
    before_ms: f64,
    during_ms: f64,
}

#[tokio::main]
async fn main() {
    let size = env::var("BENCH_SITE").unwrap_or_else(|_| "S".to_owned());
    let (large, amounts) = match size.as_str() {
        "L" => (Proportions::L, Amounts::of(2_000)),
        "S" => (Proportions::S, Amounts::of(1_000)),
        "tenth" => (Proportions::TENTH, Amounts::of(400)),
        other => panic!("{other} is no size; there are L, S and tenth"),
    };
    let small = rows(Proportions::TENTH, &Amounts::of(400)).await;
    let large = rows(large, &amounts).await;
    println!(
        "work                   |      done | small, /s | {size:>5}, /s | of small | longest ms | p95 ms before, during | grown"
    );
    for (work, (small, large)) in Work::ALL.into_iter().zip(small.iter().zip(&large)) {
        let rate = |row: &Row| row.done as f64 / row.took.as_secs_f64();
        println!(
            "{:<22} | {:>9} | {:>9.0} | {:>9.0} | {:>6.0} % | {:>10.0} | {:>9.2} {:>11.2} | {:>4.2}×",
            work.name(),
            large.done,
            rate(small),
            rate(large),
            100.0 * rate(large) / rate(small),
            large.longest.ms,
            large.before_ms,
            large.during_ms,
            large.during_ms / large.before_ms,
        );
        large.longest.tell();
    }
}

/// Writes a site and does everything there, in turn.
async fn rows(size: Proportions, amounts: &Amounts) -> Vec<Row> {
    let begun = Instant::now();
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let now =
        Millis(i64::try_from(SystemTime::UNIX_EPOCH.elapsed().expect("after 1970").as_millis()).expect("is small"));
    size.write(database.pool(), now).await.expect("is written");
    Condition::Vacuumed.bring_about(database.pool()).await.expect("is brought about");
    println!("{} accounts and {} posts are written in {} s", size.accounts, size.posts, begun.elapsed().as_secs());
    let mastodon = mastodon(&database).await;
    let chosen = Chosen::of(database.pool(), amounts, now).await;
    let mut rows = Vec::new();
    for work in Work::ALL {
        rows.push(measured(work, &mastodon, database.pool(), &chosen).await);
    }
    rows
}

/// Does one piece of work beside people who use the site.
async fn measured(work: Work, mastodon: &Mastodon, pool: &PgPool, chosen: &Chosen) -> Row {
    let load = Load::start(pool);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before_ms = load.p95();
    let watch = Watch::start(pool);
    let begun = Instant::now();
    let done = work.done(mastodon, chosen).await;
    let took = begun.elapsed();
    let longest = watch.stop().await;
    let during_ms = load.p95();
    load.stop().await;
    Row { done, took, longest, before_ms, during_ms }
}
