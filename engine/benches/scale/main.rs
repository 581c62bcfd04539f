//! What more accounts cost a measurement of storage, and a whole run of old profile pictures after it: time for each of them, and memory.
//!
//! Each size is measured in a process of its own, with our state in SQLite and Mastodon's files in a folder. `make bench` runs it;
//! `BENCH_SCALE` (percent, 100 by default) makes it smaller.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use engine::remotes::RemotesSettings;
use engine::{Clock, Engine, EngineSettings, Timing};
use model::{JobKind, Mode, Report};
use simulator::{MastodonVersion, TestDatabase};
use tokio_util::sync::CancellationToken;

const FEW: usize = 10_000;
const MANY: usize = 1_000_000;
/// Everybody has both pictures and has been quiet for long. Their files are not there, so what is measured is all but the storage.
const FILL: &str = "INSERT INTO accounts (id, username, domain, uri, protocol, created_at, updated_at,
    avatar_file_name, avatar_content_type, avatar_file_size, avatar_remote_url, avatar_storage_schema_version,
    header_file_name, header_content_type, header_file_size, header_remote_url, header_storage_schema_version)
  SELECT 100000000000000000 + n * 65536, 'a' || n, 's' || (n % 500) || '.example', 'https://s.example/users/a' || n, 1,
    now() - interval '900 days', now() - interval '400 days',
    lpad(to_hex(n), 16, '0') || '.png', 'image/png', 9000, 'https://s.example/a.png', 1,
    lpad(to_hex(n), 16, 'f') || '.jpeg', 'image/jpeg', 90000, 'https://s.example/h.jpeg', 1
  FROM generate_series(1, $1) AS n";

/// What one size took.
struct Taken {
    removal: f64,
    measurement: f64,
    /// The most memory that the process ever held, in MB.
    memory: f64,
}

fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    if let Some(accounts) = std::env::args().skip_while(|word| word != "--accounts").nth(1) {
        let runtime = tokio::runtime::Runtime::new().expect("the system gives threads and timers");
        return runtime.block_on(measure(accounts.parse().expect("a number")));
    }
    let percent: usize = std::env::var("BENCH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let [few, many] = [FEW, MANY].map(|accounts| (accounts * percent / 100).max(1));
    let (small, large) = (of(few), of(many));
    let each = |seconds: f64, accounts: usize| seconds * 1e6 / accounts as f64;
    for (job, small, large) in
        [("old profile pictures", small.removal, large.removal), ("storage", small.measurement, large.measurement)]
    {
        let (small, large) = (each(small, few), each(large, many));
        println!(
            "{job}: {small:.0} µs for each of {few} accounts, {large:.0} µs for each of {many}; ratio {:.2} (wanted: at most 1.20)",
            large / small
        );
    }
    println!(
        "memory of both: {:.0} MB for {few} accounts, {:.0} MB for {many} (wanted: at most 150)",
        small.memory, large.memory
    );
}

fn of(accounts: usize) -> Taken {
    let program = std::env::current_exe().expect("this program is somewhere");
    let output = Command::new(program).args(["--accounts", &accounts.to_string()]).output().expect("starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [removal, measurement, memory] = numbers[..] else {
        panic!("{said}{}", String::from_utf8_lossy(&output.stderr))
    };
    Taken { removal, measurement, memory }
}

async fn measure(accounts: usize) {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let count = i64::try_from(accounts).expect("is small");
    sqlx::query(FILL).bind(count).execute(database.pool()).await.expect("are written");
    sqlx::raw_sql("VACUUM ANALYZE accounts").execute(database.pool()).await.expect("is analysed");
    let engine = engine(&database.url(), folder.path()).await;
    let (measurement, _) = run(&engine, JobKind::MeasureStorage).await;
    let (removal, report) = run(&engine, JobKind::RemoveProfileMedia).await;
    let Report::RemoveProfileMedia(report) = report else { panic!("{report:?}") };
    assert_eq!(report.visited, accounts as u64);
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells the peak");
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    println!("{} {} {}", removal.as_secs_f64(), measurement.as_secs_f64(), kilobytes / 1_024.0);
}

async fn run(engine: &Engine, kind: JobKind) -> (Duration, Report) {
    let begun = Instant::now();
    let run = engine.run_in_foreground(kind.with_defaults(), Mode::Apply, CancellationToken::new(), |_| {});
    let report = run.await.expect("runs").report.expect("has a report");
    (begun.elapsed(), report)
}

async fn engine(database_url: &str, folder: &Path) -> Engine {
    let env = BTreeMap::from([
        ("LOCAL_DOMAIN".to_owned(), "home.example".to_owned()),
        ("DATABASE_URL".to_owned(), database_url.to_owned()),
        ("PAPERCLIP_ROOT_PATH".to_owned(), folder.display().to_string()),
    ]);
    let settings = EngineSettings {
        state: format!("sqlite://{}", folder.join("state.db").display()),
        site: "home.example".to_owned(),
        mastodon: Some(mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable")),
        remotes: RemotesSettings::new("Groundskeeper (benchmark)".to_owned()),
        notices: None,
        timing: Timing::default(),
        clock: Clock::System,
    };
    Engine::open(settings).await.expect("opens")
}
