//! A cull that a schedule begins spares questions whose answers would change nothing.

use engine::{Engine, NewSchedule, RunFilter};
use model::jobs::cull_accounts::{CullReport, Options};
use model::time::DAY_MS;
use model::{Cadence, CaseReason, Job, JobKind, Mode};
use simulator::{AccountState, Behaviour, Plan};
use tokio_util::sync::CancellationToken;

use super::guards::town_on;
use super::{job, report};
use crate::support::cases::open;
use crate::support::ground::{Ground, caretaker};
use crate::support::state::on_both_engines;

const LAST: RunFilter = RunFilter { job: Some(JobKind::CullAccounts), before: None, limit: 1 };

/// Has a cull with these options begin every night.
pub(super) async fn every_night(engine: &Engine, options: &Options) {
    let wish = NewSchedule {
        job: job(options),
        cadence: Cadence::Daily,
        time: "03:00".parse().expect("a time"),
        zone: "UTC".to_owned(),
        enabled: true,
    };
    engine.set_schedule(&caretaker(), wish).await.expect("is set");
}

/// A cull of everybody every night.
async fn every_day(engine: &Engine) {
    every_night(engine, &Options { confirmed_within_days: 0, ..Options::default() }).await;
}

/// The cull of so many days later, with what servers have seen of it alone.
pub(super) async fn cull_after(ground: &Ground, engine: &Engine, days: i64) -> CullReport {
    ground.clock.advance_ms(days * DAY_MS);
    while engine.look_again().await.expect("looks") > 0 {}
    ground.fediverse.forget();
    engine.tick(&CancellationToken::new()).await.expect("works");
    report(engine.runs(&LAST).await.expect("reads").remove(0).report.expect("has a report"))
}

on_both_engines! {
    async fn who_is_held_with_a_mass_is_held_again_and_asked_every_eight_weeks(state) {
        let ground = town_on(state, 30, 30).await;
        let engine = ground.engine().await;
        every_day(&engine).await;
        let are_all_asked_about = || ground.fediverse.seen("town.example").requests > 60;
        assert_eq!(cull_after(&ground, &engine, 1).await.held, 30);
        assert!(are_all_asked_about());

        assert_eq!(cull_after(&ground, &engine, 1).await.held, 30);
        assert!(!are_all_asked_about(), "a person decides about them");

        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        ground.hears_from("a1@town.example").await;
        let report = cull_after(&ground, &engine, 1).await;
        assert_eq!((report.held, report.removed), (29, 0), "something came from one of them");

        assert_eq!(cull_after(&ground, &engine, 55).await.held, 29);
        assert!(are_all_asked_about(), "eight weeks later");
        assert_eq!(ground.remote_accounts().await.len(), 60);
    }

    async fn who_was_found_there_since_is_held_with_no_mass(state) {
        let ground = town_on(state, 30, 30).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        assert_eq!(cull_after(&ground, &engine, 1).await.held, 30);
        // Whoever orders a cull has all of them asked.
        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        let asked = ground.run(job(&Options::default()), Mode::Apply).await;
        assert_eq!(report(asked).held, 29);
        assert_eq!(cull_after(&ground, &engine, 29).await.held, 29, "its turn, a month later");
    }

    async fn who_is_no_part_of_a_mass_any_more_is_asked_before_it_goes(state) {
        let ground = town_on(state, 30, 30).await;
        let engine = ground.engine().await;
        every_day(&engine).await;
        assert_eq!(cull_after(&ground, &engine, 1).await.held, 30);
        ground.clock.advance_ms(DAY_MS);
        ground.fediverse.set_account("a0@town.example", AccountState::Living);
        for n in 10..25 {
            ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::Living);
            ground.hears_from(&format!("a{n}@town.example")).await;
        }

        let report = cull_after(&ground, &engine, 2).await;

        assert_eq!((report.held, report.removed), (0, 14));
        assert!(
            ground.remote_accounts().await.contains(&"a0@town.example".to_owned()),
            "it was back, and nobody had heard"
        );
    }

    async fn a_server_in_trouble_for_long_is_left_to_its_own_look(state) {
        let plan = Plan::new()
            .server("ill.example", Behaviour::Trouble(500))
            .account("a@ill.example", AccountState::Living)
            .account("b@ill.example", AccountState::Living);
        let ground = Ground::on(state, plan).await;
        for acct in ["a@ill.example", "b@ill.example"] {
            ground.account(acct).await;
        }
        ground.run(Job::CullAccounts(Default::default()), model::Mode::Apply).await;
        ground.days_pass(5).await;
        let engine = ground.engine().await;
        assert_eq!(open(&engine).await.len(), 1);
        every_day(&engine).await;

        let report = cull_after(&ground, &engine, 1).await;

        assert_eq!(ground.fediverse.seen("ill.example").requests, 0);
        let skipped: Vec<_> = report.skipped_domains.iter().map(|one| (one.domain.as_str(), one.reason)).collect();
        assert_eq!(skipped, [("ill.example", CaseReason::Errors)]);
        assert_eq!(report.visited, 2);
        ground.run(job(&Options { confirmed_within_days: 0, ..Options::default() }), model::Mode::Apply).await;
        assert!(ground.fediverse.seen("ill.example").requests > 0, "who orders a cull has everybody asked");
    }
}
