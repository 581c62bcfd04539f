//! A site with many accounts on many servers, all of them living, and a fediverse that answers for them on a thread of its own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use engine::remotes::{RemotesSettings, Timeouts};
use engine::{Clock, Engine, EngineSettings, Timing};
use model::jobs::cull_accounts::{CullReport, Options};
use model::{Job, Mode, Report};
use simulator::{AccountState, Fediverse, MastodonVersion, Plan, TestDatabase, World};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

pub(crate) struct Ground {
    pub(crate) fediverse: Fediverse,
    pub(crate) engine: Engine,
    origins: usize,
    _folder: TempDir,
    _database: TestDatabase,
}

/// The name of an origin.
fn origin(n: usize) -> String {
    format!("s{n}.example")
}

impl Ground {
    pub(crate) async fn with(accounts: usize, origins: usize, addresses: u8, latency_ms: u64) -> Self {
        let plan = (0..accounts).fold(Plan::new().latency_ms(latency_ms).spread_over(addresses), |plan, n| {
            plan.account(&format!("a{n}@{}", origin(n % origins)), AccountState::Living)
        });
        let fediverse = on_a_thread_of_its_own(plan);
        let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
        let folder = tempfile::tempdir().expect("a folder");
        World::on(&database).await.instance_actor().await;
        write_accounts(&database, accounts, origins, fediverse.http_port()).await;
        let engine = engine(&database.url(), folder.path(), &fediverse).await;
        Self { fediverse, engine, origins, _folder: folder, _database: database }
    }

    pub(crate) async fn cull(&self, options: Options) -> CullReport {
        let run =
            self.engine.run_in_foreground(Job::CullAccounts(options), Mode::Apply, CancellationToken::new(), |_| {});
        match run.await.expect("runs").report {
            Some(Report::CullAccounts(report)) => report,
            other => panic!("a cull reports on a cull: {other:?}"),
        }
    }

    /// How often the origin was asked that was asked most often.
    pub(crate) fn most_requests(&self) -> u64 {
        (0..self.origins).map(|n| self.fediverse.seen(&origin(n)).requests).max().unwrap_or_default()
    }

    /// What each origin was asked since the start, in order; origins remember some fifty questions.
    pub(crate) fn requests(&self) -> Vec<(String, Vec<String>)> {
        (0..self.origins).map(|n| (origin(n), self.fediverse.seen(&origin(n)).paths)).collect()
    }
}

/// The server's work must not be done by the threads that are measured.
fn on_a_thread_of_its_own(plan: Plan) -> Fediverse {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            sender.send(Fediverse::start(plan).await.expect("starts")).expect("somebody waits");
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().expect("it starts")
}

/// All accounts at once, quiet for nine days.
pub(crate) async fn write_accounts(database: &TestDatabase, accounts: usize, origins: usize, port: u16) {
    const SQL: &str = "INSERT INTO accounts (id, username, domain, uri, protocol, created_at, updated_at)
        SELECT 100000000000000000 + n, 'a' || n, 's' || (n % $2) || '.example',
          'http://s' || (n % $2) || '.example:' || $3 || '/users/a' || n, 1,
          now() - interval '400 days', now() - interval '9 days'
        FROM generate_series(0, $1 - 1) AS n";
    let whole = |n: usize| i64::try_from(n).expect("is small");
    sqlx::query(SQL)
        .bind(whole(accounts))
        .bind(whole(origins))
        .bind(i32::from(port))
        .execute(database.pool())
        .await
        .expect("are written");
    sqlx::query("ANALYZE accounts").execute(database.pool()).await.expect("is analysed");
}

pub(crate) async fn engine(database_url: &str, folder: &Path, fediverse: &Fediverse) -> Engine {
    let env = BTreeMap::from([
        ("LOCAL_DOMAIN".to_owned(), "home.example".to_owned()),
        ("DATABASE_URL".to_owned(), database_url.to_owned()),
        ("PAPERCLIP_ROOT_PATH".to_owned(), folder.display().to_string()),
        ("ALLOWED_PRIVATE_ADDRESSES".to_owned(), Fediverse::allowed_private_addresses().to_owned()),
    ]);
    let mastodon = mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable");
    let remotes = RemotesSettings {
        allowed_private: mastodon.allowed_private_addresses.clone(),
        dns: Some(fediverse.dns_addr()),
        timeouts: Timeouts { connect: Duration::from_secs(10), answer: Duration::from_secs(20) },
        ..RemotesSettings::new("Groundskeeper (benchmark)".to_owned())
    };
    let settings = EngineSettings {
        state: format!("sqlite://{}", folder.join("state.db").display()),
        site: "home.example".to_owned(),
        mastodon: Some(mastodon),
        remotes,
        notices: None,
        timing: Timing::default(),
        clock: Clock::System,
    };
    Engine::open(settings).await.expect("opens")
}
