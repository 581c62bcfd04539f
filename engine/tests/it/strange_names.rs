//! Servers whose names are no names: whatever stands in `accounts.domain` is asked about, decided
//! about and purged like any other.

use engine::{ActError, Engine, RunFilter};
use model::activity::names;
use model::case::{CaseFilter, Order};
use model::jobs::purge_domain::{Options, PurgeReport};
use model::time::DAY_MS;
use model::{Act, Decision, Domain, Job, JobKind, Mode, Report, RunState};
use simulator::{AccountState, Plan, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::cases::open;
use crate::support::ground::{Ground, caretaker, ended};
use crate::support::state::on_both_engines;

fn strange() -> Vec<Domain> {
    let long = "l".repeat(300);
    let names = [
        "",
        " ",
        "a!b.evil.example",
        "[2001:db8::1]",
        "a..b",
        "xn--0",
        "EVIL.example",
        "a b.example",
        "🦔.example",
        "\"'",
        "</script><script>",
        "told.example/x",
        "x@told.example",
        "told.example#x",
        "100%41",
        "=cmd()",
        "a\nb",
        "-",
        &long,
    ];
    names.map(|name| Domain::from_database(name.to_owned())).to_vec()
}

/// An account of each, with a post, and a server that two of the names seem to lead to.
async fn ground(state: crate::support::state::State) -> Ground {
    let ground = Ground::on(state, Plan::new().account("a@told.example", AccountState::Living)).await;
    for name in strange() {
        let account = ground.world.remote_account(&format!("x@{name}")).created(days_ago(400)).seen(days_ago(9)).await;
        ground.world.status(&account).await;
        ground.world.emoji("blobcat", Some(name.as_str())).await;
    }
    ground.world.refresh_instances().await;
    ground
}

/// What was there of such servers when nothing is left.
async fn left(ground: &Ground) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM accounts WHERE domain IS NOT NULL)
        + (SELECT count(*) FROM custom_emojis WHERE domain IS NOT NULL)";
    sqlx::query_scalar(sql).fetch_one(ground.world.pool()).await.expect("reads")
}

fn purge() -> Job {
    Job::PurgeDomain(Options::of(strange()))
}

