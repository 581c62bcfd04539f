//! A damaged run or schedule: it is ended or put off, and the others go on.

use engine::{ActError, NewSchedule, RunFilter};
use model::time::HOUR_MS;
use model::{Cadence, Job, JobKind, Mode, RunFailure, RunState};
use simulator::Plan;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker, ended};
use crate::support::state::on_both_engines;

const ALL: RunFilter = RunFilter { job: None, before: None, limit: 50 };

fn daily(kind: JobKind) -> NewSchedule {
    NewSchedule {
        job: kind.with_defaults(),
        cadence: Cadence::Daily,
        time: "03:00".parse().expect("a time"),
        zone: "Asia/Tokyo".to_owned(),
        enabled: true,
    }
}

on_both_engines! {
    async fn a_damaged_run_is_ended_and_says_why_and_the_next_one_runs(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        let spoilt = engine.start(&caretaker(), JobKind::CullAccounts.with_defaults(), Mode::Apply).await.expect("starts");
        ground.state.spoil("UPDATE runs SET options = '{'").await;
        let well = engine.start(&caretaker(), JobKind::MeasureStorage.with_defaults(), Mode::Apply).await.expect("starts");
        let working = CancellationToken::new();
        let worker = tokio::spawn({
            let (engine, working) = (engine.clone(), working.clone());
            async move { engine.work(working).await }
        });
        let (spoilt, well) = (ended(&engine, &spoilt).await, ended(&engine, &well).await);
        working.cancel();
        worker.await.expect("ends");
        assert!(matches!(spoilt.state, RunState::Failed { failure: RunFailure::Damaged, .. }), "{:?}", spoilt.state);
        assert!(spoilt.damaged && spoilt.report.is_none());
        assert!(matches!(well.state, RunState::Finished { .. }), "{:?}", well.state);
        engine.overview().await.expect("is read");
        assert_eq!(engine.runs(&ALL).await.expect("is read").len(), 2);
    }

    async fn a_run_whose_report_cannot_be_made_ends_all_the_same(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        let run = engine.start(&caretaker(), JobKind::CullAccounts.with_defaults(), Mode::Apply).await.expect("starts");
        ground.state.spoil(&format!(
            "INSERT INTO run_domains (run_id, domain, after_id, done, reason) VALUES ('{run}', 'quiet.example', 1, 1, 'x')"
        )).await;
        let working = CancellationToken::new();
        let worker = tokio::spawn({
            let (engine, working) = (engine.clone(), working.clone());
            async move { engine.work(working).await }
        });
        let run = ended(&engine, &run).await;
        working.cancel();
        worker.await.expect("ends");
        assert!(matches!(run.state, RunState::Failed { failure: RunFailure::Damaged, .. }), "{:?}", run.state);
    }

    async fn by_a_damaged_schedule_nothing_begins_and_the_others_fire(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        let first = engine.set_schedule(&caretaker(), daily(JobKind::CullAccounts)).await.expect("is set").next[0];
        engine.set_schedule(&caretaker(), daily(JobKind::MeasureStorage)).await.expect("is set");
        ground.state.spoil("UPDATE schedules SET cadence = 'x' WHERE job = 'cull-accounts'").await;
        ground.clock.advance_ms(first.0 - ground.clock.now().0);
        engine.fire_schedules().await.expect("fires");
        let runs = engine.runs(&ALL).await.expect("is read");
        assert!(runs.iter().map(|run| run.job.kind()).eq([JobKind::MeasureStorage]));
        let spoilt = engine.schedule(JobKind::CullAccounts).await.expect("is read").expect("is there");
        assert!(spoilt.damaged);
        assert_eq!(spoilt.next[0], first.plus_ms(HOUR_MS), "it is not read again at once");

        engine.set_schedule(&caretaker(), daily(JobKind::CullAccounts)).await.expect("is set anew");
        let mended = engine.schedule(JobKind::CullAccounts).await.expect("is read").expect("is there");
        assert!(!mended.damaged);
    }

    async fn a_damaged_preview_is_never_done_for_real(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let limited = model::jobs::cull_accounts::Options { limit: Some(1), ..Default::default() };
        ground.run(Job::CullAccounts(limited), Mode::Preview).await;
        let engine = ground.engine().await;
        let preview = engine.runs(&ALL).await.expect("is read")[0].id.clone();
        ground.state.spoil("UPDATE runs SET options = '{'").await;
        let refused = engine.do_now(&caretaker(), &preview).await;
        assert!(matches!(refused, Err(ActError::NoSuchRun)), "{refused:?}");
    }

    async fn what_is_held_and_cannot_be_read_marks_its_run_and_hides_nothing_else(state) {
        let ground = Ground::on(state, Plan::new()).await;
        ground.run(JobKind::CullAccounts.with_defaults(), Mode::Apply).await;
        let engine = ground.engine().await;
        let run = engine.runs(&ALL).await.expect("is read")[0].id.clone();
        ground.state.spoil(&format!(
            "INSERT INTO condemned_accounts (run_id, account_id, account, domain, status, proof, held)
            VALUES ('{run}', 1, 'a@quiet.example', 'quiet.example', 410, '{{}}', 'x')"
        )).await;
        let run = engine.run(&run).await.expect("is read").expect("is there");
        assert!(run.damaged && run.report.is_some());
    }
}
