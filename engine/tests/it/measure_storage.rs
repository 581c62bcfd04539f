//! Storage: plain, preview, twice, interrupted; and every threshold against the rule itself.

use engine::Engine;
use engine::store::removal_journal::RunJournal;
use engine::store::runs::{NewRun, insert};
use engine::store::storage_snapshots::newest;
use mastodon::journal::Journal;
use mastodon::profile_media::signs_after;
use model::jobs::measure_storage::{MeasureReport, Options};
use model::jobs::remove_profile_media::{self, ProfileMediaReport};
use model::storage::{Amount, Snapshot};
use model::time::DAY_MS;
use model::{AccountId, Bytes, Job, Mode, Report, RunState, Trigger};
use simulator::{Kind, Plan, days_ago};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::state::{State, on_both_engines};

fn job() -> Job {
    Job::MeasureStorage(Options::default())
}

fn report(report: Report) -> MeasureReport {
    match report {
        Report::MeasureStorage(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

async fn measured(engine: &Engine) -> Option<Snapshot> {
    newest(engine.db(), engine.site()).await.expect("reads")
}

/// Accounts of every quiet around the usual thresholds, some of them dear to somebody, with posts and emojis.
async fn museum(state: State) -> Ground {
    let ground = Ground::on(state, Plan::new()).await;
    let world = &ground.world;
    let member = world.member("admin").avatar(Kind::Png).await;
    for (n, days) in [0, 1, 6, 7, 8, 29, 30, 31, 60, 90, 364, 365, 366, 500].into_iter().enumerate() {
        let account = |name: &str| {
            let acct = format!("{name}{days}@{}.example", if n % 3 == 0 { "a" } else { "b" });
            world.remote_account(&acct).created(days_ago(600)).seen(days_ago(days))
        };
        account("both").avatar(Kind::Gif).header(Kind::Png).await;
        account("header").header(Kind::Jpeg).await;
        let followed = account("followed").avatar(Kind::Png).header(Kind::Webp).await;
        world.follow(&member, &followed, days_ago(590)).await;
        account("bare").await;
    }
    let poster =
        world.remote_account("poster@c.example").created(days_ago(600)).seen(days_ago(400)).avatar(Kind::Png).await;
    let post = world.status(&poster).at(days_ago(45)).await;
    world.attach(&post, Kind::Video).await;
    world
        .remote_account("never@c.example")
        .created(days_ago(600))
        .seen(days_ago(77))
        .never_webfingered()
        .header(Kind::Png)
        .await;
    world.emoji("theirs", Some("c.example")).await;
    world.emoji("ours", None).await;
    ground
}

on_both_engines! {
    async fn what_is_stored_is_measured_and_nothing_is_changed(state) {
        let ground = museum(state).await;
        let before = ground.moment().await;
        let report = report(ground.run(job(), Mode::Apply).await);
        assert!(before == ground.moment().await, "Mastodon stays as it was, byte for byte");
        let engine = ground.engine().await;
        let kept = measured(&engine).await.expect("is kept");
        assert_eq!((kept.stock, kept.measured_at), (report.stock, engine.now()));
        assert_eq!((kept.stock.avatars.local.files, kept.stock.avatars.remote.files), (1, 29));
        assert_eq!((kept.stock.headers.remote.files, kept.stock.attachments.remote.files), (43, 2));
        let pictures = kept.ages.all();
        assert_eq!((pictures.avatars, pictures.headers), (kept.stock.avatars.remote, kept.stock.headers.remote));
        let of_servers: Bytes = kept.servers.iter().map(model::storage::ServerStock::bytes).sum();
        let stock = kept.stock;
        let shares = [stock.avatars, stock.headers, stock.attachments, stock.emojis];
        assert_eq!(of_servers, shares.into_iter().map(|share| share.remote.bytes).sum());
        assert_eq!(kept.servers.len(), 3);
    }
}

#[tokio::test]
async fn every_threshold_says_what_a_preview_says() {
    let ground = museum(State::sqlite().await).await;
    ground.run(job(), Mode::Apply).await;
    let kept = measured(&ground.engine().await).await.expect("is kept");
    for inactive_days in [1, 7, 8, 29, 30, 31, 45, 46, 77, 90, 180, 364, 365] {
        for (headers_only, include_followed) in [(false, false), (false, true), (true, false), (true, true)] {
            let options = remove_profile_media::Options {
                inactive_days,
                headers_only,
                include_followed,
                ..remove_profile_media::Options::default()
            };
            let told = kept.ages.would_go(&options);
            let preview = ground.run(Job::RemoveProfileMedia(options.clone()), Mode::Preview).await;
            let Report::RemoveProfileMedia(ProfileMediaReport { accounts, .. }) = preview else {
                panic!("{preview:?}")
            };
            assert_eq!(told.accounts, accounts, "{options:?}");
            assert_eq!(told.total(), plainly(&ground, &options).await, "{options:?}");
        }
    }
}

/// Pictures that a removal would take, by plain sums over the accounts of the museum.
async fn plainly(ground: &Ground, options: &remove_profile_media::Options) -> Amount {
    let followed = if options.include_followed { "true" } else { "username NOT LIKE 'followed%'" };
    let of = |column: &str| format!("count({column}_file_name), coalesce(sum({column}_file_size), 0)::bigint");
    let mut amount = Amount::default();
    let columns: &[&str] = if options.headers_only { &["header"] } else { &["avatar", "header"] };
    for column in columns {
        // The poster posted 45 days ago, which no column of its own tells.
        let sql = format!(
            "SELECT {} FROM accounts WHERE domain IS NOT NULL AND {followed}
               AND (CASE username WHEN 'poster' THEN $1 - interval '45 days'
                    ELSE greatest(updated_at, last_webfingered_at) END) <= $1 - make_interval(days => $2)",
            of(column)
        );
        let sums: (i64, i64) = sqlx::query_as(AssertSqlSafe(sql))
            .bind(ground.clock.now().to_utc().naive_utc())
            .bind(i32::try_from(options.inactive_days).expect("is small"))
            .fetch_one(ground.world.pool())
            .await
            .expect("sums");
        amount += Amount { files: sums.0.unsigned_abs(), bytes: Bytes(sums.1.unsigned_abs()) };
    }
    amount
}

#[tokio::test]
async fn a_preview_measures_the_same_and_keeps_nothing() {
    let ground = museum(State::sqlite().await).await;
    let preview = report(ground.run(job(), Mode::Preview).await);
    let engine = ground.engine().await;
    assert_eq!(measured(&engine).await, None);
    assert_eq!(engine.storage(model::Millis(0)).await.expect("reads").levels, []);
    assert_eq!(preview, report(ground.run(job(), Mode::Apply).await));
}

#[tokio::test]
async fn a_second_measurement_says_the_same() {
    let ground = museum(State::sqlite().await).await;
    ground.run(job(), Mode::Apply).await;
    let engine = ground.engine().await;
    let first = measured(&engine).await.expect("is kept");
    ground.run(job(), Mode::Apply).await;
    let second = measured(&engine).await.expect("is kept");
    assert_ne!(first.run, second.run);
    assert_eq!(Snapshot { run: first.run.clone(), ..second }, first);
    assert_eq!(engine.storage(model::Millis(0)).await.expect("reads").levels.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_measurement_handed_back_at_any_moment_ends_as_one_in_peace() {
    let ground = museum(State::sqlite().await).await;
    ground.run(job(), Mode::Apply).await;
    let peaceful = measured(&ground.engine().await).await.expect("is kept");
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(), Mode::Apply).await.expect("starts");
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
    let kept = measured(&engine).await.expect("is kept");
    assert_eq!(kept, Snapshot { run: id, ..peaceful });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_measurement_that_was_stopped_keeps_nothing() {
    let ground = museum(State::sqlite().await).await;
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(), Mode::Apply).await.expect("starts");
    engine.stop(&caretaker(), &id).await.expect("stops");
    let run = ended(&engine, &id).await;
    assert!(matches!(run.state, RunState::Stopped { .. }), "{:?}", run.state);
    assert_eq!(measured(&engine).await, None);
}

#[tokio::test]
async fn what_an_earlier_removal_left_is_left_to_the_next_removal() {
    let ground = museum(State::sqlite().await).await;
    let engine = ground.engine().await;
    let mastodon = engine.mastodon().await.expect("connects");
    let signs = signs_after(&mastodon, AccountId(i64::MIN), 1_000, ground.clock.now())
        .await
        .expect("reads")
        .expect("there are some");
    let file = signs.accounts.iter().find_map(|account| account.header.clone()).expect("a header");
    let new = NewRun {
        site: engine.site(),
        job: Job::RemoveProfileMedia(remove_profile_media::Options::default()),
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
        files: mastodon.files().clone(),
        counts_accounts: true,
        clock: ground.clock.clone(),
    };
    journal.open(std::slice::from_ref(&file)).await.expect("is written down");
    sqlx::query("UPDATE accounts SET header_file_name = NULL WHERE id = $1")
        .bind(file.owner_id)
        .execute(ground.world.pool())
        .await
        .expect("lets go");
    let before = ground.moment().await;
    ground.run(job(), Mode::Apply).await;
    assert!(before == ground.moment().await, "the object is still there");
}
