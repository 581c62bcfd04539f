//! How long the list of unreachable servers takes with 50,000 servers of which 20,000 wait for a decision, and 5,000 decisions at once, with
//! our state in SQLite and in PostgreSQL.
//!
//! `make bench` runs it; `BENCH_SCALE` (percent, 100 by default) makes it smaller.

mod fill;

use std::time::{Duration, Instant};

use engine::remotes::RemotesSettings;
use engine::{Clock, Engine, EngineSettings, Timing};
use model::case::{CaseFilter, Order, State, Turn};
use model::{Decision, Operator, Role};
use simulator::TestDatabase;

const SERVERS: usize = 50_000;
const WAITING: usize = 20_000;
const AT_ONCE: usize = 5_000;
/// Pages read in each order with each filter, one behind the other.
const PAGES: usize = 25;

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let folder = tempfile::tempdir().expect("a folder");
    measure("SQLite", format!("sqlite://{}", folder.path().join("state.db").display())).await;
    let database = TestDatabase::empty().await;
    measure("PostgreSQL", database.url()).await;
}

async fn measure(name: &str, state: String) {
    let engine = engine(state).await;
    let (servers, waiting) = (scaled(SERVERS), scaled(WAITING));
    fill::fill(&engine, servers, waiting).await;
    let mut took = pages(&engine).await;
    took.sort_unstable();
    let (median, p95) = (took[took.len() / 2], took[took.len() * 95 / 100]);
    println!(
        "{name}: a page of {waiting} waiting servers among {servers}: median {:.1} ms, p95 {:.1} ms of {} pages (wanted: below 50)",
        ms(median),
        ms(p95),
        took.len()
    );
    let waiting = engine.matching_domains(&CaseFilter::default()).await.expect("reads");
    let mika = Operator { name: "mika".to_owned(), role: Role::Caretaker };
    let (keep, rest) = waiting.split_at(scaled(AT_ONCE));
    for (decision, what, some) in [(Decision::Keep, "keep", keep), (Decision::Purge, "purge", &rest[..keep.len()])] {
        let begun = Instant::now();
        engine.decide(&mika, some, decision).await.expect("is decided");
        let took = begun.elapsed().as_secs_f64();
        println!("{name}: {} decisions to {what} at once: {took:.2} s (wanted: below 2)", some.len());
    }
    engine.close().await;
}

/// Everything that a page of the list reads, in every order and with several filters, page after page.
async fn pages(engine: &Engine) -> Vec<Duration> {
    let filters = [
        CaseFilter::default(),
        CaseFilter { state: Some(State::LongSilent), ..CaseFilter::default() },
        CaseFilter { name: "s19".to_owned(), ..CaseFilter::default() },
    ];
    let mut took = Vec::new();
    for (filter, order) in filters.iter().flat_map(|filter| Order::ALL.map(|order| (filter, order))) {
        let mut turn: Option<Turn> = None;
        for _ in 0..PAGES {
            let begun = Instant::now();
            let page = engine.case_page(filter, order, turn.as_ref()).await.expect("reads");
            engine.watched(20).await.expect("reads");
            engine.cases_waiting().await.expect("reads");
            took.push(begun.elapsed());
            turn = page.next;
        }
    }
    took
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// A number of the full benchmark at the wished scale.
fn scaled(full: usize) -> usize {
    let percent: usize = std::env::var("BENCH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    (full * percent / 100).max(1)
}

async fn engine(state: String) -> Engine {
    let settings = EngineSettings {
        state,
        site: "home.example".to_owned(),
        mastodon: None,
        remotes: RemotesSettings::new("Groundskeeper (benchmark)".to_owned()),
        notices: None,
        timing: Timing::default(),
        clock: Clock::System,
    };
    Engine::open(settings).await.expect("opens")
}
