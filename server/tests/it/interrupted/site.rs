//! A site with its own state, driven by the program alone.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use engine::store::Db;
use engine::store::counts::{self, Count, Counts};
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::{self, NewRun};
use engine::store::sites;
use model::receipt::Kind;
use model::{Failures, JobKind, Millis, Mode, Trigger};
use serde_json::Value;
use simulator::{Fediverse, FileTree, MastodonVersion, Plan, S3Server, TestDatabase, World};
use tempfile::TempDir;

/// Kills the job; gives its report when it was faster and ended by itself.
pub(super) fn killed(mut child: Child) -> Option<Value> {
    // It may end between our look and our signal.
    let _ = child.kill();
    let output = child.wait_with_output().expect("is collected");
    output.status.success().then(|| report(&output))
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one document")
}

/// The site; it goes when the value does.
pub(super) struct Site {
    pub(super) world: World,
    pub(super) fediverse: Fediverse,
    /// Where its files are, if not in a folder of its own.
    pub(super) s3: Option<S3Server>,
    files: PathBuf,
    folder: TempDir,
    _database: TestDatabase,
}

impl Site {
    /// A site with its files in a folder.
    pub(super) async fn with(plan: Plan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let files = folder.path().join("files");
        std::fs::create_dir_all(files.join("cache")).expect("is made");
        let storage = format!("PAPERCLIP_ROOT_PATH={}", files.display());
        Self::over(plan, folder, files, &storage, None).await
    }

    /// A site with its files in a service.
    pub(super) async fn on_s3(plan: Plan) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = S3Server::start(folder.path()).await.expect("it starts");
        let (files, storage) = (server.folder().to_owned(), server.env());
        Self::over(plan, folder, files, &storage, Some(server)).await
    }

    async fn over(plan: Plan, folder: TempDir, files: PathBuf, storage: &str, s3: Option<S3Server>) -> Self {
        let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
        let world = World::on(&database).await.files(&files);
        world.instance_actor().await;
        let env = format!(
            "LOCAL_DOMAIN=home.example\nDATABASE_URL={}\nALLOWED_PRIVATE_ADDRESSES={}\n{storage}\n",
            database.url(),
            Fediverse::allowed_private_addresses()
        );
        std::fs::write(folder.path().join("env"), env).expect("is written");
        let fediverse = Fediverse::start(plan).await.expect("starts");
        Self { world, fediverse, s3, files, folder, _database: database }
    }

    pub(super) fn start(&self, arguments: &[&str]) -> Child {
        let path = |name: &str| self.folder.path().join(name);
        Command::new(env!("CARGO_BIN_EXE_groundskeeper"))
            .arg("--mastodon-env")
            .arg(path("env"))
            .arg("--state")
            .arg(format!("sqlite://{}", path("state.db").display()))
            .arg("--dns")
            .arg(self.fediverse.dns_addr().to_string())
            .arg("run")
            .args(arguments)
            .args(["--mode", "apply", "--json"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts")
    }

    /// Three runs of the past that removed so many each, of so many: what a run removes now is not far
    /// more than usual.
    pub(super) async fn usually_removes(&self, removed: u64, asked: u64) {
        let db = self.state().await;
        db.migrate().await.expect("is brought up to date");
        let site = sites::ensure(&db, "home.example", Millis(0)).await.expect("is there");
        for at in [1, 2, 3].map(Millis) {
            let new = NewRun {
                site,
                job: JobKind::CullAccounts.with_defaults(),
                mode: Mode::Apply,
                trigger: Trigger::CommandLine,
                fired: None,
                created_at: at,
                due_at: at,
            };
            let id = runs::insert(&db, &new, None).await.expect("is queued");
            lease::claim(&db, "past", Some(&id), at, at).await.expect("asks").expect("is free");
            let counted = Counts::of(Count::Removed, removed).and(Count::Visited, asked);
            lease::checkpoint(&db, &id, "past", &(), &counted, &Failures::default()).await.expect("writes");
            lease::end(&db, &id, "past", &Ending::Finished, None, at).await.expect("ends");
        }
    }

    pub(super) async fn left(&self, count: &'static str) -> i64 {
        sqlx::query_scalar(count).fetch_one(self.world.pool()).await.expect("counts")
    }

    /// Starts the job and kills it as soon as no more than `at` are left.
    pub(super) async fn kill_at(&self, arguments: &[&str], count: &'static str, at: i64) {
        let mut child = self.start(arguments);
        while self.left(count).await > at {
            assert_eq!(child.try_wait().expect("is asked"), None, "it ended before it could be killed");
        }
        child.kill().expect("is killed");
        child.wait().expect("is collected");
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Value {
        let output = self.start(arguments).wait_with_output().expect("ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        report(&output)
    }

    /// Lines of receipts in its own state; none as long as there is no such table.
    pub(super) async fn saved(&self) -> i64 {
        let Db::Lite { read, .. } = self.state().await else { unreachable!("its own state is a file") };
        sqlx::query_scalar("SELECT count(*) FROM receipts").fetch_one(&read).await.unwrap_or(0)
    }

    /// How many of each kind that run counts.
    pub(super) async fn saved_of(&self, run: &str) -> [u64; 5] {
        let run = run.parse().expect("an id");
        let counts = counts::of_run(&self.state().await, &run).await.expect("are read");
        Kind::ALL.map(|kind| counts.get(Count::Saved(kind)))
    }

    async fn state(&self) -> Db {
        Db::open(&format!("sqlite://{}", self.root().join("state.db").display())).await.expect("opens")
    }

    pub(super) fn files(&self) -> FileTree {
        FileTree::of(&self.files).expect("reads")
    }

    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }
}
