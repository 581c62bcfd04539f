//! Vanished accounts, in fours: plain, preview, twice, interrupted; and which servers are believed.

mod ages;
mod conformance;
mod guards;
mod hiding;
mod interrupted;
mod scheduled;
mod secure_mode;
mod turns;

use engine::store::ledger;
use model::case::CaseReason;
use model::jobs::cull_accounts::{CullReport, Options};
use model::time::{DAY_MS, HOUR_MS};
use model::{Job, Millis, Mode, Report};
use simulator::{AccountState, Behaviour, Plan, RetryAfter};
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended, until};

/// Both delays 0: what `tootctl` would do.
fn at_once() -> Options {
    Options { second_look_404_hours: 0, ..Options::default() }
}

fn job(options: &Options) -> Job {
    Job::CullAccounts(options.clone())
}

fn report(report: Report) -> CullReport {
    match report {
        Report::CullAccounts(report) => report,
        other => panic!("a report of another job: {other:?}"),
    }
}

/// Two living accounts, one 410, one 404, on one healthy server.
async fn village() -> Ground {
    let plan = Plan::new()
        .account("alice@fine.example", AccountState::Living)
        .account("bob@fine.example", AccountState::Living)
        .account("gone@fine.example", AccountState::Gone)
        .account("lost@fine.example", AccountState::NotFound);
    let ground = Ground::with(plan).await;
    for acct in ["alice@fine.example", "bob@fine.example", "gone@fine.example", "lost@fine.example"] {
        ground.account(acct).await;
    }
    ground
}

#[tokio::test]
async fn the_vanished_go_with_their_files_and_the_living_stay() {
    let ground = village().await;
    let before = ground.moment().await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.visited, report.confirmed, report.removed), (4, 2, 2));
    assert!(report.all_green());
    assert_eq!(ground.remote_accounts().await, ["alice@fine.example", "bob@fine.example"]);
    let after = ground.moment().await;
    // An avatar in two styles and a header of each.
    assert_eq!(report.files_removed, 6);
    assert_eq!(report.bytes_reclaimed.0, before.files.size() - after.files.size());
    assert_eq!(before.files.files().count() - after.files.files().count(), 6);
}

#[tokio::test]
async fn a_preview_says_the_same_and_changes_nothing() {
    let ground = village().await;
    let before = ground.moment().await;
    let preview = report(ground.run(job(&at_once()), Mode::Preview).await);
    assert!(before == ground.moment().await, "Mastodon and its files are as they were");
    let engine = ground.engine().await;
    assert_eq!(ledger::confirmed_since(engine.db(), engine.site(), Millis(0), engine.now()).await.expect("reads"), 0);
    let apply = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!(preview, apply);
}

#[tokio::test]
async fn a_second_run_visits_only_what_is_unconfirmed() {
    let ground = village().await;
    ground.run(job(&at_once()), Mode::Apply).await;
    let settled = ground.moment().await;
    ground.fediverse.forget();
    let again = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!(again, CullReport::default());
    assert_eq!(ground.fediverse.seen_by_all().requests, 0);
    assert!(settled == ground.moment().await);
}

#[tokio::test]
async fn a_404_is_removed_at_the_second_look_and_a_living_answer_in_between_saves_it() {
    let ground = village().await;
    ground.fediverse.set_account("bob@fine.example", AccountState::NotFound);
    let options = Options { confirmed_within_days: 0, ..Options::default() };
    let first = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((first.removed, first.second_look), (1, 2), "the 410 goes at once");
    ground.fediverse.set_account("bob@fine.example", AccountState::Living);
    ground.clock.advance_ms(13 * DAY_MS - HOUR_MS);
    let early = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((early.removed, early.second_look, early.confirmed), (0, 1, 2));
    ground.fediverse.set_account("bob@fine.example", AccountState::NotFound);
    ground.clock.advance_ms(HOUR_MS);
    let due = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((due.removed, due.second_look), (1, 1), "lost is due, bob's sighting began anew");
    assert_eq!(ground.remote_accounts().await, ["alice@fine.example", "bob@fine.example"]);
}

#[tokio::test]
async fn a_404_that_webfinger_contradicts_removes_nobody() {
    let plan = Plan::new()
        .account("here@odd.example", AccountState::Mislaid)
        .account("lost@odd.example", AccountState::NotFound);
    let ground = Ground::with(plan).await;
    for acct in ["here@odd.example", "lost@odd.example"] {
        ground.account(acct).await;
    }
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.removed, report.unanswered), (1, 1));
    assert_eq!(ground.remote_accounts().await, ["here@odd.example"]);
}

