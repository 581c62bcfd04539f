//! A cull that a schedule begins every night asks each server on a day of its own.

use engine::Engine;
use model::Mode;
use model::jobs::cull_accounts::{CullReport, Options};
use model::time::DAY_MS;
use simulator::{AccountState, Behaviour, Plan, RetryAfter};

use super::job;
use super::scheduled::{cull_after, every_night};
use crate::support::cases::open;
use crate::support::ground::Ground;
use crate::support::state::{State, on_both_engines};

/// Days between a first 404 and the second look at it.
const SECOND_LOOK: usize = 13;

/// The next night's cull: what it reports, and how many questions each server got from it.
async fn night(ground: &Ground, engine: &Engine, servers: &[&str]) -> (CullReport, Vec<u64>) {
    let report = cull_after(ground, engine, 1).await;
    (report, servers.iter().map(|server| ground.fediverse.seen(server).requests).collect())
}

/// Culls every night up to the one before a second look is due.
async fn nights_between(ground: &Ground, engine: &Engine) -> Vec<CullReport> {
    let mut reports = Vec::new();
    for _ in 1..SECOND_LOOK {
        reports.push(cull_after(ground, engine, 1).await);
    }
    reports
}

async fn two_servers(state: State) -> Ground {
    let plan = Plan::new()
        .account("a@one.example", AccountState::Living)
        .account("b@one.example", AccountState::Living)
        .account("c@two.example", AccountState::Living);
    let ground = Ground::on(state, plan).await;
    for acct in ["a@one.example", "b@one.example", "c@two.example"] {
        ground.account(acct).await;
    }
    ground
}

