//! `run`: exit statuses, and exactly one document.

use std::io::BufRead;

use engine::store::Db;
use engine::store::runs::lease;
use engine::store::runs::{self, NewRun};
use engine::store::sites;
use model::{JobKind, Millis, Mode, Trigger};
use serde_json::json;
use simulator::{AccountState, Behaviour, Fediverse, Kind, Plan, S3Fault, S3Server, TestDatabase, World, days_ago};

use crate::support::{MastodonServer, Program};

/// A fediverse of two servers, one of which is silent, and a Mastodon that knows three accounts there.
async fn with_remote_accounts(latency_ms: u64) -> (MastodonServer, Fediverse) {
    let plan = Plan::new()
        .account("alive@busy.example", AccountState::Living)
        .account("gone@busy.example", AccountState::Gone)
        .server("quiet.example", Behaviour::Refused)
        .latency_ms(latency_ms);
    let fediverse = Fediverse::start(plan).await.expect("a fediverse");
    let server = MastodonServer::start().await;
    let world = World::on(&server.database).await.files(server.media());
    world.instance_actor().await;
    for acct in ["alive@busy.example", "gone@busy.example", "lost@quiet.example"] {
        world.remote_account(acct).uri(&fediverse.uri(acct)).created(days_ago(400)).seen(days_ago(30)).await;
    }
    let networks = Fediverse::allowed_private_addresses();
    server.write_env(&format!("{}ALLOWED_PRIVATE_ADDRESSES={networks}\n", server.env()));
    (server, fediverse)
}

