//! Schedules fire once, whatever number of processes look.

use engine::{NewSchedule, RunFilter};
use model::time::DAY_MS;
use model::{Cadence, JobKind, Operator, Role, Run, RunState, Trigger};
use simulator::Plan;
use tokio_util::sync::CancellationToken;

use crate::support::ground::{Ground, caretaker};
use crate::support::state::on_both_engines;

fn daily() -> NewSchedule {
    NewSchedule {
        job: JobKind::CullAccounts.with_defaults(),
        cadence: Cadence::Daily,
        time: "03:00".parse().expect("a time"),
        zone: "Asia/Tokyo".to_owned(),
        enabled: true,
    }
}

const ALL: RunFilter = RunFilter { job: None, before: None, limit: 50 };

on_both_engines! {
    async fn two_processes_fire_a_due_schedule_once(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let (one, two) = (ground.engine().await, ground.engine().await);
        let schedule = one.set_schedule(&caretaker(), daily()).await.expect("is set");
        assert_eq!(schedule.next.len(), 3);
        ground.clock.advance_ms(schedule.next[0].0 - ground.clock.now().0);
        let (first, second) = tokio::join!(one.fire_schedules(), two.fire_schedules());
        first.expect("fires");
        second.expect("fires");
        let runs = one.runs(&ALL).await.expect("reads");
        assert_eq!(runs.iter().map(|run| &run.trigger).collect::<Vec<_>>(), [&Trigger::Schedule]);
        let next = one.schedule(JobKind::CullAccounts).await.expect("reads").expect("is there").next;
        assert_eq!(next[0], schedule.next[1]);
    }

    async fn dates_missed_while_nobody_looked_fire_once(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        engine.set_schedule(&caretaker(), daily()).await.expect("is set");
        ground.clock.advance_ms(10 * DAY_MS);
        for _ in 0..3 {
            engine.fire_schedules().await.expect("fires");
        }
        assert_eq!(engine.runs(&ALL).await.expect("reads").len(), 1);
    }

    async fn a_date_that_a_clock_ahead_has_planned_is_brought_forward(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        let planned = engine.set_schedule(&caretaker(), daily()).await.expect("is set").next;
        ground.clock.advance_ms(10 * DAY_MS);
        engine.fire_schedules().await.expect("fires");
        ground.clock.advance_ms(-10 * DAY_MS);
        engine.fire_schedules().await.expect("looks");
        let next = engine.schedule(JobKind::CullAccounts).await.expect("reads").expect("is there").next;
        assert_eq!(next[0], planned[0]);
    }

    async fn a_tick_does_all_that_is_due_and_returns(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        engine.set_schedule(&caretaker(), daily()).await.expect("is set");
        ground.clock.advance_ms(DAY_MS);
        engine.tick(&CancellationToken::new()).await.expect("works");
        let runs = engine.runs(&ALL).await.expect("reads");
        assert!(matches!(runs[..], [Run { state: RunState::Finished { .. }, .. }]), "{runs:?}");
    }

    async fn a_tick_that_is_to_release_begins_nothing(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        engine.set_schedule(&caretaker(), daily()).await.expect("is set");
        ground.clock.advance_ms(DAY_MS);
        let release = CancellationToken::new();
        release.cancel();
        engine.tick(&release).await.expect("works");
        assert!(engine.runs(&ALL).await.expect("reads").is_empty());
    }

    async fn a_paused_schedule_does_not_fire(state) {
        let ground = Ground::on(state, Plan::new()).await;
        let engine = ground.engine().await;
        engine.set_schedule(&caretaker(), NewSchedule { enabled: false, ..daily() }).await.expect("is paused");
        ground.clock.advance_ms(10 * DAY_MS);
        engine.fire_schedules().await.expect("looks");
        assert!(engine.runs(&ALL).await.expect("reads").is_empty());
    }
}

#[tokio::test]
async fn only_a_caretaker_sets_a_schedule_and_only_in_a_zone_there_is() {
    let ground = Ground::with(Plan::new()).await;
    let engine = ground.engine().await;
    let moderator = Operator { name: "mod".to_owned(), role: Role::Moderator };
    assert!(matches!(engine.set_schedule(&moderator, daily()).await, Err(engine::ActError::NotAllowed(_))));
    let nowhere = NewSchedule { zone: "Mars/Olympus".to_owned(), ..daily() };
    assert!(matches!(engine.set_schedule(&caretaker(), nowhere).await, Err(engine::ActError::UnknownZone)));
}