on_both_engines! {
    async fn a_server_is_asked_once_and_then_on_its_own_day_alone(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        let mut nights = [Vec::new(), Vec::new()];
        for nth in 0..60 {
            let (report, asked) = night(&ground, &engine, &["one.example", "two.example"]).await;
            let is_asked = |server: usize| asked[server] > 0;
            assert_eq!(report.visited, 2 * u64::from(is_asked(0)) + u64::from(is_asked(1)), "night {nth}");
            (0..2).filter(|server| is_asked(*server)).for_each(|server| nights[server].push(nth));
        }
        for nights in nights {
            assert_eq!(nights[0], 0, "at once");
            let apart: Vec<i32> = nights[1..].windows(2).map(|two| two[1] - two[0]).collect();
            assert!(nights.len() >= 4 && apart.iter().all(|days| *days == apart[0]), "{nights:?}");
        }
    }

    async fn the_second_look_comes_on_its_day_and_asks_about_nobody_else(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        ground.fediverse.set_account("a@one.example", AccountState::NotFound);
        let first = cull_after(&ground, &engine, 1).await;
        assert_eq!((first.second_look, first.removed), (1, 0));
        let between = nights_between(&ground, &engine).await;
        assert!(between.iter().all(|report| report.removed == 0));
        let asked: u64 = between.iter().map(|report| report.second_look).sum();
        assert!(asked <= 1, "it is asked about when its server has a turn, and no other night");

        let due = cull_after(&ground, &engine, 1).await;

        assert_eq!(due.removed, 1);
        let paths = ground.fediverse.seen("one.example").paths;
        let is_of_b = |path: &String| path.ends_with("/users/b");
        assert!(asked == 0 || !paths.iter().any(is_of_b), "it had its turn and has none now: {paths:?}");
        assert_eq!(ground.remote_accounts().await, ["b@one.example", "c@two.example"]);
    }

    async fn who_is_back_when_the_server_has_its_turn_is_seen_to_be_there(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        ground.fediverse.set_account("a@one.example", AccountState::NotFound);
        cull_after(&ground, &engine, 1).await;
        ground.fediverse.set_account("a@one.example", AccountState::Living);
        // Its server has a turn before the second look of another sighting could come.
        let mut nights = 0;
        while night(&ground, &engine, &["one.example"]).await.1[0] == 0 {
            nights += 1;
        }
        assert!(nights < 2 * SECOND_LOOK);
        ground.fediverse.set_account("a@one.example", AccountState::NotFound);
        for _ in 0..SECOND_LOOK {
            assert_eq!(cull_after(&ground, &engine, 1).await.removed, 0, "only one 404 counts");
        }
    }

    async fn a_second_look_that_met_an_outage_is_made_the_next_night(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        ground.fediverse.set_account("a@one.example", AccountState::NotFound);
        cull_after(&ground, &engine, 1).await;
        nights_between(&ground, &engine).await;
        ground.fediverse.set("one.example", Behaviour::Trouble(502));
        let due = cull_after(&ground, &engine, 1).await;
        assert_eq!(due.removed, 0);
        ground.fediverse.set("one.example", Behaviour::Healthy);

        let next = cull_after(&ground, &engine, 1).await;

        assert_eq!(next.removed, 1);
    }

    async fn a_server_that_refuses_us_is_not_asked_again_the_next_night(state) {
        let ground = two_servers(state).await;
        ground.fediverse.set("one.example", Behaviour::Forbidden);
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        let (first, asked) = night(&ground, &engine, &["one.example"]).await;
        assert!(first.skipped_domains.len() == 1 && asked[0] > 0);

        let (_, asked) = night(&ground, &engine, &["one.example"]).await;

        assert_eq!(asked, [0]);
    }

    async fn who_orders_a_cull_has_every_server_asked_whatever_its_day(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        for _ in 0..4 {
            cull_after(&ground, &engine, 1).await;
        }
        ground.fediverse.forget();

        ground.run(job(&Options { confirmed_within_days: 2, ..Options::default() }), Mode::Apply).await;

        assert!(["one.example", "two.example"].iter().all(|server| ground.fediverse.seen(server).requests > 0));
    }

    async fn who_posts_and_is_a_stranger_to_culls_is_asked_again_after_growing_pauses(state) {
        let plan = Plan::new()
            .account("a@one.example", AccountState::Living)
            .account("b@one.example", AccountState::Living)
            .account("c@one.example", AccountState::Gone);
        let ground = Ground::on(state, plan).await;
        for acct in ["a@one.example", "b@one.example", "c@one.example"] {
            ground.account(acct).await;
        }
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        assert_eq!(cull_after(&ground, &engine, 1).await.removed, 1, "its key is remembered from here on");
        ground.fediverse.set_account("b@one.example", AccountState::Gone);
        ground.fediverse.set("one.example", Behaviour::ChangedHands);
        nights_until_asked(&ground, &engine).await;

        let mut pauses = Vec::new();
        for _ in 0..5 {
            pauses.push(nights_until_asked(&ground, &engine).await);
        }

        assert_eq!(pauses, [1, 1, 2, 4, 4]);
        assert_eq!(open(&engine).await, [], "who posts is here");
        assert_eq!(ground.remote_accounts().await, ["a@one.example", "b@one.example"]);

        ground.fediverse.set("one.example", Behaviour::Healthy);
        nights_until_asked(&ground, &engine).await;
        assert_eq!(ground.remote_accounts().await, ["a@one.example"]);
    }

    async fn a_name_that_is_still_known_costs_its_server_no_proof(state) {
        let plan = Plan::new()
            .account("a@one.example", AccountState::Living)
            .account("b@one.example", AccountState::Mislaid);
        let ground = Ground::on(state, plan).await;
        for acct in ["a@one.example", "b@one.example"] {
            ground.account(acct).await;
        }
        let everybody = Options { confirmed_within_days: 0, ..Options::default() };
        ground.run(job(&everybody), Mode::Apply).await;
        ground.fediverse.forget();
        ground.clock.advance_ms(DAY_MS);

        ground.run(job(&everybody), Mode::Apply).await;

        let paths = ground.fediverse.seen("one.example").paths;
        assert!(paths.iter().any(|path| path.contains("webfinger")), "{paths:?}");
        assert!(!paths.iter().any(|path| path.contains("/actor")), "{paths:?}");
        assert_eq!(ground.remote_accounts().await, ["a@one.example", "b@one.example"]);
    }

    async fn who_bids_us_slow_down_is_asked_the_next_night(state) {
        let ground = two_servers(state).await;
        let engine = ground.engine().await;
        every_night(&engine, &Options::default()).await;
        while night(&ground, &engine, &["one.example"]).await.1[0] == 0 {}
        ground.fediverse.set("one.example", Behaviour::TooManyRequests(RetryAfter::Seconds(100_000)));
        while night(&ground, &engine, &["one.example"]).await.1[0] == 0 {}
        for nth in 1..6 {
            assert!(night(&ground, &engine, &["one.example"]).await.1[0] > 0, "night {nth}");
        }
    }
}

/// Culls every night up to the one in which a server is asked from which posts reach us: how many
/// nights that takes.
async fn nights_until_asked(ground: &Ground, engine: &Engine) -> usize {
    for nth in 1..20 {
        ground.hears_from("a@one.example").await;
        if night(ground, engine, &["one.example"]).await.1[0] > 0 {
            return nth;
        }
    }
    panic!("it has no turn");
}
