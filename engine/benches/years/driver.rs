//! A site lives through a history: its engine works, and a moderator does what it suggests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use engine::remotes::{Network as Asks, RemotesSettings};
use engine::store::Db;
use engine::{ActError, Clock, Engine, EngineSettings, NewSchedule, Timing};
use model::case::{Advised, CaseFilter};
use model::time::HOUR_MS;
use model::{Cadence, Decision, Domain, JobKind, Millis, Operator, Role};
use simulator::years::{History, Home, How, Judge, Own, START, Tally, Years, cull_and_purge};
use simulator::{MastodonVersion, TestDatabase};
use tempfile::TempDir;

use super::network::Network;

/// The hours of a day at which the engine does what is due.
const HOURS: [i64; 4] = [3, 9, 15, 21];
/// The hour at which the moderator looks at the panel.
const MODERATOR: i64 = 9;

/// Time stands still while the engine works, but for this: silences that come together share one
/// look at our own connection.
const PAUSE: Duration = Duration::from_micros(50);

static PROVIDER: Once = Once::new();

/// What came of one seed.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) ours: Tally,
    pub(crate) tootctl: Tally,
    /// What was lost, in words.
    pub(crate) losses: Vec<String>,
    /// Deleted accounts that stayed too long, in words.
    pub(crate) stayed: Vec<String>,
}

/// Lets a site live through the history of a seed.
pub(crate) async fn live(years: Years) -> Outcome {
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().expect("nobody installed one before");
    });
    let history = Arc::new(years.history());
    let mut site = Site::open(&history).await;
    for day in 0..years.days {
        site.day(day).await;
    }
    let tootctl = cull_and_purge(&history).tally();
    site.judge.requests = site.network.requests();
    Outcome { ours: site.judge.tally(), tootctl, losses: site.losses().await, stayed: site.stayed() }
}

struct Site<'a> {
    history: &'a History,
    network: Arc<Network>,
    engine: Engine,
    clock: Clock,
    home: Home<'a>,
    judge: Judge<'a>,
    servers: BTreeMap<String, usize>,
    _files: TempDir,
    _database: TestDatabase,
}

fn moderator() -> Operator {
    Operator { name: "mika".to_owned(), role: Role::Caretaker }
}

impl<'a> Site<'a> {
    async fn open(history: &'a Arc<History>) -> Self {
        let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
        let files = in_memory().expect("a folder");
        let home = Home::settle(database.pool().clone(), history).await.expect("is written");
        let network = Arc::new(Network::of(Arc::clone(history)));
        let clock = Clock::manual(START);
        let engine = Engine::open(settings(&by_socket(&database).await, files.path(), &network, history, &clock)).await;
        let engine = engine.expect("opens");
        engine.set_schedule(&moderator(), every_night()).await.expect("is set");
        let servers =
            history.servers.iter().enumerate().map(|(place, server)| (server.domain.clone(), place)).collect();
        let judge = Judge::new(history);
        Self { history, network, engine, clock, home, judge, servers, _files: files, _database: database }
    }

    async fn day(&mut self, day: u32) {
        if let Some(yesterday) = day.checked_sub(1) {
            self.home.day(yesterday).await.expect("is written");
        }
        for hour in HOURS {
            let at = self.history.years.day(day).plus_ms(hour * HOUR_MS);
            if self.history.own(at) == Some(Own::Off) {
                continue;
            }
            self.clock.advance_ms(self.history.clocks(at).0.0 - self.clock.now().0);
            let release = self.network.set(at);
            if hour == MODERATOR {
                self.moderate(at).await;
            }
            self.engine.tick(&release).await.expect("works");
            self.notice_removals(at).await;
        }
    }

    /// The moderator purges what the panel suggests to purge, on the day on which it does.
    async fn moderate(&mut self, at: Millis) {
        for domain in self.advised(Advised::Unfollow).await {
            self.judge.warned(self.servers[domain.as_str()], at);
        }
        let purges = self.advised(Advised::Purge).await;
        for domain in &purges {
            self.judge.suggested(self.servers[domain.as_str()], at);
        }
        if !purges.is_empty() {
            self.purge(&purges).await;
        }
    }

    /// Whoever was heard from since the advice is refused by name, and the others are purged.
    async fn purge(&self, purges: &[Domain]) {
        for purge in purges {
            match self.engine.decide(&moderator(), std::slice::from_ref(purge), Decision::Purge).await {
                Ok(_) | Err(ActError::Heard { .. }) => {}
                Err(error) => panic!("{purge} is purged: {error}"),
            }
        }
    }

    async fn advised(&self, advice: Advised) -> Vec<Domain> {
        let filter = CaseFilter { advice: Some(advice), ..CaseFilter::default() };
        self.engine.matching_domains(&filter).await.expect("reads")
    }

    /// Tells the judge who went.
    async fn notice_removals(&mut self, at: Millis) {
        let removed = self.home.removed().await.expect("reads");
        if removed.is_empty() {
            return;
        }
        let purged = self.purged_accounts().await;
        let mut servers = BTreeSet::new();
        for place in removed {
            let how = if purged.contains(&place) { How::Purge } else { How::Cull };
            self.judge.removed(place, at, how);
            if how == How::Purge {
                servers.insert(self.history.accounts[place].server);
            }
        }
        for server in servers {
            self.judge.purged(server, at);
        }
    }

    /// Who went because a person decided so.
    async fn purged_accounts(&self) -> BTreeSet<usize> {
        let ids: Vec<i64> = sqlx::query_scalar("SELECT account_id FROM removed_accounts WHERE status = 0")
            .fetch_all(self.state())
            .await
            .expect("reads");
        ids.into_iter().filter_map(|id| self.home.place_of(id)).collect()
    }

