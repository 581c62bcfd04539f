//! What is held for a person although every answer was clear, and what is released.

use engine::store::condemned_accounts::Condemned;
use engine::store::counts::{Count, Counts};
use engine::store::run_domains::{self, PageDone};
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::{self, NewRun};
use model::case::State;
use model::jobs::cull_accounts::{CullReport, HeldAccounts, HeldReason, Options};
use model::probe::Proof;
use model::time::DAY_MS;
use model::{AccountId, CaseReason, Mode, Run, RunId, RunState, Stage, Trigger};
use simulator::{AccountState, Behaviour, Plan};
use tokio_util::sync::CancellationToken;

use super::{at_once, job, report};
use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::state;

/// A server with so many accounts that vanished and so many that live.
pub(super) async fn town(gone: usize, living: usize) -> Ground {
    town_on(state::State::sqlite().await, gone, living).await
}

pub(super) async fn town_on(state: state::State, gone: usize, living: usize) -> Ground {
    let names: Vec<(String, AccountState)> = (0..gone + living)
        .map(|n| {
            let state = if n < gone { AccountState::Gone } else { AccountState::Living };
            (format!("a{n}@town.example"), state)
        })
        .collect();
    let plan = names.iter().fold(Plan::new(), |plan, (acct, state)| plan.account(acct, state.clone()));
    let ground = Ground::on(state, plan).await;
    for (acct, _) in &names {
        ground.account(acct).await;
    }
    ground
}

/// Runs a cull and says how it was done and reported.
pub(super) async fn cull(ground: &Ground, options: &Options) -> (RunId, CullReport) {
    let run =
        ground.engine().await.run_in_foreground(job(options), Mode::Apply, CancellationToken::new(), |_| {}).await;
    let run = run.expect("runs");
    assert!(matches!(run.state, RunState::Finished { .. }), "{:?}", run.state);
    (run.id, report(run.report.expect("has a report")))
}

