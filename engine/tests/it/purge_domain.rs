//! Purging a server, in fours, and the waiting room before it.

use engine::store::runs::lease;
use engine::store::runs::read::RunFilter;
use engine::{ActError, Refused, RunError, Timing};
use model::case::CaseReason;
use model::jobs::purge_domain::{Options, PurgeReport};
use model::time::DAY_MS;
use model::{Decision, Domain, Job, Mode, Operator, Report, Role, RunState};
use simulator::{AccountState, Behaviour, Plan, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended};

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

fn job() -> Job {
    Job::PurgeDomain(Options::of(vec![name("quiet.example")]))
}

fn report(report: Report) -> PurgeReport {
    match report {
        Report::PurgeDomain(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// Two accounts and an emoji of a silent server, one of its subdomain, one of another.
async fn ground() -> Ground {
    let mut plan = Plan::new().server("quiet.example", Behaviour::Refused);
    let accts = ["a@quiet.example", "b@quiet.example", "c@sub.quiet.example", "d@other.example"];
    for acct in accts {
        plan = plan.account(acct, AccountState::Living);
    }
    let ground = Ground::with(plan).await;
    for acct in accts {
        let account = ground.account(acct).await;
        ground.world.status(&account).await;
    }
    ground.world.emoji("blobcat", Some("quiet.example")).await;
    ground.world.refresh_instances().await;
    ground
}

#[tokio::test]
async fn everything_of_exactly_that_server_goes() {
    let ground = ground().await;
    let before = ground.moment().await;
    let report = report(ground.run(job(), Mode::Apply).await);
    let after = ground.moment().await;
    assert_eq!((report.accounts, report.statuses_removed, report.emojis), (2, 2, 1));
    assert_eq!(report.bytes_reclaimed.0, before.files.size() - after.files.size());
    assert_eq!(ground.remote_accounts().await, ["c@sub.quiet.example", "d@other.example"]);
    assert!(after.rows.rows("instances").iter().all(|row| row["domain"] != "quiet.example"));
}

#[tokio::test]
async fn a_preview_says_the_same_and_changes_nothing() {
    let ground = ground().await;
    let before = ground.moment().await;
    let preview = report(ground.run(job(), Mode::Preview).await);
    assert!(before == ground.moment().await);
    assert_eq!(preview, report(ground.run(job(), Mode::Apply).await));
}

#[tokio::test]
async fn a_second_purge_finds_nothing() {
    let ground = ground().await;
    ground.run(job(), Mode::Apply).await;
    let settled = ground.moment().await;
    let again = report(ground.run(job(), Mode::Apply).await);
    assert_eq!((again.accounts, again.emojis, again.files_removed), (0, 0, 0));
    assert!(settled == ground.moment().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_waits_a_day_and_can_be_undone_until_then() {
    let ground = ground().await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let quiet = [name("quiet.example")];
    let case = &crate::support::cases::open(&engine).await[0];
    assert_eq!((&case.domain, case.reason), (&quiet[0], CaseReason::RefusesConnections));

    engine.decide(&caretaker(), &quiet, Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits");
    assert_eq!(waiting.due_at, ground.clock.now().plus_ms(DAY_MS));
    engine.undo_purge(&caretaker(), &waiting.run).await.expect("is undone");
    assert_eq!(crate::support::cases::open(&engine).await[0].purge, None);
    assert_eq!(ground.remote_accounts().await.len(), 4, "nothing was removed");

    engine.decide(&caretaker(), &quiet, Decision::Purge).await.expect("is ordered again");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits");
    ground.clock.advance_ms(DAY_MS);
    let run = ended(&engine, &waiting.run).await;
    working.cancel();
    worker.await.expect("ends");
    assert_eq!(report(run.report.expect("has a report")).accounts, 2);
    assert!(crate::support::cases::open(&engine).await.is_empty());
    assert_eq!(ground.remote_accounts().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn purge_now_ends_the_wait() {
    let ground = ground().await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("quiet.example")], Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    engine.purge_now(&caretaker(), &waiting.run).await.expect("begins");
    ended(&engine, &waiting.run).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(engine.undo_purge(&caretaker(), &waiting.run).await.is_err(), "it cannot be undone any more");
    assert_eq!(ground.remote_accounts().await, ["c@sub.quiet.example", "d@other.example"]);
}

#[tokio::test]
async fn servers_below_are_purged_when_they_are_meant_and_named_in_the_report() {
    let ground = ground().await;
    ground.world.domain_block("sub.quiet.example", 0).await;
    let purge = Options { domain_blocks: true, ..Options::of(vec![name("quiet.example")]) };
    let purge = ground.engine().await.with_subdomains(purge).await.expect("are read");
    assert_eq!(purge.domains, [name("quiet.example"), name("sub.quiet.example")]);
    let preview = report(ground.run(Job::PurgeDomain(purge.clone()), Mode::Preview).await);
    let done = report(ground.run(Job::PurgeDomain(purge), Mode::Apply).await);
    assert_eq!(preview, done);
    assert_eq!((done.accounts, done.domain_blocks, done.domains.len()), (3, 1, 2));
    assert_eq!(ground.remote_accounts().await, ["d@other.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_purge_happens_only_when_a_second_person_agrees() {
    let ground = ground().await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let engine = ground.engine_with(Timing { second_person_from_accounts: Some(2), ..Timing::default() }).await;
    engine.decide(&caretaker(), &[name("quiet.example")], Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits");
    assert_eq!(waiting.agreement_wanted_by.as_deref(), Some("mika"));
    let (run, mika) = (&waiting.run, caretaker());
    let noor = Operator { name: "noor".to_owned(), ..caretaker() };
    let visitor = Operator { name: "vi".to_owned(), role: Role::Visitor };
    assert!(matches!(engine.purge_now(&noor, run).await, Err(ActError::WantsAgreement)));

    ground.clock.advance_ms(3 * DAY_MS);
    while engine.look_again().await.expect("looks") > 0 {}
    let claimed = lease::claim(engine.db(), "a worker", Some(run), engine.now(), engine.now()).await.expect("asks");
    assert!(claimed.is_none(), "its time is over, but nobody has agreed");
    assert!(matches!(engine.agree(&mika, run).await, Err(ActError::SamePerson)));
    assert!(matches!(engine.agree(&visitor, run).await, Err(ActError::NotAllowed(_))));
    engine.agree(&noor, run).await.expect("agrees");
    assert!(engine.agree(&noor, run).await.is_err(), "nobody has to agree any more");

    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    ended(&engine, run).await;
    working.cancel();
    worker.await.expect("ends");
    assert_eq!(ground.remote_accounts().await, ["c@sub.quiet.example", "d@other.example"]);
}

#[tokio::test]
async fn a_purge_that_waits_is_not_in_the_way_of_the_command_line_but_one_at_work_is() {
    let ground = ground().await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let engine = ground.engine_with(Timing { second_person_from_accounts: Some(2), ..Timing::default() }).await;
    engine.decide(&caretaker(), &[name("quiet.example")], Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits").run;
    ground.clock.advance_ms(3 * DAY_MS);

    let other = Job::PurgeDomain(Options::of(vec![name("other.example")]));
    assert_eq!(report(ground.run(other.clone(), Mode::Apply).await).accounts, 1);
    let left = engine.run(&waiting).await.expect("reads").expect("is there");
    assert!(matches!(left.state, RunState::Queued { .. }), "it still waits: {:?}", left.state);
    assert_eq!(ground.remote_accounts().await.len(), 3, "nothing of its server went");

    while engine.look_again().await.expect("looks") > 0 {}
    engine.agree(&Operator { name: "noor".to_owned(), ..caretaker() }, &waiting).await.expect("agrees");
    while engine.look_again().await.expect("looks") > 0 {}
    let now = engine.now();
    let claimed = lease::claim(engine.db(), "elsewhere", Some(&waiting), now, now.plus_ms(DAY_MS)).await;
    claimed.expect("asks").expect("begins");
    let refused =
        engine.run_in_foreground(other, Mode::Apply, CancellationToken::new(), |_| {}).await.map(|run| run.id);
    assert!(matches!(&refused, Err(RunError::Refused(Refused::AlreadyRunning(run))) if *run == waiting), "{refused:?}");

    // Its process dies. Whoever asks for something else meanwhile does not end what a person ordered.
    ground.clock.advance_ms(2 * DAY_MS);
    let another = Job::PurgeDomain(Options::of(vec![name("another.example")]));
    for mode in [Mode::Preview, Mode::Apply] {
        let refused = engine.run_in_foreground(another.clone(), mode, CancellationToken::new(), |_| {}).await;
        assert!(matches!(refused, Err(RunError::Refused(Refused::AlreadyRunning(_)))), "{refused:?}");
    }
    let left = engine.run(&waiting).await.expect("reads").expect("is there");
    assert!(matches!(left.state, RunState::Running { .. }), "it goes on when a worker is back: {:?}", left.state);
}

#[tokio::test]
async fn a_purge_is_never_begun_by_what_does_a_preview_for_real() {
    let ground = ground().await;
    let engine = ground.engine().await;
    ground.run(job(), Mode::Preview).await;
    let preview = engine.runs(&RunFilter { job: None, before: None, limit: 1 }).await.expect("reads")[0].id.clone();
    let refused = engine.do_now(&caretaker(), &preview).await;
    assert!(matches!(refused, Err(ActError::NotDecided)), "{refused:?}");

    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    engine.decide(&caretaker(), &[name("quiet.example")], Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits").run;
    let refused = engine.do_now(&caretaker(), &waiting).await;
    assert!(matches!(refused, Err(ActError::NoSuchRun)), "no preview: {refused:?}");
    assert_eq!(ground.remote_accounts().await.len(), 4, "nothing was removed");
}

#[tokio::test]
async fn a_server_that_is_kept_for_ever_is_not_purged_until_that_is_taken_back() {
    let ground = ground().await;
    let engine = ground.engine().await;
    engine.keep(&caretaker(), &[name("quiet.example")]).await.expect("is kept");
    for mode in [Mode::Preview, Mode::Apply] {
        let refused = engine.run_in_foreground(job(), mode, CancellationToken::new(), |_| {}).await;
        let Err(error @ RunError::Refused(Refused::Kept(_))) = refused else { panic!("{refused:?}") };
        assert!(error.to_string().contains("quiet.example"), "{error}");
    }
    let from_the_panel = engine.start(&caretaker(), job(), Mode::Apply).await;
    assert!(matches!(from_the_panel, Err(ActError::NotDecided)), "{from_the_panel:?}");
    assert_eq!(ground.remote_accounts().await.len(), 4, "nothing was removed");

    engine.ask_again(&caretaker(), &name("quiet.example")).await.expect("is taken back");
    assert_eq!(report(ground.run(job(), Mode::Apply).await).accounts, 2);
}

#[tokio::test]
async fn a_small_purge_needs_nobody_else() {
    let ground = ground().await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let engine = ground.engine_with(Timing { second_person_from_accounts: Some(3), ..Timing::default() }).await;
    engine.decide(&caretaker(), &[name("quiet.example")], Decision::Purge).await.expect("is ordered");
    let waiting = crate::support::cases::open(&engine).await[0].purge.clone().expect("waits");
    assert_eq!(waiting.agreement_wanted_by, None);
    engine.purge_now(&caretaker(), &waiting.run).await.expect("begins");
}

#[tokio::test]
async fn a_purge_that_fails_half_way_says_who_went() {
    let people: Vec<_> = (0..25).map(|n| format!("p{n}@quiet.example")).collect();
    let plan = people.iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Living));
    let ground = Ground::with(plan).await;
    for acct in &people {
        ground.account(acct).await;
    }
    let hold = "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF (SELECT count(*) FROM accounts WHERE domain IS NOT NULL) <= 5 THEN RAISE 'held'; END IF; RETURN OLD; END $$;
         CREATE TRIGGER hold BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION hold()";
    sqlx::raw_sql(hold).execute(ground.world.pool()).await.expect("the last five are held");
    let engine = ground.engine().await;

    let run = engine.run_in_foreground(job(), Mode::Apply, CancellationToken::new(), |_| {}).await.expect("runs");

    assert!(matches!(run.state, RunState::Failed { .. }), "{:?}", run.state);
    let left = ground.remote_accounts().await.len();
    let told = engine.removed_accounts(&run.id, 0, 100).await.expect("they are read");
    assert!((1..25).contains(&left), "{left} are left");
    assert_eq!(told.len(), 25 - left);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_purge_still_knows_where_the_inboxes_were() {
    let ground = Ground::with(Plan::new()).await;
    let inbox = serde_json::json!("https://social.quiet.example/inbox");
    ground.world.remote_account("a@quiet.example").with("inbox_url", inbox).await;
    ground.world.unavailable_domain("social.quiet.example", days_ago(20)).await;
    let engine = ground.engine().await;
    let mut lock = ground.world.pool().begin().await.expect("begins");
    let hold = "LOCK TABLE unavailable_domains IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(hold).execute(&mut *lock).await.expect("is held");
    let accounts_gone = async {
        while !ground.remote_accounts().await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = engine.run_in_foreground(job(), Mode::Apply, CancellationToken::new(), |_| {}) => {
            panic!("it did not wait: {ended:?}")
        }
        () = accounts_gone => {}
    }
    lock.rollback().await.expect("is let go");
    ground.clock.advance_ms(DAY_MS);
    ground.run(job(), Mode::Apply).await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM unavailable_domains")
        .fetch_one(ground.world.pool())
        .await
        .expect("reads");
    assert_eq!(left, 0);
}
