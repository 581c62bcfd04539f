//! Old profile pictures, in fours: plain, preview, twice, interrupted.

use model::jobs::remove_profile_media::{KeepReason, Options, ProfileMediaReport};
use model::{Job, JobKind, Mode, Report, RunFailure, RunState};
use simulator::{AccountState, FileTree, Kind, Plan, S3Fault, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until};

fn job(options: &Options) -> Job {
    Job::RemoveProfileMedia(options.clone())
}

fn report(report: Report) -> ProfileMediaReport {
    match report {
        Report::RemoveProfileMedia(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// A quiet account, one quiet but followed, one seen lately, one that posted lately.
async fn gallery() -> Ground {
    let ground = Ground::with(Plan::new()).await;
    let world = &ground.world;
    let pictured = |acct: &str, days| {
        world.remote_account(acct).created(days_ago(400)).seen(days_ago(days)).avatar(Kind::Gif).header(Kind::Png)
    };
    let member = world.member("admin").await;
    pictured("quiet@a.example", 31).await;
    let followed = pictured("followed@a.example", 31).await;
    world.follow(&member, &followed, days_ago(90)).await;
    pictured("fresh@a.example", 29).await;
    let lively = pictured("lively@a.example", 31).await;
    world.status(&lively).at(days_ago(3)).await;
    ground
}

async fn with_pictures(ground: &Ground) -> Vec<String> {
    let sql = "SELECT username FROM accounts WHERE domain IS NOT NULL AND avatar_file_name IS NOT NULL ORDER BY 1";
    sqlx::query_scalar(sql).fetch_all(ground.world.pool()).await.expect("reads")
}

#[tokio::test]
async fn only_the_quiet_lose_their_pictures_and_every_byte_is_counted() {
    let ground = gallery().await;
    let before = ground.moment().await;
    let report = report(ground.run(job(&Options::default()), Mode::Apply).await);
    let after = ground.moment().await;
    assert_eq!((report.visited, report.accounts, report.files_removed), (4, 1, 3));
    let one_of = |reason| (reason, 1);
    let spared = [KeepReason::ProcessedLately, KeepReason::PostedLately, KeepReason::Followed].map(one_of);
    assert_eq!(report.spared, spared.into());
    assert_eq!(report.bytes_reclaimed.0, before.files.size() - after.files.size());
    assert_eq!(with_pictures(&ground).await, ["followed", "fresh", "lively"]);
    assert_eq!(after.files.empty_folders().count(), 0);
}

#[tokio::test]
async fn a_preview_says_the_same_and_changes_nothing() {
    let ground = gallery().await;
    let before = ground.moment().await;
    let preview = report(ground.run(job(&Options::default()), Mode::Preview).await);
    assert!(before == ground.moment().await);
    assert_eq!(preview, report(ground.run(job(&Options::default()), Mode::Apply).await));
}

#[tokio::test]
async fn a_second_run_finds_nothing() {
    let ground = gallery().await;
    ground.run(job(&Options::default()), Mode::Apply).await;
    let settled = ground.moment().await;
    let again = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!((again.accounts, again.files_removed, again.bytes_reclaimed.0), (0, 0, 0));
    assert!(settled == ground.moment().await);
}

/// `tootctl accounts cull` touches `updated_at`, and whoever it has visited looks lively for weeks.
#[tokio::test]
async fn a_cull_before_changes_nothing_of_what_is_removed() {
    let ground = Ground::with(Plan::new().account("quiet@a.example", AccountState::Living)).await;
    ground.account("quiet@a.example").await;
    let pictures = job(&Options { inactive_days: 7, ..Options::default() });
    let alone = report(ground.run(pictures.clone(), Mode::Preview).await);
    assert_eq!(alone.accounts, 1);
    let Report::CullAccounts(cull) = ground.run(JobKind::CullAccounts.with_defaults(), Mode::Apply).await else {
        panic!("a report of another job")
    };
    assert_eq!(cull.confirmed, 1);
    assert_eq!(report(ground.run(pictures, Mode::Preview).await), alone);
}

#[tokio::test]
async fn options_widen_and_narrow_the_choice() {
    let ground = gallery().await;
    let headers = Options { headers_only: true, include_followed: true, ..Options::default() };
    let report = report(ground.run(job(&headers), Mode::Apply).await);
    assert_eq!((report.accounts, report.files_removed), (2, 2));
    assert_eq!(with_pictures(&ground).await.len(), 4, "avatars stay");
}

#[tokio::test]
async fn what_cannot_be_removed_is_listed_with_its_reason_and_tried_again() {
    let ground = gallery().await;
    // A folder in the place of the file cannot be removed as a file, whoever we are.
    let file = ground.world.remote_account("stuck@a.example").created(days_ago(400)).seen(days_ago(31));
    let file = file.avatar(Kind::Png).await.avatar.remove(0);
    let place = ground.files().join(file);
    let folder = place.parent().expect("has a folder").to_owned();
    std::fs::remove_dir_all(&folder).expect("goes");
    std::fs::write(&folder, "a file where a folder should be").expect("is written");

    let first = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!((first.accounts, first.failures.groups()[0].count), (1, 1), "only what is gone counts");
    let stuck = ground.engine().await.stuck_files(9).await.expect("reads");
    assert_eq!((stuck.count, stuck.some[0].reason.as_str(), stuck.some[0].tries), (1, "not a directory", 1));

    std::fs::remove_file(&folder).expect("goes");
    ground.run(job(&Options::default()), Mode::Apply).await;
    assert_eq!(ground.engine().await.stuck_files(9).await.expect("reads").count, 0);
}

#[tokio::test]
async fn a_limit_ends_the_run() {
    let ground = gallery().await;
    let options = Options { include_followed: true, limit: Some(1), ..Options::default() };
    let report = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((report.accounts, report.limit_reached), (1, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_handed_back_is_finished_with_true_numbers() {
    let ground = Ground::with(Plan::new()).await;
    for n in 0..1_100 {
        let account = ground.world.remote_account(&format!("a{n}@a.example")).created(days_ago(400)).seen(days_ago(31));
        account.avatar(Kind::Png).await;
    }
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(&Options::default()), Mode::Apply).await.expect("starts");
    let going = CancellationToken::new();
    let first = tokio::spawn({
        let (engine, going) = (engine.clone(), going.clone());
        async move { engine.work(going).await }
    });
    until(&engine, &id, |run| run.progress.removed > 0).await;
    going.cancel();
    first.await.expect("ends");
    let second_going = CancellationToken::new();
    let second = tokio::spawn({
        let (engine, going) = (ground.engine().await, second_going.clone());
        async move { engine.work(going).await }
    });
    let run = ended(&engine, &id).await;
    second_going.cancel();
    second.await.expect("ends");
    let report = report(run.report.expect("has a report"));
    assert_eq!((report.visited, report.accounts, report.files_removed), (1_100, 1_100, 1_100));
    assert_eq!(ground.moment().await.files.files().count(), 0);
}

/// The rows let go of files that stay: the run ends after that batch, and the next one takes them.
#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_lets_no_file_go_ends_the_run_and_the_next_one_takes_the_files() {
    let ground = Ground::on_s3(Plan::new()).await;
    for n in 0..110 {
        let account = ground.world.remote_account(&format!("quiet{n}@a.example")).created(days_ago(400));
        account.seen(days_ago(90)).avatar(Kind::Png).await;
    }
    let refused = S3Fault::Refused { containing: String::new(), code: "AccessDenied" };
    ground.s3().fail_always(Some(refused));
    let engine = ground.engine().await;
    let run = engine.run_in_foreground(job(&Options::default()), Mode::Apply, CancellationToken::new(), |_| {}).await;
    let run = run.expect("runs");
    assert!(matches!(run.state, RunState::Failed { failure: RunFailure::Storage, .. }), "{:?}", run.state);
    let files = || FileTree::of(ground.s3().folder()).expect("reads").files().count();
    assert!(files() >= 110, "all of them are there");
    let avatars = S3Fault::Refused { containing: "avatars".to_owned(), code: "AccessDenied" };
    ground.s3().fail_always(Some(avatars));
    let other = ground.world.remote_account("other@a.example").created(days_ago(400));
    other.seen(days_ago(90)).header(Kind::Png).await;
    let report = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!(report.files_removed, 1, "those that stay are not in the way of others");
    ground.s3().fail_always(None);
    ground.run(job(&Options::default()), Mode::Apply).await;
    assert_eq!(files(), 0);
}