fn held(reason: HeldReason, accounts: u64) -> Vec<HeldAccounts> {
    vec![HeldAccounts { reason, accounts, servers: 1 }]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mass_that_is_gone_at_once_is_held_as_a_whole_until_a_person_releases_it() {
    let ground = town(130, 30).await;
    let before = ground.moment().await;
    let (run, first) = cull(&ground, &at_once()).await;
    assert_eq!((first.removed, first.held, first.visited), (0, 130, 160));
    assert_eq!(first.held_because, held(HeldReason::MassGone, 130));
    assert!(!first.all_green());
    assert!(before == ground.moment().await, "nothing of it went");

    // One of them lives again: a release asks once more.
    ground.fediverse.set_account("a7@town.example", AccountState::Living);
    let release = Options { release: Some(run), ..Options::default() };
    let (_, second) = cull(&ground, &release).await;
    assert_eq!((second.visited, second.removed, second.confirmed, second.held), (130, 129, 1, 0));
    assert_eq!(ground.remote_accounts().await.len(), 31);
    let (_, again) = cull(&ground, &release).await;
    assert_eq!(again, CullReport::default(), "what was released is held no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_heard_from_since_it_was_held_is_not_released_by_one_404() {
    let ground = town(0, 30).await;
    for n in 0..25 {
        ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
    }
    let (run, first) = cull(&ground, &at_once()).await;
    assert_eq!((first.removed, first.held), (0, 25));
    ground.clock.advance_ms(9 * DAY_MS);
    ground.hears_from("a7@town.example").await;
    ground.clock.advance_ms(DAY_MS);
    let release = Options { release: Some(run), ..Options::default() };
    let (_, report) = cull(&ground, &release).await;
    assert_eq!((report.removed, report.second_look), (24, 1));
    assert!(ground.remote_accounts().await.contains(&"a7@town.example".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_held_longer_ago_than_a_first_look_counts_is_not_released_by_one_404() {
    for (days, removed) in [(60, 20), (61, 0)] {
        let ground = town(0, 25).await;
        for n in 0..20 {
            ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
        }
        let (run, first) = cull(&ground, &at_once()).await;
        assert_eq!((first.removed, first.held), (0, 20));
        ground.clock.advance_ms(days * DAY_MS);
        let (_, report) = cull(&ground, &Options { release: Some(run), ..Options::default() }).await;
        assert_eq!((report.removed, report.second_look), (removed, 20 - removed), "{days} days");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_few_of_many_are_no_mass() {
    let ground = town(25, 75).await;
    let (_, report) = cull(&ground, &at_once()).await;
    assert_eq!((report.removed, report.held), (25, 0));
}

#[tokio::test]
async fn an_account_quoted_in_an_open_report_is_held_unless_mastodons_way_is_wanted() {
    for (remove_reported, removed) in [(false, 1), (true, 2)] {
        let plan = Plan::new().account("a@x.example", AccountState::Gone).account("b@x.example", AccountState::Gone);
        let ground = Ground::with(plan).await;
        let (reported, _) = (ground.account("a@x.example").await, ground.account("b@x.example").await);
        let member = ground.world.member("admin").await;
        let post = ground.world.status(&reported).await;
        ground.world.report(&member, &reported, &[&post]).await;
        let (_, report) = cull(&ground, &Options { remove_reported, ..at_once() }).await;
        assert_eq!((report.removed, report.held), (removed, 2 - removed), "{remove_reported}");
        if !remove_reported {
            assert_eq!(report.held_because, held(HeldReason::Reported, 1));
            assert_eq!(ground.remote_accounts().await, ["a@x.example"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_would_remove_far_more_than_usual_stops_at_the_brake_and_asks() {
    let plan = (0..125).fold(Plan::new(), |plan, n| plan.account(&format!("a@s{n}.example"), AccountState::Gone));
    let ground = Ground::with(plan).await;
    for n in 0..125 {
        ground.account(&format!("a@s{n}.example")).await;
    }
    let engine = ground.engine().await;
    for removed in [3, 7, 5] {
        let now = ground.clock.now();
        let new = NewRun {
            site: engine.site(),
            job: job(&Options::default()),
            mode: Mode::Apply,
            trigger: Trigger::CommandLine,
            fired: None,
            created_at: now,
            due_at: now,
        };
        let id = runs::insert(engine.db(), &new, None).await.expect("is queued");
        lease::claim(engine.db(), "past", Some(&id), now, now).await.expect("asks").expect("is free");
        let counted = Counts::of(Count::Removed, removed);
        lease::checkpoint(engine.db(), &id, "past", &(), &counted, &model::Failures::default()).await.expect("writes");
        lease::end(engine.db(), &id, "past", &Ending::Finished, None, now).await.expect("ends");
    }
    let (_, report) = cull(&ground, &at_once()).await;
    assert_eq!((report.removed, report.held), (100, 25));
    assert_eq!(report.held_because, vec![HeldAccounts { reason: HeldReason::SizeBrake, accounts: 25, servers: 25 }]);
    assert!(!report.limit_reached);
}

/// A run that was stopped after it had found these accounts gone, and before it had decided about them.
pub(super) async fn stopped_before_deciding(ground: &Ground, accts: &[&str]) -> RunId {
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(&at_once()), Mode::Apply).await.expect("starts");
    let now = ground.clock.now();
    lease::claim(engine.db(), "stopped", Some(&id), now, now).await.expect("asks").expect("is free");
    let mut condemned = Vec::new();
    for acct in accts {
        let account = ground.account(acct).await;
        let domain = acct.split('@').nth(1).expect("a server").parse().expect("a name");
        let proof = Proof { status: Some(410), ..Proof::default() };
        condemned.push(Condemned {
            id: AccountId(account.id.0),
            account: (*acct).to_owned(),
            domain,
            status: 410,
            answered_at: now,
            life: None,
            proof,
        });
    }
    let page = PageDone {
        site: engine.site(),
        run: &id,
        owner: "stopped",
        domain: &condemned[0].domain.clone(),
        after: condemned.last().expect("somebody").id,
        turn: false,
        done: false,
        reason: None,
        confirmed: &[],
        sighted: &[],
        condemned: &condemned,
        spared: &[],
        proof: &Proof::default(),
        write_ledger: true,
        counts: Counts::default(),
        now,
    };
    run_domains::checkpoint(engine.db(), &page).await.expect("writes");
    lease::end(engine.db(), &id, "stopped", &Ending::Released, None, now).await.expect("is handed back");
    id
}

/// A worker takes a run up and brings it to its end.
pub(super) async fn go_on(ground: &Ground, id: &RunId) -> Run {
    let engine = ground.engine().await;
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    let run = ended(&engine, id).await;
    working.cancel();
    worker.await.expect("ends");
    run
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_found_before_a_stop_is_decided_after_it_when_its_server_is_still_well() {
    for (behaviour, removed, skipped) in [(Behaviour::Healthy, 2, 0), (Behaviour::Refused, 0, 1)] {
        let gone = ["a@x.example", "b@x.example"];
        let plan = gone.iter().fold(Plan::new(), |plan, acct| plan.account(acct, AccountState::Gone));
        let ground = Ground::with(plan.server("x.example", behaviour.clone())).await;
        let id = stopped_before_deciding(&ground, &gone).await;
        let report = report(go_on(&ground, &id).await.report.expect("has a report"));
        assert_eq!((report.removed, report.visited), (removed, 2), "{behaviour:?}");
        assert_eq!(report.skipped_domains.len(), skipped, "{behaviour:?}");
        assert_eq!(ground.remote_accounts().await.len() as u64, 2 - removed, "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_server_in_other_hands_loses_nobody_and_becomes_a_case() {
    let plan =
        Plan::new().account("a@sold.example", AccountState::Living).account("b@sold.example", AccountState::Gone);
    let ground = Ground::with(plan).await;
    for acct in ["a@sold.example", "b@sold.example"] {
        ground.account(acct).await;
    }
    let (_, first) = cull(&ground, &at_once()).await;
    assert_eq!(first.removed, 1);
    ground.fediverse.set("sold.example", Behaviour::ChangedHands);
    ground.fediverse.set_account("a@sold.example", AccountState::NotFound);
    let options = Options { confirmed_within_days: 0, ..at_once() };
    let (_, second) = cull(&ground, &options).await;
    assert_eq!((second.removed, second.visited), (0, 1));
    assert_eq!(second.skipped_domains[0].reason, CaseReason::ChangedHands);
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    assert_eq!(open(&engine).await[0].state, State::ChangedHands);
    // To wait is not to say that the new hands are right.
    let domains = vec!["sold.example".parse().expect("a name")];
    let until = ground.clock.now().plus_ms(1);
    engine.decide(&caretaker(), &domains, model::Decision::Wait { until }).await.expect("may");
    ground.days_pass(4).await;
    let (_, third) = cull(&ground, &options).await;
    assert_eq!((third.removed, third.skipped_domains[0].reason), (0, CaseReason::ChangedHands));
    assert_eq!(open(&engine).await[0].state, State::ChangedHands);
    // A person who keeps it as it is has said so: from then on these are the hands we know.
    engine.decide(&caretaker(), &domains, model::Decision::Keep).await.expect("may");
    let (_, fourth) = cull(&ground, &options).await;
    assert_eq!(fourth.removed, 1);
}

#[tokio::test]
async fn a_server_whose_key_is_not_found_any_more_loses_nobody() {
    let plan =
        Plan::new().account("a@cached.example", AccountState::Living).account("b@cached.example", AccountState::Gone);
    let ground = Ground::with(plan).await;
    for acct in ["a@cached.example", "b@cached.example"] {
        ground.account(acct).await;
    }
    let (_, first) = cull(&ground, &at_once()).await;
    assert_eq!(first.removed, 1, "its key is remembered from here on");
    ground.fediverse.set("cached.example", Behaviour::CachedNodeInfo);
    let (_, second) = cull(&ground, &Options { confirmed_within_days: 0, ..at_once() }).await;
    assert_eq!((second.removed, second.visited), (0, 1));
    assert_eq!(second.skipped_domains[0].reason, CaseReason::NothingFound);
    assert_eq!(ground.remote_accounts().await, ["a@cached.example"]);
}

#[tokio::test]
async fn a_server_that_answered_a_few_days_ago_is_not_yet_held_to_be_silent() {
    let ground = Ground::with(Plan::new().account("a@tired.example", AccountState::Living)).await;
    ground.account("a@tired.example").await;
    let options = Options { confirmed_within_days: 0, ..at_once() };
    let (_, well) = cull(&ground, &options).await;
    assert_eq!(well.skipped_domains, []);
    ground.fediverse.set("tired.example", Behaviour::Refused);
    ground.clock.advance_ms(DAY_MS);
    let (_, failed) = cull(&ground, &options).await;
    assert_eq!(failed.skipped_domains[0].reason, CaseReason::RefusesConnections);
    let engine = ground.engine().await;
    ground.days_pass(4).await;
    let case = &watched(&engine).await[0];
    assert_eq!((case.state, case.evidence[0].reason), (State::Wobbly, None), "it was well five and a half days ago");
    ground.days_pass(3).await;
    assert_eq!(open(&engine).await[0].state, State::Silent);
    assert_eq!(watched(&engine).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_outage_pauses_the_run_and_puts_nobody_on_the_list() {
    let servers: Vec<String> = (0..8).map(|n| format!("s{n}.example")).collect();
    let plan = servers.iter().fold(Plan::new(), |plan, server| {
        plan.account(&format!("gone@{server}"), AccountState::Gone).server(server, Behaviour::Refused)
    });
    let ground = Ground::with(plan).await;
    for server in &servers {
        let account = ground.account(&format!("gone@{server}")).await;
        // Posts reached us from there of late, so that they are known to be well.
        ground.world.status(&account).at(simulator::days_ago(1)).await;
    }
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(&at_once()), Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    until(&engine, &id, |run| run.progress.stage == Stage::Paused).await;
    for server in &servers {
        ground.fediverse.set(server, Behaviour::Healthy);
    }
    let run = ended(&engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    let report = report(run.report.expect("has a report"));
    assert_eq!((report.removed, report.skipped_domains.len()), (8, 0));
    assert!(crate::support::cases::watched(&engine).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_ours_in_the_middle_of_a_run_is_not_held_against_anybody() {
    let servers: Vec<String> = (0..6).map(|n| format!("s{n}.example")).collect();
    let mut plan =
        Plan::new().server("late.example", Behaviour::Slow(400)).account("gone@late.example", AccountState::Gone);
    for server in &servers {
        plan = plan.account(&format!("here@{server}"), AccountState::Living);
    }
    let ground = Ground::with(plan).await;
    for server in &servers {
        let account = ground.account(&format!("here@{server}")).await;
        ground.world.status(&account).at(simulator::days_ago(1)).await;
    }
    ground.account("gone@late.example").await;
    let engine = ground.engine().await;
    let id = engine.start(&caretaker(), job(&at_once()), Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    until(&engine, &id, |run| run.progress.stage == Stage::Working).await;
    for server in servers.iter().map(String::as_str).chain(["late.example"]) {
        ground.fediverse.set(server, Behaviour::Dropped);
    }
    until(&engine, &id, |run| run.progress.stage == Stage::Paused || run.state.is_final()).await;
    for server in servers.iter().map(String::as_str).chain(["late.example"]) {
        ground.fediverse.set(server, Behaviour::Healthy);
    }
    let run = ended(&engine, &id).await;
    working.cancel();
    worker.await.expect("ends");
    let report = report(run.report.expect("has a report"));
    assert_eq!((report.removed, report.skipped_domains.len()), (1, 0), "{report:?}");
}
