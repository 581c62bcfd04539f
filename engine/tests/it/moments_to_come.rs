//! Posts that carry a time to come: they spare nobody for ever, and whoever lives is spared all the
//! same.

use engine::Engine;
use model::case::{Case, State as Held};
use model::time::{DAY_MS, HOUR_MS};
use model::{Act, Decision, Domain, JobKind, Mode, RunState};
use simulator::{AccountState, Ago, Behaviour, Plan};
use sqlx::AssertSqlSafe;

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker, worked_to_its_end};
use crate::support::state::{State, on_both_engines};

/// The year 2100, and what Mastodon notes of an account from 4.3 on when such a post comes.
const FUTURE: &str = "2100-01-01T00:00:00";

fn quiet() -> Domain {
    "quiet.example".parse().expect("a name")
}

/// Somebody of a silent server from which a post came 30 days ago that is dated in the year 2100,
/// and a cull that has met it.
async fn dated(state: State) -> Ground {
    let plan = Plan::new().server("quiet.example", Behaviour::Refused).account("a@quiet.example", AccountState::Living);
    let ground = Ground::on(state, plan).await;
    ground.account("a@quiet.example").await;
    came(&ground, Ago(30 * DAY_MS)).await;
    ground.run(JobKind::CullAccounts.with_defaults(), Mode::Apply).await;
    ground
}

/// A post comes that is dated in the year 2100. As with Mastodon, its id tells when it came.
async fn came(ground: &Ground, ago: Ago) {
    let id = (ago.before(ground.world.now()).0 << 16) + 7;
    let sql = format!(
        "INSERT INTO statuses (id, account_id, uri, text, visibility, local, created_at, updated_at)
         SELECT {id}, id, 'https://quiet.example/{id}', 'Hello.', 0, false, '{FUTURE}', '{FUTURE}' FROM accounts
         WHERE domain = 'quiet.example';
         UPDATE account_stats SET last_status_at = '{FUTURE}'
         WHERE account_id = (SELECT id FROM accounts WHERE domain = 'quiet.example')"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(ground.world.pool()).await.expect("is written");
}

async fn case(engine: &Engine) -> Case {
    let cases = open(engine).await.into_iter().chain(watched(engine).await);
    cases.into_iter().find(|case| case.domain == quiet()).expect("there is a case")
}

on_both_engines! {
    async fn a_server_with_a_post_of_the_year_2100_becomes_silent_for_long_and_is_purged(state) {
        let ground = dated(state).await;
        let engine = ground.engine().await;
        let signs = case(&engine).await;
        assert!(signs.impact.last_sign_of_life.is_none_or(|at| at <= ground.clock.now()), "{signs:?}");
        ground.days_pass(100).await;
        let held = case(&engine).await;
        assert_eq!(held.state, Held::LongSilent);
        assert_eq!(held.impact.last_sign_of_life, Some(Ago(9 * DAY_MS).before(ground.world.now())), "the last profile");

        engine.decide(&caretaker(), &[quiet()], Decision::Purge).await.expect("is ordered");
        let run = case(&engine).await.purge.expect("waits").run;
        ground.clock.advance_ms(2 * DAY_MS);
        let state = worked_to_its_end(&engine, &run).await.state;
        assert!(matches!(state, RunState::Finished { .. }), "{state:?}");
        assert!(ground.remote_accounts().await.is_empty());
    }

    async fn a_post_of_the_year_2100_that_came_an_hour_ago_cancels_the_purge(state) {
        let ground = dated(state).await;
        let engine = ground.engine().await;
        ground.days_pass(10).await;
        engine.decide(&caretaker(), &[quiet()], Decision::Purge).await.expect("is ordered");
        let run = case(&engine).await.purge.expect("waits").run;
        ground.clock.advance_ms(2 * DAY_MS);
        came(&ground, Ago(ground.world.now().0 - ground.clock.now().0 + HOUR_MS)).await;
        while engine.look_again().await.expect("looks") > 0 {}
        let over = engine.run(&run).await.expect("is read").expect("is there");
        assert!(matches!(over.state, RunState::Stopped { .. }), "{:?}", over.state);
        assert_eq!(ground.state.acts(Act::CancelPurge).await, ["quiet.example"]);
        assert_eq!(case(&engine).await.state, Held::Here);
        assert_eq!(ground.remote_accounts().await.len(), 1);
    }

    async fn an_account_with_a_post_of_the_year_2100_goes_at_its_second_404(state) {
        let ground = dated(state).await;
        ground.fediverse.set("quiet.example", Behaviour::Healthy);
        ground.fediverse.set_account("a@quiet.example", AccountState::NotFound);
        ground.days_pass(2).await;
        let mut removed = Vec::new();
        for _ in 0..2 {
            let report = ground.run(JobKind::CullAccounts.with_defaults(), Mode::Apply).await;
            let model::Report::CullAccounts(report) = report else { panic!("{report:?}") };
            removed.push((report.second_look, report.removed));
            // Nobody else is there to be shown.
            ground.clock.advance_ms(53 * DAY_MS);
        }
        assert_eq!(removed, [(1, 0), (0, 1)]);
    }

    async fn an_account_that_is_said_to_begin_in_the_year_2100_is_asked_about(state) {
        let ground = dated(state).await;
        let sql = format!("UPDATE accounts SET created_at = '{FUTURE}' WHERE domain = 'quiet.example'");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(ground.world.pool()).await.expect("is written");
        let report = ground.run(JobKind::CullAccounts.with_defaults(), Mode::Preview).await;
        let model::Report::CullAccounts(report) = report else { panic!("{report:?}") };
        assert_eq!(report.visited, 1);
    }
}