fn cull(server: &MastodonServer, fediverse: &Fediverse, mode: &str) -> Program {
    let dns = fediverse.dns_addr().to_string();
    server.program().args(["run", "cull-accounts", "--mode", mode, "--dns", &dns])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cull_prints_one_document_with_its_report() {
    let (server, fediverse) = with_remote_accounts(0).await;
    for (mode, left) in [("preview", 3), ("apply", 2)] {
        let ended = cull(&server, &fediverse, mode).args(["--json"]).run();
        let document = ended.expect(0).json();
        let expected = json!({
            "job": "cull-accounts", "mode": mode, "state": "finished",
            "visited": 3, "confirmed": 1, "removed": 1, "second_look": 0, "held": 0,
            "skipped_domains": [{ "domain": "quiet.example", "reason": "refuses-connections" }],
            "removed_accounts": ["gone@busy.example"],
        });
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&document[name], value, "{name} of {document}");
        }
        let accounts: i64 = sqlx::query_scalar("SELECT count(*) FROM accounts WHERE domain IS NOT NULL")
            .fetch_one(server.database.pool())
            .await
            .expect("answers");
        assert_eq!(accounts, left, "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_which_no_file_could_be_removed_ends_with_status_1_and_says_so() {
    let server = MastodonServer::start().await;
    let bucket = S3Server::start(&server.media()).await.expect("starts");
    server.write_env(&format!("{}{}", server.env(), bucket.env()));
    let world = World::on(&server.database).await.files(bucket.folder());
    let quiet = world.remote_account("quiet@a.example").created(days_ago(400)).seen(days_ago(90));
    quiet.avatar(Kind::Png).header(Kind::Png).await;
    bucket.fail_always(Some(S3Fault::Refused { containing: String::new(), code: "AccessDenied" }));
    let ended = server.program().args(["run", "remove-profile-media", "--mode", "apply"]).run();
    ended.expect(1);
    assert!(ended.stdout.contains("finished, but none of its files could be removed"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cull_without_json_says_it_plainly() {
    let (server, fediverse) = with_remote_accounts(0).await;
    let ended = cull(&server, &fediverse, "preview").run();
    ended.expect(0);
    for word in ["preview finished", "would be removed", "left alone: quiet.example (refuses-connections)"] {
        assert!(ended.stdout.contains(word), "{word} is missing in {}", ended.stdout);
    }
    assert!(!ended.stdout.contains("All green"));
    let busy = cull(&server, &fediverse, "preview").args(["--domain", "busy.example"]).run();
    assert!(busy.expect(0).stdout.contains("All green"), "{busy:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn profile_media_and_purge_print_one_document_too() {
    let (server, _fediverse) = with_remote_accounts(0).await;
    let run = |line: &str| server.program().args(line.split(' ')).args(["--mode", "preview", "--json"]).run();
    let media = run("run remove-profile-media").expect(0).json();
    for name in ["visited", "accounts", "files_removed", "bytes_reclaimed"] {
        assert_eq!(media[name], 0, "{name} of {media}");
    }
    assert_eq!(media["failures"], json!([]));
    let purge = run("run purge-domain quiet.example busy.example").expect(0).json();
    assert_eq!((&purge["accounts"], &purge["mode"]), (&json!(3), &json!("preview")), "{purge}");
    assert_eq!(purge.get("receipt"), None, "a preview saves none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_says_what_it_saved_for_members() {
    let (server, _fediverse) = with_remote_accounts(0).await;
    let world = World::on(&server.database).await.files(server.media());
    let member = world.member("maya").await;
    let followed = world.remote_account("friend@quiet.example").await;
    world.follow(&member, &followed, days_ago(30)).await;
    let purge = ["run", "purge-domain", "--mode", "apply"];
    let document = server.program().args(purge).args(["quiet.example", "--json"]).run().expect(0).json();
    assert_eq!(document["receipt"]["lines"]["follows"], 1, "{document}");
    assert_eq!(document["receipt"]["members_following"], 1, "{document}");
    let plain = server.program().args(purge).args(["busy.example"]).run();
    assert!(plain.expect(0).stdout.contains("No receipt: members had nothing there."), "{plain:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_at_work_elsewhere_is_refused() {
    let (server, fediverse) = with_remote_accounts(0).await;
    server.program().args(["migrate"]).run().expect(0);
    let db = Db::open(&server.state()).await.expect("our own state");
    let now = Millis::from(chrono::Utc::now());
    let site = sites::ensure(&db, "here.example", now).await.expect("a site");
    let job = JobKind::CullAccounts.with_defaults();
    let trigger = Trigger::Schedule;
    let new = NewRun { site, job, mode: Mode::Apply, trigger, fired: None, created_at: now, due_at: now };
    let id = runs::insert(&db, &new, None).await.expect("a run");
    lease::claim(&db, "another machine", Some(&id), now, now.plus_ms(600_000)).await.expect("is claimed");
    db.close().await;

    cull(&server, &fediverse, "preview").run().expect(3).says(&["already at work", id.as_str()]);
    let ended = cull(&server, &fediverse, "preview").args(["--json"]).run();
    let document = ended.expect(3).json();
    assert_eq!(document["state"], "refused");
    assert!(document["message"].as_str().is_some_and(|said| said.contains(id.as_str())), "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_mastodons_is_refused() {
    let server = MastodonServer::start().await;
    let other = TestDatabase::empty().await;
    server.names_database(&other.url());
    let ended = server.program().args(["run", "remove-profile-media", "--mode", "apply", "--json"]).run();
    assert_eq!(ended.expect(3).json()["mode"], "apply");
    ended.says(&["Mastodon"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_with_an_unknown_blocking_table_is_refused_by_its_name() {
    let (server, fediverse) = with_remote_accounts(0).await;
    sqlx::raw_sql("CREATE TABLE plugin_notes (account_id bigint REFERENCES accounts (id))")
        .execute(server.database.pool())
        .await
        .expect("is made");
    let ended = cull(&server, &fediverse, "apply").run();
    ended.expect(3);
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("plugin_notes"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_storage_folder_fails_the_run_with_a_sentence() {
    let (server, fediverse) = with_remote_accounts(0).await;
    std::fs::remove_dir_all(server.media()).expect("is removed");
    let ended = cull(&server, &fediverse, "apply").run();
    ended.expect(1);
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("folder"), "{said}");
    let gone: i64 = sqlx::query_scalar("SELECT count(*) FROM accounts WHERE username = 'gone'")
        .fetch_one(server.database.pool())
        .await
        .expect("answers");
    assert_eq!(gone, 1, "nothing was removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_stops_after_its_batch_with_status_130() {
    let (server, fediverse) = with_remote_accounts(400).await;
    let (started, stderr) = cull(&server, &fediverse, "preview").args(["--json"]).start_watched();
    let progress =
        stderr.lines().map_while(Result::ok).find(|line| line.contains("preparing") || line.contains("working"));
    assert!(progress.is_some(), "progress is told");
    started.send("INT");
    let (status, document) = started.wait();
    assert_eq!(status, Some(130));
    let document: serde_json::Value = serde_json::from_str(&document).expect("one document");
    assert_eq!(document["state"], "stopped");
}
