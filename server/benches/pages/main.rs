//! How long the page of unreachable servers takes with 50,000 servers of which 20,000 wait for a decision: from the request of a person who
//! is signed in to the last byte, for each order, several filters, and deep in the list, with our state in SQLite and in PostgreSQL.
//!
//! The program is the one that is built, with its workers. `make bench` runs it; `BENCH_SCALE` (percent, 100 by default) makes it smaller.

#[path = "../../../engine/benches/queue/fill.rs"]
mod fill;
mod panel;

use std::time::Duration;

use app::api::cases::filter::Filter;
use engine::remotes::RemotesSettings;
use engine::{Clock, Engine, EngineSettings, Timing};
use model::case::{Advised, CaseFilter, Order, People, State};
use model::{Bytes, CaseReason};
use panel::{Panel, SITE};
use simulator::TestDatabase;

const SERVERS: usize = 50_000;
const WAITING: usize = 20_000;
/// Pages read of each list, one behind the other.
const PAGES: usize = 25;
/// How deep the deepest page lies.
const DEEP: usize = 200;

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let folder = tempfile::tempdir().expect("a folder");
    measure("SQLite", &format!("sqlite://{}", folder.path().join("state.db").display())).await;
    let database = TestDatabase::empty().await;
    measure("PostgreSQL", &database.url()).await;
}

async fn measure(name: &str, state: &str) {
    let engine = engine(state).await;
    let (servers, waiting) = (scaled(SERVERS), scaled(WAITING));
    fill::fill(&engine, servers, waiting).await;
    let mut lists = Vec::new();
    for (what, filter) in filters() {
        lists.push((what, addresses(&engine, filter, 1, PAGES).await));
    }
    lists.push(("deep in the list", addresses(&engine, Filter::default(), scaled(DEEP / PAGES), PAGES).await));
    engine.close().await;

    let folder = tempfile::tempdir().expect("a folder");
    let panel = Panel::start(folder.path(), state).await;
    for (_, addresses) in &lists {
        panel.page(&addresses[0]).await;
    }
    println!("{name}: a page of {waiting} waiting servers among {servers}, from request to last byte:");
    let mut all = Vec::new();
    for (what, addresses) in lists {
        let mut took = Vec::new();
        for address in &addresses {
            took.push(panel.page(address).await);
        }
        println!("{name}: {what}: {}", told(&mut took));
        all.extend(took);
    }
    println!("{name}: all of them: {} (wanted: p95 below 50)", told(&mut all));
}

/// The lists that people look at: every order, and every kind of filter.
fn filters() -> Vec<(&'static str, Filter)> {
    let some = CaseFilter::default;
    let only = |cases| Filter { cases, ..Filter::default() };
    let by = |order| Filter { order, ..Filter::default() };
    vec![
        ("easiest first", Filter::default()),
        ("largest first", by(Order::Largest)),
        ("longest silent first", by(Order::Longest)),
        ("by state", only(CaseFilter { state: Some(State::LongSilent), ..some() })),
        ("by reason", only(CaseFilter { reason: Some(CaseReason::TooSlow), ..some() })),
        ("by advice: purge", only(CaseFilter { advice: Some(Advised::Purge), ..some() })),
        ("by advice: wait", only(CaseFilter { advice: Some(Advised::Wait), ..some() })),
        ("by people: somebody", only(CaseFilter { people: Some(People::Somebody), ..some() })),
        ("by people: nobody", only(CaseFilter { people: Some(People::Nobody), ..some() })),
        ("by size", only(CaseFilter { stored: Bytes(10_000_000), ..some() })),
        ("by days", only(CaseFilter { silent_days: 180, ..some() })),
        ("by name", only(CaseFilter { name: "s19".to_owned(), ..some() })),
        (
            "by all at once, largest first",
            Filter {
                cases: CaseFilter {
                    state: Some(State::LongSilent),
                    stored: Bytes(1_000_000),
                    silent_days: 30,
                    name: "s1".to_owned(),
                    ..some()
                },
                order: Order::Largest,
                turn: None,
            },
        ),
    ]
}

/// The addresses of up to `count` pages of a list, each `apart` pages behind the one before; fewer when the list ends.
async fn addresses(engine: &Engine, list: Filter, apart: usize, count: usize) -> Vec<String> {
    let mut addresses = vec![list.address()];
    let mut turn = None;
    for nth in 1..apart.max(1) * count {
        turn = engine.case_page(&list.cases, list.order, turn.as_ref()).await.expect("reads").next;
        match &turn {
            Some(_) if nth % apart.max(1) == 0 => addresses.push(list.turned(turn.clone()).address()),
            Some(_) => {}
            None => break,
        }
    }
    addresses
}

fn told(took: &mut [Duration]) -> String {
    took.sort_unstable();
    let ms = |at: usize| took[at].as_secs_f64() * 1e3;
    let (median, p95) = (ms(took.len() / 2), ms(took.len() * 95 / 100));
    format!("median {median:.1} ms, p95 {p95:.1} ms of {} pages", took.len())
}

/// A number of the full benchmark at the wished scale.
fn scaled(full: usize) -> usize {
    let percent: usize = std::env::var("BENCH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    (full * percent / 100).max(1)
}

async fn engine(state: &str) -> Engine {
    let settings = EngineSettings {
        state: state.to_owned(),
        site: SITE.to_owned(),
        mastodon: None,
        remotes: RemotesSettings::new("Groundskeeper (benchmark)".to_owned()),
        notices: None,
        timing: Timing::default(),
        clock: Clock::System,
    };
    Engine::open(settings).await.expect("opens")
}
