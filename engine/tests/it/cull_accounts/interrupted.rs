//! A cull that is interrupted keeps what it has found.

use engine::store::counts::{Count, Counts};
use engine::store::run_domains::{self, PageDone};
use engine::store::runs::lease::{self, Ending};
use model::probe::Proof;
use model::{AccountId, CaseReason, Mode, Stage};
use simulator::{AccountState, Behaviour, Plan, days_ago};
use tokio_util::sync::CancellationToken;

use super::guards::go_on;
use super::{at_once, job, report};
use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::state::on_both_engines;

on_both_engines! {
    async fn a_run_that_is_handed_back_while_it_is_us_ends_and_keeps_what_it_found(state) {
        let lively: Vec<String> = (0..6).map(|n| format!("s{n}.example")).collect();
        let plan =
            Plan::new().server("late.example", Behaviour::Slow(400)).account("gone@late.example", AccountState::Gone);
        let plan = lively.iter().fold(plan, |plan, server| plan.account(&format!("here@{server}"), AccountState::Living));
        let ground = Ground::on(state, plan).await;
        for server in &lively {
            let account = ground.account(&format!("here@{server}")).await;
            ground.world.status(&account).at(days_ago(1)).await;
        }
        ground.account("gone@late.example").await;
        let all: Vec<&str> = lively.iter().map(String::as_str).chain(["late.example"]).collect();
        let engine = ground.engine().await;
        let id = engine.start(&caretaker(), job(&at_once()), Mode::Apply).await.expect("starts");
        let work = |until: CancellationToken| {
            let engine = engine.clone();
            tokio::spawn(async move { engine.work(until).await })
        };
        let first = CancellationToken::new();
        let worker = work(first.clone());
        // What it says of the account is under way: nobody answers the questions after that.
        while !ground.fediverse.seen("late.example").paths.iter().any(|path| path.ends_with("/users/gone")) {
            tokio::task::yield_now().await;
        }
        for server in &all {
            ground.fediverse.set(server, Behaviour::Dropped);
        }
        until(&engine, &id, |run| run.progress.stage == Stage::Paused || run.state.is_final()).await;
        first.cancel();
        worker.await.expect("ends");

        for server in &all {
            ground.fediverse.set(server, Behaviour::Healthy);
        }
        let second = CancellationToken::new();
        let worker = work(second.clone());
        let run = ended(&engine, &id).await;
        second.cancel();
        worker.await.expect("ends");
        let report = report(run.report.expect("has a report"));
        assert_eq!((report.removed, report.skipped_domains.len()), (1, 0), "{report:?}");
        assert!(crate::support::cases::watched(&engine).await.is_empty());
    }
    async fn a_server_in_trouble_is_told_also_when_the_run_stopped_after_its_last_page(state) {
        let plan = Plan::new().account("a@ill.example", AccountState::Living);
        let ground = Ground::on(state, plan).await;
        let account = ground.account("a@ill.example").await;
        let engine = ground.engine().await;
        let id = engine.start(&caretaker(), job(&at_once()), Mode::Apply).await.expect("starts");
        let now = ground.clock.now();
        lease::claim(engine.db(), "stopped", Some(&id), now, now).await.expect("asks").expect("is free");
        let last_page = PageDone {
            site: engine.site(),
            run: &id,
            owner: "stopped",
            domain: &"ill.example".parse().expect("a name"),
            after: AccountId(account.id.0),
            turn: false,
            done: false,
            reason: Some(CaseReason::Errors),
            confirmed: &[],
            sighted: &[],
            condemned: &[],
            spared: &[],
            proof: &Proof::default(),
            write_ledger: true,
            counts: Counts::of(Count::SetAside, 1).and(Count::Visited, 1),
            now,
        };
        run_domains::checkpoint(engine.db(), &last_page).await.expect("writes");
        lease::end(engine.db(), &id, "stopped", &Ending::Released, None, now).await.expect("is handed back");

        let report = report(go_on(&ground, &id).await.report.expect("has a report"));

        let skipped: Vec<_> = report.skipped_domains.iter().map(|one| (one.domain.as_str(), one.reason)).collect();
        assert_eq!((skipped, report.visited), (vec![("ill.example", CaseReason::Errors)], 1));
        assert_eq!(crate::support::cases::watched(&engine).await.len(), 1);
    }
}
