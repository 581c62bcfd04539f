//! A site to tend: a Mastodon, its files, a fediverse around it, our own state and a clock.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use engine::remotes::{Network, RemotesSettings, Timeouts};
use engine::{Clock, Engine, EngineSettings, NoticeSettings, Timing};
use model::time::DAY_MS;
use model::{Job, Millis, Mode, Operator, Report, Role, Run, RunState};
use simulator::{
    Fediverse, FileTree, Kind, MastodonVersion, Plan, PrivateRedis, S3Server, Snapshot, TestDatabase, World, days_ago,
    snapshot,
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::proxy::Proxy;
use super::state::State;
use super::wire::Wire;

static PROVIDER: Once = Once::new();

/// Everything of one test; it goes when the value does.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) fediverse: Fediverse,
    pub(crate) clock: Clock,
    pub(crate) state: State,
    /// To which addresses the machine of the site has a way.
    pub(crate) has_route: fn(IpAddr) -> bool,
    /// What the clock of that machine shows. The servers of the fediverse have the right time.
    pub(crate) machine: Clock,
    env: BTreeMap<String, String>,
    settings: mastodon::Settings,
    files: TempDir,
    _database: TestDatabase,
    redis: Option<(PrivateRedis, TempDir)>,
    s3: Option<S3Server>,
}

/// A Mastodon and its files at one moment.
#[derive(Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) rows: Snapshot,
    pub(crate) files: FileTree,
}

impl Ground {
    pub(crate) async fn with(plan: Plan) -> Self {
        Self::on(State::sqlite().await, plan).await
    }

    pub(crate) async fn on(state: State, plan: Plan) -> Self {
        let ground = Self::without_actor(state, plan).await;
        ground.world.instance_actor().await;
        ground
    }

    /// A site whose instance actor nobody has made, so that it cannot sign.
    pub(crate) async fn without_actor(state: State, plan: Plan) -> Self {
        Self::over(TestDatabase::fresh(MastodonVersion::V4_6).await, state, plan).await
    }

    /// A site over a database that is there already, whatever is in it.
    pub(crate) async fn over(database: TestDatabase, state: State, plan: Plan) -> Self {
        PROVIDER.call_once(|| {
            rustls::crypto::ring::default_provider().install_default().expect("is the first");
        });
        let files = tempfile::tempdir().expect("a folder");
        let world = World::on(&database).await.files(files.path());
        let env = env(&database.url(), files.path());
        let settings = mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable");
        let fediverse = Fediverse::start(plan).await.expect("starts");
        let clock = Clock::manual(world.now());
        Self {
            world,
            fediverse,
            clock,
            state,
            has_route: engine::remotes::has_route,
            machine: Clock::System,
            env,
            settings,
            files,
            _database: database,
            redis: None,
            s3: None,
        }
    }

    /// A site whose files are in a bucket of an S3-compatible server.
    pub(crate) async fn on_s3(plan: Plan) -> Self {
        let mut ground = Self::with(plan).await;
        let server = S3Server::start(ground.files.path()).await.expect("starts");
        ground.world = ground.world.files(server.folder());
        ground.set(mastodon::env_file::parse(&server.env()).expect("is read"));
        ground.s3 = Some(server);
        ground
    }

    /// The server of the bucket.
    pub(crate) fn s3(&self) -> &S3Server {
        self.s3.as_ref().expect("the site has a bucket")
    }

    /// A site with a Redis of its own, where Mastodon's background jobs wait.
    pub(crate) async fn with_redis(plan: Plan) -> Self {
        Self::with(plan).await.and_redis()
    }

    /// The same site with a Redis of its own.
    pub(crate) fn and_redis(mut self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let redis = PrivateRedis::start(folder.path()).expect("Redis starts");
        self.set(BTreeMap::from([("REDIS_URL".to_owned(), redis.url())]));
        self.redis = Some((redis, folder));
        self
    }

    /// The same site, whose connections to its database are shared with others.
    pub(crate) fn sharing_connections(mut self) -> Self {
        self.set(BTreeMap::from([("PREPARED_STATEMENTS".to_owned(), "false".to_owned())]));
        self
    }

    /// The same site behind that proxy.
    pub(crate) fn behind(mut self, proxy: &Proxy) -> Self {
        self.set(BTreeMap::from([("http_proxy".to_owned(), proxy.url())]));
        self
    }

    /// From now on engines reach Mastodon's database through a wire.
    pub(crate) async fn wire(&mut self) -> Wire {
        let database = &mut self.settings.database;
        let mastodon::settings::Host::Name(host) = database.host.clone() else { panic!("tests use TCP") };
        let wire = Wire::to(host, database.port).await;
        (database.host, database.port) = (mastodon::settings::Host::Name("127.0.0.1".to_owned()), wire.port);
        wire
    }

    /// Adds to Mastodon's own settings.
    fn set(&mut self, more: BTreeMap<String, String>) {
        self.env.extend(more);
        self.settings = mastodon::Settings::from_env(&self.env, Path::new("/")).expect("are usable");
    }

    /// Where Mastodon's files are: its folder, or the one behind the bucket.
    pub(crate) fn files(&self) -> &Path {
        self.s3.as_ref().map_or(self.files.path(), S3Server::folder)
    }

    /// The address of the site's Redis.
    pub(crate) fn redis_url(&self) -> String {
        self.redis.as_ref().expect("the site has a Redis").0.url()
    }

