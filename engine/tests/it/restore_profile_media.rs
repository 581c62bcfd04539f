//! Bringing pictures back, in fours: plain, preview, twice, interrupted.

use std::collections::BTreeMap;

use engine::{RunError, RunFilter};
use model::jobs::restore_profile_media::{Options, RestoreReport, Urgency};
use model::{AccountId, Job, Mode, Report};
use simulator::{Account, Behaviour, Kind, Plan, days_ago};
use sqlx::AssertSqlSafe;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::sidekiq::Sidekiq;

fn job(options: &Options) -> Job {
    Job::RestoreProfileMedia(options.clone())
}

fn report(report: Report) -> RestoreReport {
    match report {
        Report::RestoreProfileMedia(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// An account of another server, quiet for long, whose pictures were removed.
async fn faceless(ground: &Ground, acct: &str) -> Account {
    let uri = ground.fediverse.uri(acct);
    let account = ground.world.remote_account(acct).uri(&uri).created(days_ago(400)).seen(days_ago(90));
    let account = account.avatar(Kind::Gif).header(Kind::Png).await;
    let sql = format!(
        "UPDATE accounts SET avatar_file_name = NULL, header_file_name = NULL,
         avatar_remote_url = 'https://x.example/a.gif', header_remote_url = 'https://x.example/h.png' WHERE id = {}",
        account.id.0
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(ground.world.pool()).await.expect("they are removed");
    account
}

/// Somebody followed, somebody who wrote lately, somebody written to, somebody nobody would miss, and a friend on a silent server.
struct Missed {
    ground: Ground,
    followed: Account,
    poster: Account,
    addressed: Account,
}

async fn missed() -> Missed {
    let plan = Plan::new().server("a.example", Behaviour::Healthy).server("off.example", Behaviour::Refused);
    let ground = Ground::with_redis(plan).await;
    let member = ground.world.member("member").await;
    // Made in the opposite order of their urgency.
    let poster = faceless(&ground, "poster@a.example").await;
    ground.world.status(&poster).at(days_ago(3)).await;
    let addressed = faceless(&ground, "addressed@a.example").await;
    ground.world.status(&member).mentioning(&addressed).at(days_ago(2)).await;
    let followed = faceless(&ground, "followed@a.example").await;
    ground.world.follow(&member, &followed, days_ago(200)).await;
    let friend = faceless(&ground, "friend@off.example").await;
    ground.world.follow(&member, &friend, days_ago(200)).await;
    faceless(&ground, "stranger@a.example").await;
    Missed { ground, followed, poster, addressed }
}

fn pictures(accounts: &[&Account]) -> Vec<(AccountId, String)> {
    accounts.iter().flat_map(|a| ["avatar", "header"].map(|what| (a.id, what.to_owned()))).collect()
}

#[tokio::test]
async fn the_most_missed_are_asked_for_first_and_looked_for_later() {
    let Missed { ground, followed, poster, addressed } = missed().await;
    let mut sidekiq = Sidekiq::of(&ground).await;

    let first = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!((first.candidates, first.asked, first.came, first.silent), (4, 3, 0, 1));
    let waiting = [(Urgency::Known, 2), (Urgency::InTouch, 1), (Urgency::Active, 1)];
    assert_eq!(first.waiting, BTreeMap::from(waiting));
    assert_eq!(sidekiq.work(&ground).await, pictures(&[&followed, &addressed, &poster]));

    let engine = ground.engine().await;
    let run = engine.runs(&RunFilter { job: None, before: None, limit: 1 }).await.expect("reads")[0].id.clone();
    ground.run(job(&Options::default()), Mode::Apply).await;
    let looked = engine.run(&run).await.expect("reads").expect("is there").report.expect("has a report");
    assert_eq!(report(looked).came, 3, "the next run saw that they came");
}

#[tokio::test]
async fn a_preview_says_who_is_missed_and_changes_nothing() {
    let Missed { ground, .. } = missed().await;
    let mut sidekiq = Sidekiq::of(&ground).await;
    let before = ground.moment().await;
    let preview = report(ground.run(job(&Options::default()), Mode::Preview).await);
    assert_eq!((preview.candidates, preview.asked), (4, 0));
    assert!(before == ground.moment().await);
    assert_eq!(sidekiq.waiting().await, 0);
    let real = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!(preview.waiting, real.waiting, "the preview left nothing behind");
}

#[tokio::test]
async fn who_was_asked_for_lately_is_not_asked_for_twice() {
    let Missed { ground, .. } = missed().await;
    let mut sidekiq = Sidekiq::of(&ground).await;
    ground.run(job(&Options::default()), Mode::Apply).await;
    assert_eq!(sidekiq.waiting().await, 6);
    let again = report(ground.run(job(&Options::default()), Mode::Apply).await);
    assert_eq!((again.candidates, again.asked, sidekiq.waiting().await), (4, 0, 6));
    let at_once = Options { again_days: 0, ..Options::default() };
    ground.clock.advance_ms(1_000);
    assert_eq!(report(ground.run(job(&at_once), Mode::Apply).await).asked, 3);
}

#[tokio::test]
async fn a_missing_face_is_brought_back_by_name() {
    let Missed { ground, .. } = missed().await;
    let mut sidekiq = Sidekiq::of(&ground).await;
    let handles = ["Stranger@a.example", "nobody@a.example"].map(str::to_owned);
    let report = report(ground.run(job(&Options { handles: handles.into(), ..Options::default() }), Mode::Apply).await);
    assert_eq!((report.asked, report.waiting), (1, BTreeMap::from([(Urgency::Named, 1)])));
    assert_eq!(report.failures.groups()[0].examples, ["nobody@a.example"]);
    assert_eq!(sidekiq.work(&ground).await.len(), 2);
}

#[tokio::test]
async fn a_limit_ends_the_run_with_the_most_missed() {
    let Missed { ground, followed, .. } = missed().await;
    let mut sidekiq = Sidekiq::of(&ground).await;
    let report = report(ground.run(job(&Options { limit: Some(1), ..Options::default() }), Mode::Apply).await);
    assert_eq!((report.asked, report.limit_reached), (1, true));
    assert_eq!(sidekiq.work(&ground).await, pictures(&[&followed]));
}

#[tokio::test]
async fn a_site_without_redis_is_told_what_to_do() {
    let ground = Ground::with(Plan::new()).await;
    let engine = ground.engine().await;
    let going = CancellationToken::new();
    let refused = engine.run_in_foreground(job(&Options::default()), Mode::Apply, going, |_| {}).await;
    assert!(matches!(&refused, Err(RunError::Refused(why)) if why.to_string().contains("REDIS_URL")), "{refused:?}");
    assert!(engine.start(&caretaker(), job(&Options::default()), Mode::Apply).await.is_err());
    assert!(!engine.fetches_pictures());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_waited_for_and_a_run_handed_back_asks_for_each_once() {
    let plan = Plan::new().server("a.example", Behaviour::Healthy);
    let ground = Ground::with_redis(plan).await;
    let member = ground.world.member("member").await;
    for n in 0..60 {
        let account = faceless(&ground, &format!("a{n}@a.example")).await;
        ground.world.follow(&member, &account, days_ago(200)).await;
    }
    let mut sidekiq = Sidekiq::of(&ground).await;
    sidekiq.fill(30).await;
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(&Options::default()), Mode::Apply).await.expect("starts");
    let going = CancellationToken::new();
    let first = tokio::spawn({
        let (engine, going) = (engine.clone(), going.clone());
        async move { engine.work(going).await }
    });
    // 20 places are free for the jobs of ten accounts.
    until(&engine, &id, |run| run.progress.done == 10).await;
    assert_eq!(sidekiq.waiting().await, 50);
    going.cancel();
    first.await.expect("ends");
    let second_going = CancellationToken::new();
    let second = tokio::spawn({
        let (engine, going) = (ground.engine().await, second_going.clone());
        async move { engine.work(going).await }
    });
    let mut done = Vec::new();
    while done.len() < 120 {
        done.extend(sidekiq.work(&ground).await);
        tokio::task::yield_now().await;
    }
    let run = ended(&engine, &id).await;
    second_going.cancel();
    second.await.expect("ends");
    let report = report(run.report.expect("has a report"));
    assert_eq!((report.candidates, report.asked), (60, 60));
    done.sort();
    done.dedup();
    assert_eq!((done.len(), sidekiq.waiting().await), (120, 0), "nobody was asked for twice");
}
