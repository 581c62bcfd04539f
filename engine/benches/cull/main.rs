//! How fast a cull is, as ratios measured in one run: against a plain load generator that makes the same requests to the same server,
//! and against what arithmetic allows where every answer takes a while. And how much memory more accounts cost.
//!
//! `make bench` runs it. `BENCH_SCALE` (percent, 100 by default) makes everything smaller.

mod ground;
mod memory;
mod plain;

use std::time::Instant;

use ground::Ground;
use model::jobs::cull_accounts::Options;

/// Questions at a time to one origin.
const PER_ORIGIN: usize = 2;

fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads and timers");
    if let Some(accounts) = std::env::args().skip_while(|word| word != "--memory").nth(1) {
        return runtime.block_on(memory::measure(accounts.parse().expect("a number")));
    }
    runtime.block_on(async {
        against_a_load_generator().await;
        against_arithmetic().await;
    });
    memory::compare(scaled(100_000), scaled(2_000_000));
}

/// A number of the full benchmark at the wished scale.
fn scaled(full: usize) -> usize {
    let percent: usize = std::env::var("BENCH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    (full * percent / 100).max(1)
}

/// 50,000 living accounts on 2,000 origins at 250 addresses.
async fn against_a_load_generator() {
    let (accounts, origins) = (scaled(50_000), scaled(2_000));
    let ground = Ground::with(accounts, origins, 250, 0).await;
    let begun = Instant::now();
    let report = ground.cull(Options::default()).await;
    let cull = begun.elapsed();
    assert_eq!(report.confirmed, accounts as u64, "every account is living: {report:?}");
    let requests = ground.requests();
    let begun = Instant::now();
    plain::replay(&ground, &requests, PER_ORIGIN, 512).await;
    let plain = begun.elapsed();
    let asked: usize = requests.iter().map(|(_, paths)| paths.len()).sum();
    let rate = |took: std::time::Duration| asked as f64 / took.as_secs_f64();
    println!(
        "cull of {accounts} living accounts on {origins} origins: {asked} requests, {:.0} a second; \
         plain load generator: {:.0} a second; ratio {:.2} (wanted: at least 0.50)",
        rate(cull),
        rate(plain),
        rate(cull) / rate(plain)
    );
}

/// Every answer takes 200 ms and each origin gets two questions at a time: no program can be faster than that.
async fn against_arithmetic() {
    const LATENCY_MS: u64 = 200;
    let (accounts, origins) = (scaled(12_000), scaled(40));
    let ground = Ground::with(accounts, origins, 40, LATENCY_MS).await;
    let begun = Instant::now();
    ground.cull(Options::default()).await;
    let took = begun.elapsed().as_secs_f64();
    let limit = ground.most_requests().div_ceil(PER_ORIGIN as u64) as f64 * LATENCY_MS as f64 / 1_000.0;
    println!(
        "cull of {accounts} accounts on {origins} origins that take {LATENCY_MS} ms: {took:.1} s; \
         arithmetic limit {limit:.1} s; ratio {:.2} (wanted: at least 0.90)",
        limit / took
    );
}