    /// An account of another server as the fediverse of the plan answers for it, quiet for nine days.
    pub(crate) async fn account(&self, acct: &str) -> simulator::Account {
        let uri = self.fediverse.uri(acct);
        let account = self.world.remote_account(acct).uri(&uri).created(days_ago(400)).seen(days_ago(9));
        account.avatar(Kind::Gif).header(Kind::Jpeg).await
    }

    /// Mastodon hears from an account now: it refreshes its profile.
    pub(crate) async fn hears_from(&self, acct: &str) {
        self.heard_from_at(acct, self.clock.now()).await;
    }

    /// Mastodon has heard from an account at that moment.
    pub(crate) async fn heard_from_at(&self, acct: &str, at: Millis) {
        const SQL: &str = "UPDATE accounts SET last_webfingered_at = to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC'
            WHERE username || '@' || domain = $2";
        let done = sqlx::query(SQL).bind(at.0).bind(acct).execute(self.world.pool()).await;
        assert_eq!(done.expect("is written").rows_affected(), 1, "{acct} is known");
    }

    /// How this site asks others.
    pub(crate) fn remotes(&self) -> RemotesSettings {
        RemotesSettings {
            user_agent: "Groundskeeper (tests)".to_owned(),
            allowed_private: self.settings.allowed_private_addresses.clone(),
            proxies: self.settings.proxies.clone(),
            dns: Some(self.fediverse.dns_addr()),
            second_dns: None,
            ca_file: Some(self.fediverse.ca_pem_path().to_owned()),
            hosts_file: "/etc/hosts".into(),
            has_route: self.has_route,
            timeouts: Timeouts { connect: Duration::from_secs(6), answer: Duration::from_secs(6) },
            retry_pause: Duration::ZERO,
            network: Network::Real,
            clock: self.machine.clone(),
        }
    }

    /// An engine of this site, as each process has its own.
    pub(crate) async fn engine(&self) -> Engine {
        self.engine_with(Timing::default()).await
    }

    /// One with its own rhythm, except that it never sleeps for long.
    pub(crate) async fn engine_with(&self, timing: Timing) -> Engine {
        Engine::open(self.engine_settings(timing)).await.expect("opens")
    }

    /// One that writes to members by the web API at that address.
    pub(crate) async fn engine_that_writes(&self, api_address: &str) -> Engine {
        let api_address = api_address.parse().expect("an address");
        let notices = Some(NoticeSettings { api_address, token: "the-token".to_owned().into() });
        let settings = self.engine_settings(Timing::default());
        Engine::open(EngineSettings { notices, ..settings }).await.expect("opens")
    }

    fn engine_settings(&self, timing: Timing) -> EngineSettings {
        EngineSettings {
            state: self.state.address.clone(),
            site: "home.example".to_owned(),
            mastodon: Some(self.settings.clone()),
            remotes: self.remotes(),
            notices: None,
            timing: Timing { poll: Duration::from_millis(20), ..timing },
            clock: self.clock.clone(),
        }
    }

    /// Runs a job to its end in the foreground and returns its report.
    pub(crate) async fn run(&self, job: Job, mode: Mode) -> Report {
        let run = self.engine().await.run_in_foreground(job, mode, CancellationToken::new(), |_| {}).await;
        let run = run.expect("runs");
        assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
        run.report.expect("has a report")
    }

    /// Days pass, and each day every look that is due is made.
    pub(crate) async fn days_pass(&self, days: u32) {
        let engine = self.engine().await;
        for _ in 0..days {
            self.clock.advance_ms(DAY_MS + DAY_MS / 8);
            while engine.look_again().await.expect("looks") > 0 {}
        }
    }

    pub(crate) async fn moment(&self) -> Moment {
        Moment {
            rows: snapshot(self.world.pool()).await.expect("reads"),
            files: FileTree::of(self.files()).expect("reads"),
        }
    }

    /// Which accounts of other servers there are, by name.
    pub(crate) async fn remote_accounts(&self) -> Vec<String> {
        let sql = "SELECT username || '@' || domain FROM accounts WHERE domain IS NOT NULL ORDER BY 1";
        sqlx::query_scalar(sql).fetch_all(self.world.pool()).await.expect("reads")
    }
}

fn env(url: &str, files: &Path) -> BTreeMap<String, String> {
    // A folder without anything in it is one whose disk is gone.
    std::fs::create_dir_all(files.join("cache")).expect("is made");
    let env = BTreeMap::from([
        ("LOCAL_DOMAIN", "home.example".to_owned()),
        ("DATABASE_URL", url.to_owned()),
        ("PAPERCLIP_ROOT_PATH", files.display().to_string()),
        ("ALLOWED_PRIVATE_ADDRESSES", Fediverse::allowed_private_addresses().to_owned()),
    ]);
    env.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(crate) fn caretaker() -> Operator {
    Operator { name: "mika".to_owned(), role: Role::Caretaker }
}

/// Waits until a run has ended, by looking at it; work loops are fast in tests.
pub(crate) async fn ended(engine: &Engine, id: &model::RunId) -> Run {
    until(engine, id, |run| run.state.is_final()).await
}

/// Works until a run is over.
pub(crate) async fn worked_to_its_end(engine: &Engine, id: &model::RunId) -> Run {
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(engine, id).await;
    working.cancel();
    worker.await.expect("ends");
    run
}

/// Waits until a run is as wished.
pub(crate) async fn until(engine: &Engine, id: &model::RunId, is: impl Fn(&Run) -> bool) -> Run {
    loop {
        let run = engine.run(id).await.expect("reads").expect("is there");
        if is(&run) {
            return run;
        }
        tokio::task::yield_now().await;
    }
}