/// Handles at `split.example`, accounts at `web.split.example`.
async fn split() -> Ground {
    let accounts = ["alive", "gone", "moved", "same"].map(|name| (name, format!("{name}@web.split.example")));
    let mut plan = Plan::new().server("split.example", Behaviour::Healthy);
    for (name, acct) in &accounts {
        let state = if *name == "alive" { AccountState::Living } else { AccountState::NotFound };
        plan = plan.account(acct, state);
    }
    let ground = Ground::with(plan).await;
    for (name, acct) in &accounts {
        let uri = ground.fediverse.uri(acct);
        let handle = format!("{name}@split.example");
        let account = ground.world.remote_account(&handle).uri(&uri);
        account.created(simulator::days_ago(400)).seen(simulator::days_ago(9)).await;
        match *name {
            "same" => ground.fediverse.set_account(&handle, AccountState::At(uri)),
            "moved" => ground.fediverse.set_account(&handle, AccountState::At(format!("{uri}/new"))),
            _ => {}
        }
    }
    ground
}

#[tokio::test]
async fn a_404_is_asked_about_once_more_where_the_handle_lives() {
    let ground = split().await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.removed, report.confirmed, report.unanswered), (1, 1, 2));
    assert_eq!(ground.remote_accounts().await, ["alive@split.example", "moved@split.example", "same@split.example"]);
    let asked = ground.fediverse.seen("split.example").paths;
    assert_eq!(asked.len(), 3, "about each 404 and nothing else: {asked:?}");
}

#[tokio::test]
async fn whose_handle_is_of_another_server_is_kept_while_that_one_is_silent() {
    let ground = split().await;
    ground.fediverse.set("split.example", Behaviour::Refused);
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.removed, report.confirmed, report.unanswered), (0, 1, 3));
}

#[tokio::test]
async fn small_software_without_nodeinfo_is_believed_by_an_account_that_lives_there() {
    let plan = Plan::new()
        .server("small.example", Behaviour::ActorsOnly)
        .account("lost@small.example", AccountState::NotFound)
        .account("alice@small.example", AccountState::Living)
        .server("void.example", Behaviour::ActorsOnly)
        .account("lost@void.example", AccountState::NotFound);
    let ground = Ground::with(plan).await;
    for acct in ["lost@small.example", "lost@void.example"] {
        ground.account(acct).await;
    }
    ground.account("alice@small.example").await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    assert_eq!((report.removed, report.confirmed), (1, 1));
    assert_eq!(ground.remote_accounts().await, ["alice@small.example", "lost@void.example"]);
    let skipped: Vec<_> = report.skipped_domains.iter().map(|s| (s.domain.as_str(), s.reason)).collect();
    assert_eq!(skipped, [("void.example", CaseReason::NothingFound)]);
}

#[tokio::test]
async fn servers_that_make_no_sense_are_set_aside_with_their_reason_and_lose_nobody() {
    let behaviours = [
        ("challenge.example", Behaviour::Challenge, CaseReason::NotTalking),
        ("closed.example", Behaviour::CatchAllGone, CaseReason::SaysClosed),
        ("dropped.example", Behaviour::Dropped, CaseReason::RefusesConnections),
        ("expired.example", Behaviour::ExpiredCertificate, CaseReason::CertificateExpired),
        ("forbidden.example", Behaviour::Forbidden, CaseReason::NotTalking),
        ("loop.example", Behaviour::RedirectLoop, CaseReason::Redirects),
        ("nothing.example", Behaviour::CatchAllNotFound, CaseReason::NothingFound),
        ("nowhere.example", Behaviour::NoSuchName, CaseReason::NoAddress),
        ("parked.example", Behaviour::CatchAllPage, CaseReason::SomethingElse),
        ("private.example", Behaviour::PrivateAddress, CaseReason::PrivateAddress),
        ("refused.example", Behaviour::Refused, CaseReason::RefusesConnections),
        ("servfail.example", Behaviour::BrokenName, CaseReason::AddressBook),
        ("slow.example", Behaviour::TooManyRequests(RetryAfter::Seconds(600)), CaseReason::SlowDown),
        ("to-private.example", Behaviour::RedirectToPrivate, CaseReason::PrivateAddress),
        ("trouble.example", Behaviour::Trouble(503), CaseReason::Unavailable),
        ("wrong.example", Behaviour::WrongCertificate, CaseReason::Certificate),
    ];
    let mut plan = Plan::new();
    for (domain, behaviour, _) in &behaviours {
        plan = plan.server(domain, behaviour.clone()).account(&format!("gone@{domain}"), AccountState::Gone);
    }
    let ground = Ground::with(plan).await;
    for (domain, behaviour, _) in &behaviours {
        let acct = format!("gone@{domain}");
        let uri = match behaviour {
            Behaviour::ExpiredCertificate | Behaviour::WrongCertificate => ground.fediverse.https_uri(&acct),
            _ => ground.fediverse.uri(&acct),
        };
        ground
            .world
            .remote_account(&acct)
            .uri(&uri)
            .created(simulator::days_ago(99))
            .seen(simulator::days_ago(9))
            .await;
    }
    let before = ground.moment().await;
    let report = report(ground.run(job(&at_once()), Mode::Apply).await);
    let skipped: Vec<_> = report.skipped_domains.iter().map(|s| (s.domain.as_str(), s.reason)).collect();
    let expected: Vec<_> = behaviours.iter().map(|(domain, _, reason)| (*domain, *reason)).collect();
    assert_eq!(skipped, expected);
    assert_eq!((report.removed, report.visited), (0, 16));
    assert!(!report.all_green());
    assert!(before == ground.moment().await, "nobody was removed");
    assert_eq!(ground.fediverse.trapped(), 0, "no private address was connected to");
    ground.days_pass(4).await;
    let open = crate::support::cases::open(&ground.engine().await).await;
    let cases = expected.iter().filter(|(_, reason)| reason.opens_case()).count();
    assert_eq!(open.len(), cases);
    assert!(open.iter().all(|case| case.impact.accounts == 1), "each says what a purge would touch");
}

