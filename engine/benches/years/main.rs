//! Two years of a site, on many seeds: what the rules cost, and what they save.
//!
//! `make years` runs it and keeps the table in docs/verdicts.md. `YEARS_SEEDS` (20), `YEARS_DAYS`
//! (730), `YEARS_SERVERS` (400) and `YEARS_ACCOUNTS` (5,000) make it smaller or larger, and
//! `YEARS_FIRST` (1) is the first seed; then nothing is kept.

mod driver;
mod network;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use driver::Outcome;
use simulator::years::{Column, Years, table};

/// Seeds at work at a time on each core: each waits half of the time, for its database or as a
/// server asked it to.
const AT_ONCE: usize = 3;

fn wish(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn main() {
    let (first, seeds) = (wish("YEARS_FIRST", 1), wish("YEARS_SEEDS", 20));
    let years = |seed| Years {
        seed,
        days: wish("YEARS_DAYS", 730) as u32,
        servers: wish("YEARS_SERVERS", 400) as usize,
        accounts: wish("YEARS_ACCOUNTS", 5_000) as usize,
    };
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let outcomes: Mutex<Vec<(u64, Outcome)>> = Mutex::default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let (next, outcomes) = (&next, &outcomes);
        for place in 0..cores * AT_ONCE {
            scope.spawn(move || {
                stay_on(place % cores);
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + seeds {
                        return;
                    }
                    let seconds = Instant::now();
                    let outcome = runtime.block_on(driver::live(years(seed)));
                    told(seed, &outcome, seconds.elapsed().as_secs());
                    outcomes.lock().expect("nobody failed").push((seed, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().expect("nobody failed");
    outcomes.sort_by_key(|(seed, _)| *seed);
    let (ours, tootctl) = outcomes.into_iter().map(|(_, outcome)| (outcome.ours, outcome.tootctl)).unzip();
    let table = table(&[
        Column { name: "Groundskeeper", seeds: ours },
        Column { name: "`tootctl` and a list", seeds: tootctl },
    ]);
    println!("\n{table}\n{seeds} seeds in {} s", begun.elapsed().as_secs());
    if std::env::vars().all(|(name, _)| !name.starts_with("YEARS_")) {
        keep(&table);
    }
}

/// Keeps this thread, and those that it begins, on one core: a seed speaks with its database by
/// threads, and one of another core has to be woken each time, which takes as long as the rest.
fn stay_on(core: usize) {
    #[cfg(target_os = "linux")]
    {
        let mut cores = rustix::thread::CpuSet::new();
        cores.set(core);
        // Where that is not allowed it only takes longer.
        let _ = rustix::thread::sched_setaffinity(None, &cores);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = core;
}

fn told(seed: u64, outcome: &Outcome, seconds: u64) {
    let (ours, theirs) = (&outcome.ours, &outcome.tootctl);
    println!(
        "seed {seed}: {seconds} s; living accounts removed {} (tootctl {}), living servers purged {} ({}), \
         deleted and kept {} of {} ({} of {})",
        ours.accounts_lost,
        theirs.accounts_lost,
        ours.servers_lost,
        theirs.servers_lost,
        ours.deleted_kept,
        ours.deleted,
        theirs.deleted_kept,
        theirs.deleted,
    );
    for loss in &outcome.losses {
        println!("seed {seed}, lost: {loss}");
    }
    if std::env::var("YEARS_STAYED").is_ok() {
        for stayed in &outcome.stayed {
            println!("seed {seed}, stayed: {stayed}");
        }
    }
}

/// Writes the table between its two marks.
fn keep(table: &str) {
    const MARKS: (&str, &str) = ("<!-- years: begin -->\n", "<!-- years: end -->");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verdicts.md");
    let text = std::fs::read_to_string(&path).expect("docs/verdicts.md is there");
    let (before, rest) = text.split_once(MARKS.0).expect("the table has a beginning");
    let (_, after) = rest.split_once(MARKS.1).expect("the table has an end");
    std::fs::write(&path, format!("{before}{}{table}{}{after}", MARKS.0, MARKS.1)).expect("is written");
}