    fn state(&self) -> &sqlx::SqlitePool {
        match self.engine.db() {
            Db::Lite { read, .. } => read,
            Db::Postgres(_) => unreachable!("the state is in a file"),
        }
    }

    /// What was lost, with the life of its server and what the engine saw.
    async fn losses(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (server, at) in self.judge.servers_lost() {
            let evidence = self.evidence(&self.history.servers[*server].domain).await;
            told.push(format!("a server, purged: {}\n{evidence}", self.history.told(*server, *at)));
        }
        for loss in self.judge.losses() {
            let server = &self.history.servers[self.history.accounts[loss.account].server];
            let name = format!("{}@{}", self.history.accounts[loss.account].name, server.domain);
            let proof: Option<String> =
                sqlx::query_scalar("SELECT status || ' ' || proof FROM removed_accounts WHERE account = $1")
                    .bind(&name)
                    .fetch_optional(self.state())
                    .await
                    .expect("reads");
            let seen = proof.unwrap_or_default();
            told.push(format!(
                "{}    seen: {seen}\n{}",
                self.history.told_loss(&loss),
                self.evidence(&server.domain).await
            ));
        }
        told
    }

    /// The latest looks at a server that are kept, and what was seen when its purge was decided.
    async fn evidence(&self, domain: &str) -> String {
        let seen: Vec<(i64, String)> = sqlx::query_as(
            "SELECT at, detail FROM activities WHERE act = 'decide-purge' AND ' ' || subject || ' ' LIKE $1 ORDER BY at",
        )
        .bind(format!("% {domain} %"))
        .fetch_all(self.state())
        .await
        .expect("reads");
        let decided: String = seen.into_iter().map(|(at, seen)| decided(at, &seen, domain)).collect();
        let looks: Vec<(i64, Option<String>)> =
            sqlx::query_as("SELECT at, reason FROM evidence WHERE domain = $1 ORDER BY at DESC LIMIT 12")
                .bind(domain)
                .fetch_all(self.state())
                .await
                .expect("reads");
        let line = |(at, reason): (i64, Option<String>)| {
            format!(
                "    look: {} {}\n",
                Millis(at).to_utc().format("%Y-%m-%d %H:%M"),
                reason.unwrap_or("well".to_owned())
            )
        };
        decided + &looks.into_iter().map(line).collect::<String>()
    }

    fn stayed(&self) -> Vec<String> {
        let told = |place: usize| {
            let account = &self.history.accounts[place];
            let near = account.gone_from().unwrap_or(START);
            format!("{} {:?}\n  {}", account.name, account.turns, self.history.told(account.server, near))
        };
        self.judge.kept_of_the_deleted().map(told).collect()
    }
}

/// A folder in memory, where the system has such a place: nothing has to survive a loss of power,
/// for which our state waits at each commit.
fn in_memory() -> std::io::Result<TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

/// The address of a database by the socket of its server, which is faster than the network.
async fn by_socket(database: &TestDatabase) -> String {
    let folder: String = sqlx::query_scalar("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)")
        .fetch_one(database.pool())
        .await
        .expect("reads");
    let mut url: url::Url = database.url().parse().expect("is an address");
    if !folder.is_empty() {
        url.query_pairs_mut().append_pair("host", &folder);
    }
    url.into()
}

/// What was known of a server when its purge was decided.
fn decided(at: i64, seen: &str, domain: &str) -> String {
    let cases: Vec<model::Case> = serde_json::from_str(seen).unwrap_or_default();
    let Some(case) = cases.into_iter().find(|case| case.domain.as_str() == domain) else { return String::new() };
    let day = |at: Millis| at.to_utc().format("%m-%d").to_string();
    let looks: Vec<String> = case
        .evidence
        .iter()
        .map(|look| format!("{} {}", day(look.at), look.reason.map_or("well", |reason| reason.as_str())))
        .collect();
    format!(
        "    purge decided on {}: {:?} since {}; {}\n",
        day(Millis(at)),
        case.state,
        day(case.silent_since),
        looks.join(", ")
    )
}

fn every_night() -> NewSchedule {
    NewSchedule {
        job: JobKind::CullAccounts.with_defaults(),
        cadence: Cadence::Daily,
        time: "03:00".parse().expect("a time"),
        zone: "UTC".to_owned(),
        enabled: true,
    }
}

fn settings(database: &str, files: &Path, network: &Arc<Network>, history: &History, clock: &Clock) -> EngineSettings {
    let env = BTreeMap::from([
        ("LOCAL_DOMAIN".to_owned(), "home.example".to_owned()),
        ("DATABASE_URL".to_owned(), database.to_owned()),
        ("PAPERCLIP_ROOT_PATH".to_owned(), files.display().to_string()),
    ]);
    let nobody = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
    let remotes = RemotesSettings {
        dns: Some(nobody),
        second_dns: history.years.has_two_books().then_some(nobody),
        hosts_file: files.join("hosts"),
        has_route: |_| true,
        retry_pause: PAUSE,
        network: Asks::Simulated(Arc::clone(network) as Arc<_>),
        clock: clock.clone(),
        ..RemotesSettings::new("Groundskeeper (years)".to_owned())
    };
    EngineSettings {
        state: format!("sqlite://{}", files.join("state.db").display()),
        site: "home.example".to_owned(),
        mastodon: Some(mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable")),
        remotes,
        notices: None,
        timing: Timing::default(),
        clock: clock.clone(),
    }
}