#[tokio::test]
async fn a_server_that_answers_twice_again_closes_its_case() {
    let plan = Plan::new().server("back.example", Behaviour::Refused).account("a@back.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    ground.account("a@back.example").await;
    ground.run(job(&at_once()), Mode::Apply).await;
    let engine = ground.engine().await;
    assert_eq!(crate::support::cases::watched(&engine).await.len(), 1);
    ground.fediverse.set("back.example", Behaviour::Healthy);
    for left in [1, 0] {
        ground.clock.advance_ms(1);
        ground.run(job(&Options { confirmed_within_days: 0, ..at_once() }), Mode::Apply).await;
        assert_eq!(crate::support::cases::watched(&engine).await.len(), left);
    }
}

#[tokio::test]
async fn two_questions_at_a_time_to_one_origin_and_no_more() {
    let mut plan = Plan::new().latency_ms(20);
    let names: Vec<String> = (0..30).map(|n| format!("a{n}@{}.example", ["x", "y", "z"][n % 3])).collect();
    for name in &names {
        plan = plan.account(name, AccountState::Living);
    }
    let ground = Ground::with(plan).await;
    for name in &names {
        ground.account(name).await;
    }
    let report = report(ground.run(job(&at_once()), Mode::Preview).await);
    assert_eq!(report.confirmed, 30);
    assert_eq!(ground.fediverse.seen_by_all().most_at_once, 2);
}

#[tokio::test]
async fn a_limit_holds_the_rest() {
    let ground = village().await;
    let options = Options { limit: Some(1), ..at_once() };
    let report = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((report.removed, report.held, report.limit_reached), (1, 1, true));
    assert_eq!(ground.remote_accounts().await.len(), 3);
}

#[tokio::test]
async fn only_the_named_servers_are_visited() {
    let plan =
        Plan::new().account("gone@named.example", AccountState::Gone).account("gone@other.example", AccountState::Gone);
    let ground = Ground::with(plan).await;
    for acct in ["gone@named.example", "gone@other.example"] {
        ground.account(acct).await;
    }
    let options = Options { domains: vec!["named.example".parse().expect("a name")], ..at_once() };
    let report = report(ground.run(job(&options), Mode::Apply).await);
    assert_eq!((report.visited, report.removed), (1, 1));
    assert_eq!(ground.remote_accounts().await, ["gone@other.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_handed_back_by_one_worker_is_finished_by_another_with_true_numbers() {
    let mut plan = Plan::new().latency_ms(5);
    let accounts: Vec<(String, AccountState)> = (0..120)
        .map(|n| {
            let state = if n % 3 == 0 { AccountState::Gone } else { AccountState::Living };
            (format!("a{n}@s{}.example", n % 12), state)
        })
        .collect();
    for (acct, state) in &accounts {
        plan = plan.account(acct, state.clone());
    }
    let ground = Ground::with(plan).await;
    for (acct, _) in &accounts {
        ground.account(acct).await;
    }
    let first = ground.engine().await;
    let options = Options { concurrency: 2, ..at_once() };
    let id = first.start(&caretaker(), job(&options), Mode::Apply).await.expect("starts");
    let going = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, going) = (first.clone(), going.clone());
        async move { engine.work(going).await }
    });
    until(&first, &id, |run| run.progress.removed > 0).await;
    going.cancel();
    worker.await.expect("ends");
    let between = first.run(&id).await.expect("reads").expect("is there");
    assert!(!between.state.is_final(), "{:?}", between.state);
    let second = ground.engine().await;
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (second.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(&second, &id).await;
    working.cancel();
    worker.await.expect("ends");
    let report = report(run.report.expect("has a report"));
    assert_eq!((report.visited, report.confirmed, report.removed), (120, 80, 40));
    assert_eq!(ground.remote_accounts().await.len(), 80);
    assert_eq!(report.files_removed, 120);
    assert_eq!(second.removed_accounts(&id, 0, 200).await.expect("reads").len(), 40);
}
