//! How much memory more accounts cost: the most a process of its own ever held while it went through so many.

use std::process::Command;

use model::jobs::cull_accounts::Options;
use model::{Job, Mode};
use simulator::{Behaviour, Fediverse, MastodonVersion, Plan, TestDatabase, World};
use tokio_util::sync::CancellationToken;

use crate::ground::{engine, write_accounts};

/// Servers; all of them are busy with errors, so that accounts are read and judged without a question each.
const SERVERS: usize = 500;

/// Measures both in processes of their own, and says what the difference is.
pub(crate) fn compare(few: usize, many: usize) {
    let (small, large) = (peak_of(few), peak_of(many));
    println!(
        "memory of a cull: {small:.0} MB for {few} accounts, {large:.0} MB for {many}; difference {:.0} MB (wanted: less than 20)",
        large - small
    );
}

fn peak_of(accounts: usize) -> f64 {
    let program = std::env::current_exe().expect("this program is somewhere");
    let output = Command::new(program).args(["--memory", &accounts.to_string()]).output().expect("starts");
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().unwrap_or_else(|_| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)))
}

/// Culls so many accounts and prints the most memory that this process ever held, in MB.
pub(crate) async fn measure(accounts: usize) {
    let plan = (0..SERVERS)
        .fold(Plan::new().spread_over(100), |plan, n| plan.server(&format!("s{n}.example"), Behaviour::Trouble(503)));
    let fediverse = Fediverse::start(plan).await.expect("starts");
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let folder = tempfile::tempdir().expect("a folder");
    World::on(&database).await.instance_actor().await;
    write_accounts(&database, accounts, SERVERS, fediverse.http_port()).await;
    let engine = engine(&database.url(), folder.path(), &fediverse).await;
    let job = Job::CullAccounts(Options::default());
    engine.run_in_foreground(job, Mode::Preview, CancellationToken::new(), |_| {}).await.expect("runs");
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells the peak");
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    println!("{}", kilobytes / 1_024.0);
}