fn report(report: Report) -> PurgeReport {
    match report {
        Report::PurgeDomain(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// Days pass in which each of them fails: most are met by a cull, and those whose accounts have no
/// usable address when somebody names them.
async fn in_trouble(ground: &Ground) {
    let culled = ground.run(JobKind::CullAccounts.with_defaults(), Mode::Apply).await;
    let Report::CullAccounts(culled) = culled else { panic!("{culled:?}") };
    assert!(culled.skipped_domains.len() > 10 && culled.removed == 0, "{culled:?}");
    let engine = ground.engine().await;
    assert_eq!(engine.suspect(&caretaker(), &strange()).await.expect("are known"), strange().len());
    while engine.look_at_suspects().await.expect("looks") > 0 {}
    ground.days_pass(4).await;
}

/// Everything that a page reads, none of which may fail.
async fn every_page(engine: &Engine) {
    engine.overview().await.expect("is read");
    engine.case_page(&CaseFilter::default(), Order::Easiest, None).await.expect("is read");
    engine.waiting_room().await.expect("is read");
    engine.decided("", 100).await.expect("is read");
    for run in engine.runs(&RunFilter { job: None, before: None, limit: 50 }).await.expect("is read") {
        assert!(!run.damaged, "{run:?}");
    }
    for kind in JobKind::ALL {
        engine.job_summary(kind).await.expect("is read");
    }
}

on_both_engines! {
    async fn a_cull_and_the_looks_after_it_find_each_in_trouble_and_every_page_shows_them(state) {
        let ground = ground(state).await;
        in_trouble(&ground).await;
        let engine = ground.engine().await;
        let mut cases: Vec<Domain> = open(&engine).await.into_iter().map(|case| case.domain).collect();
        cases.sort();
        let mut all = strange();
        all.sort();
        assert_eq!(cases, all);
        every_page(&engine).await;
    }

    async fn a_purge_of_them_is_ordered_undone_and_ordered_again_and_runs_to_its_end(state) {
        let ground = ground(state).await;
        in_trouble(&ground).await;
        let engine = ground.engine().await;
        engine.decide(&caretaker(), &strange(), Decision::Purge).await.expect("is ordered");
        let subjects = ground.state.acts(Act::DecidePurge).await;
        assert!(names(&subjects[0]).eq(strange().iter().map(ToString::to_string)), "each is one name in the log");
        every_page(&engine).await;
        let waiting = engine.waiting_room().await.expect("is read")[0].purge.clone().expect("waits");
        engine.undo_purge(&caretaker(), &waiting.run).await.expect("is undone");
        assert_eq!(open(&engine).await.len(), strange().len());

        engine.decide(&caretaker(), &strange(), Decision::Purge).await.expect("is ordered again");
        let waiting = engine.waiting_room().await.expect("is read")[0].purge.clone().expect("waits");
        let working = CancellationToken::new();
        let worker = tokio::spawn({
            let (engine, working) = (engine.clone(), working.clone());
            async move { engine.work(working).await }
        });
        ground.clock.advance_ms(DAY_MS);
        let run = ended(&engine, &waiting.run).await;
        working.cancel();
        worker.await.expect("ends");
        assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
        let report = report(run.report.expect("has a report"));
        assert_eq!((report.domains, report.accounts), (strange(), strange().len() as u64));
        assert_eq!(left(&ground).await, 0);
        assert!(open(&engine).await.is_empty());
        every_page(&engine).await;
    }

    async fn a_preview_says_the_same_as_the_purge_and_a_second_one_finds_nothing(state) {
        let ground = ground(state).await;
        let before = ground.moment().await;
        let preview = report(ground.run(purge(), Mode::Preview).await);
        assert!(before == ground.moment().await);
        assert_eq!(preview, report(ground.run(purge(), Mode::Apply).await));
        assert_eq!(left(&ground).await, 0);
        let again = report(ground.run(purge(), Mode::Apply).await);
        assert_eq!((again.accounts, again.emojis), (0, 0));
    }

    async fn one_that_is_kept_by_a_pasted_line_is_listed_and_taken_back(state) {
        let ground = ground(state).await;
        let engine = ground.engine().await;
        let text = "a!b.evil.example\n told.example/x \nEVIL.example\nand other.example too";
        let named = engine.named_in(text).await.expect("is read");
        let told: Vec<&str> = named.iter().map(Domain::as_str).collect();
        assert_eq!(told, ["EVIL.example", "a!b.evil.example", "other.example", "told.example/x"]);

        engine.keep(&caretaker(), &strange()).await.expect("are kept");
        let kept = engine.decided("", 100).await.expect("is read");
        assert_eq!(kept.len(), strange().len(), "also the one without a name");
        for name in strange() {
            engine.ask_again(&caretaker(), &name).await.expect("is taken back");
        }
        assert!(engine.decided("", 100).await.expect("is read").is_empty());
        let refused = engine.ask_again(&caretaker(), &Domain::from_database("evil.example".to_owned())).await;
        assert!(matches!(refused, Err(ActError::NoSuchCase)), "no other spelling is the same server: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_purge_of_them_goes_on_where_it_was() {
    let ground = ground(crate::support::state::State::sqlite().await).await;
    let engine = ground.engine().await;
    let mut lock = ground.world.pool().begin().await.expect("begins");
    sqlx::raw_sql("LOCK TABLE custom_emojis IN ACCESS EXCLUSIVE MODE").execute(&mut *lock).await.expect("is held");
    let first_is_gone = async {
        let sql = "SELECT count(*) FROM accounts WHERE domain = ''";
        while sqlx::query_scalar::<_, i64>(sql).fetch_one(ground.world.pool()).await.expect("reads") > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        ended = engine.run_in_foreground(purge(), Mode::Apply, CancellationToken::new(), |_| {}) => {
            panic!("it did not wait: {ended:?}")
        }
        () = first_is_gone => {}
    }
    lock.rollback().await.expect("is let go");
    ground.clock.advance_ms(DAY_MS);
    let report = report(ground.run(purge(), Mode::Apply).await);
    assert_eq!((report.domains, report.accounts), (strange(), strange().len() as u64));
    assert_eq!(left(&ground).await, 0);
}

#[tokio::test]
async fn a_name_that_is_no_host_leads_to_no_other() {
    let ground = Ground::with(Plan::new().account("a@told.example", AccountState::Living)).await;
    let host = format!("told.example:{}", ground.fediverse.https_port());
    let engine = ground.engine().await;
    let look = async |name: &str| {
        ground.world.unavailable_domain(name, days_ago(20)).await;
        engine.learn_given_up().await.expect("learns");
        assert_eq!(engine.look_at_given_up().await.expect("looks"), 1, "{name}");
        ground.fediverse.seen_by_all().requests
    };
    let strange =
        [format!("{host}/x"), format!("x@{host}"), format!("{host}#x"), format!("{host}?x"), format!("{host}\\x")];
    for name in strange {
        assert_eq!(look(&name).await, 0, "{name}");
    }
    assert!(look(&host).await > 0, "the host itself is asked");
}
