//! The storage itself beside the database: compared; and what belongs to nobody removed in fours, held by the brake, left in doubt.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use engine::store::removal_journal::RunJournal;
use engine::store::runs::{NewRun, insert};
use mastodon::files::{FileOwner, StoredFile};
use mastodon::journal::Journal;
use model::jobs::measure_storage::{Listing, MeasureReport, Options};
use model::storage::StoredKind;
use model::storage::comparison::{Brake, SETTLING_MS};
use model::time::DAY_MS;
use model::{Bytes, Job, JobKind, Millis, Mode, Report, RunState, Trigger};
use simulator::{FileTree, Kind, Plan, S3Fault, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, until};
use crate::support::state::{State, on_both_engines};

fn job(listing: Listing, most_orphans_percent: u32) -> Job {
    Job::MeasureStorage(Options { listing, most_orphans_percent, ..Options::default() })
}

/// With room for the orphans of [`attic`].
fn removal() -> Job {
    job(Listing::RemoveOrphans, 60)
}

fn report(report: Report) -> MeasureReport {
    match report {
        Report::MeasureStorage(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// Says of every file below a folder that it was stored at that time.
fn store_at(folder: &Path, at: Millis) {
    for name in FileTree::of(folder).expect("reads").files() {
        let at = UNIX_EPOCH + Duration::from_millis(at.0.unsigned_abs());
        File::options().write(true).open(folder.join(name)).expect("opens").set_modified(at).expect("is set");
    }
}

/// Files of members and others that rows lead to, and those of rows that are gone or hold another file; all of them old.
async fn attic(state: State) -> Ground {
    furnish(Ground::on(state, Plan::new()).await).await
}

async fn furnish(ground: Ground) -> Ground {
    let world = &ground.world;
    world.member("admin").avatar(Kind::Png).header(Kind::Jpeg).await;
    let poster = world.remote_account("poster@a.example").avatar(Kind::Gif).header(Kind::Png).await;
    let post = world.status(&poster).at(days_ago(45)).await;
    world.attach(&post, Kind::Video).await;
    world.attach(&post, Kind::Jpeg).await;
    world.emoji("theirs", Some("a.example")).await;
    world.remote_account("gone@a.example").avatar(Kind::Gif).header(Kind::Png).await;
    world.stray_attachment(&poster, Kind::Audio).await;
    world.remote_account("changed@a.example").header(Kind::Webp).await;
    for sql in [
        "DELETE FROM account_stats WHERE account_id IN (SELECT id FROM accounts WHERE username = 'gone')",
        "DELETE FROM accounts WHERE username = 'gone'",
        "DELETE FROM media_attachments WHERE status_id IS NULL",
        "UPDATE accounts SET header_file_name = 'ffffffffffffffff.webp' WHERE username = 'changed'",
    ] {
        sqlx::raw_sql(sql).execute(world.pool()).await.expect(sql);
    }
    let odd = ground.files().join("backups/dumps/000/000/001/original");
    std::fs::create_dir_all(&odd).expect("a folder");
    std::fs::write(odd.join("archive.zip"), "an export").expect("is written");
    store_at(ground.files(), ground.clock.now().days_before(9));
    ground
}

/// What belongs to nobody in the attic: an avatar in two styles, two headers, and an attachment with its cover.
const ORPHANS: u64 = 6;

on_both_engines! {
    async fn a_comparison_finds_what_belongs_to_nobody_and_changes_nothing(state) {
        let ground = attic(state).await;
        let before = ground.moment().await;
        let report = report(ground.run(job(Listing::Compare, 0), Mode::Apply).await);
        assert!(before == ground.moment().await, "Mastodon stays as it was, byte for byte");
        let found = report.comparison.expect("was compared");
        let files = |kind| found.orphans.get(&kind).map_or(0, |amount| amount.files);
        assert_eq!(
            [StoredKind::Avatars, StoredKind::Headers, StoredKind::Attachments, StoredKind::Emojis].map(files),
            [2, 2, 2, 0]
        );
        assert_eq!((found.all_orphans().files, found.pending.files, found.unknown.files), (ORPHANS, 0, 1));
        assert_eq!(found.unknown_examples, ["backups/dumps/000/000/001/original/archive.zip"]);
        let all = found.all_owned().bytes + found.all_orphans().bytes + found.unknown.bytes;
        assert_eq!(all, Bytes(before.files.size()), "every byte that lies there is told");
        let listed = ground.engine().await.storage(Millis(0)).await.expect("reads").listed.expect("is kept");
        assert_eq!((listed.comparison, listed.stock), (found, report.stock));
        assert_eq!((report.held, report.removed.files), (None, 0));
    }

    async fn what_belongs_to_nobody_goes_and_nothing_else(state) {
        let ground = attic(state).await;
        let before = ground.moment().await;
        let found = report(ground.run(job(Listing::Compare, 0), Mode::Preview).await).comparison.expect("was compared");
        let report = report(ground.run(removal(), Mode::Apply).await);
        let after = ground.moment().await;
        assert!(before.rows == after.rows, "no row is touched");
        let gone: Vec<String> = found.orphan_examples.iter().map(|key| format!("- {key}")).collect();
        assert_eq!(before.files.changes(&after.files), gone);
        assert_eq!(after.files.empty_folders().count(), 0);
        assert_eq!((report.removed.files, report.held), (ORPHANS, None));
        assert_eq!(report.removed.bytes.0, before.files.size() - after.files.size());
        let listed = ground.engine().await.storage(Millis(0)).await.expect("reads").listed.expect("is kept");
        assert_eq!(listed.comparison.all_orphans().files, 0, "the page does not tell of what is gone");
    }
}

#[tokio::test]
async fn a_preview_of_the_removal_says_the_same_and_changes_nothing() {
    let ground = attic(State::sqlite().await).await;
    let before = ground.moment().await;
    let preview = report(ground.run(removal(), Mode::Preview).await);
    assert!(before == ground.moment().await);
    assert_eq!(ground.engine().await.storage(Millis(0)).await.expect("reads").listed, None, "nor is anything kept");
    assert_eq!(preview, report(ground.run(removal(), Mode::Apply).await));
}

#[tokio::test]
async fn a_second_removal_finds_nothing() {
    let ground = attic(State::sqlite().await).await;
    ground.run(removal(), Mode::Apply).await;
    let settled = ground.moment().await;
    let again = report(ground.run(removal(), Mode::Apply).await);
    assert_eq!((again.removed.files, again.comparison.expect("was compared").all_orphans().files), (0, 0));
    assert!(settled == ground.moment().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_handed_back_at_any_moment_ends_as_one_in_peace() {
    let ground = attic(State::sqlite().await).await;
    let peaceful = report(ground.run(removal(), Mode::Preview).await);
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), removal(), Mode::Apply).await.expect("starts");
    let mut seen = 0;
    let run = loop {
        let going = CancellationToken::new();
        let working = tokio::spawn({
            let (engine, going) = (ground.engine().await, going.clone());
            async move { engine.work(going).await }
        });
        let run = until(&engine, &id, |run| run.state.is_final() || run.progress.done > seen).await;
        seen = run.progress.done;
        going.cancel();
        working.await.expect("ends");
        if run.state.is_final() {
            break run;
        }
    };
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    assert_eq!(report(run.report.expect("has a report")), peaceful);
}

#[tokio::test]
async fn more_than_the_brake_allows_is_left_and_told() {
    let ground = attic(State::sqlite().await).await;
    let before = ground.moment().await;
    let report = report(ground.run(job(Listing::RemoveOrphans, 10), Mode::Apply).await);
    assert!(before == ground.moment().await);
    assert_eq!((report.held, report.removed.files), (Some(Brake::TooMany), 0));
    assert_eq!(report.comparison.expect("was compared").all_orphans().files, ORPHANS);
}

#[tokio::test]
async fn nothing_goes_from_a_storage_in_which_nothing_is_ours() {
    let ground = attic(State::sqlite().await).await;
    sqlx::raw_sql(
        "UPDATE accounts SET avatar_file_name = NULL, header_file_name = NULL;
         UPDATE media_attachments SET file_file_name = NULL, thumbnail_file_name = NULL;
         UPDATE custom_emojis SET image_file_name = NULL",
    )
    .execute(ground.world.pool())
    .await
    .expect("is emptied");
    let before = ground.moment().await;
    let report = report(ground.run(job(Listing::RemoveOrphans, 100), Mode::Apply).await);
    assert!(before == ground.moment().await);
    assert_eq!(report.held, Some(Brake::NothingIsOurs));
}

#[tokio::test]
async fn what_is_younger_than_a_day_is_left_to_itself() {
    let ground = attic(State::sqlite().await).await;
    store_at(ground.files(), ground.clock.now().plus_ms(1 - SETTLING_MS));
    let before = ground.moment().await;
    let report = report(ground.run(removal(), Mode::Apply).await);
    assert!(before == ground.moment().await);
    assert_eq!(report.comparison.expect("was compared").pending.files, ORPHANS);
}

#[tokio::test]
async fn what_waits_in_the_removal_journal_is_left_to_it() {
    let ground = attic(State::sqlite().await).await;
    let engine = ground.engine().await;
    let new = NewRun {
        site: engine.site(),
        job: JobKind::RemoveProfileMedia.with_defaults(),
        mode: Mode::Apply,
        trigger: Trigger::CommandLine,
        fired: None,
        created_at: engine.now(),
        due_at: engine.now().plus_ms(DAY_MS),
    };
    let journal = RunJournal {
        db: engine.db().clone(),
        site: engine.site(),
        run: insert(engine.db(), &new, None).await.expect("is queued"),
        files: engine.mastodon().await.expect("connects").files().clone(),
        counts_accounts: true,
        clock: ground.clock.clone(),
    };
    let changed: i64 = sqlx::query_scalar("SELECT id FROM accounts WHERE username = 'changed'")
        .fetch_one(ground.world.pool())
        .await
        .expect("is there");
    let file = StoredFile {
        owner: FileOwner::AccountHeader,
        owner_id: changed,
        file_name: "eeeeeeeeeeeeeeee.webp".to_owned(),
        content_type: None,
        size: Bytes::ZERO,
        schema_version: 1,
        remote: true,
    };
    journal.open(&[file]).await.expect("is written down");
    let report = report(ground.run(removal(), Mode::Apply).await);
    assert_eq!(report.removed.files, ORPHANS - 1);
    assert_eq!(report.comparison.expect("was compared").pending.files, 1);
}

#[tokio::test]
async fn what_a_bucket_keeps_is_told_and_not_counted() {
    let ground = furnish(Ground::on_s3(Plan::new()).await).await;
    let before = ground.moment().await;
    let found = report(ground.run(job(Listing::Compare, 0), Mode::Preview).await).comparison.expect("was compared");
    assert_eq!((found.all_orphans().files, found.unknown.files), (ORPHANS, 1), "a bucket is listed as a folder is");
    let refused = S3Fault::Refused { containing: found.orphan_examples[0].clone(), code: "AccessDenied" };
    ground.s3().fail_always(Some(refused));
    let first = report(ground.run(removal(), Mode::Apply).await);
    assert_eq!((first.removed.files, first.failures.groups()[0].count), (ORPHANS - 1, 1));
    ground.s3().fail_always(None);
    let second = report(ground.run(removal(), Mode::Apply).await);
    assert_eq!((second.removed.files, second.failures.groups().len()), (1, 0), "a later run finds it again");
    let after = ground.moment().await;
    assert_eq!((before.files.files().count() - after.files.files().count()) as u64, ORPHANS);
    assert_eq!(before.files.size() - after.files.size(), (first.removed.bytes + second.removed.bytes).0);
}
