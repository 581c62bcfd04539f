//! Servers to which Mastodon has given up delivering: which of them answer, and having Mastodon deliver again.

use engine::{ActError, Engine};
use model::case::State;
use model::time::{DAY_MS, HOUR_MS};
use model::{Act, Domain, Operator, Role};
use redis::AsyncCommands;
use simulator::{AccountState, Behaviour, Plan, days_ago};

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker};

/// Mastodon has given up `back.example`, which answers, and `dead.example`, which does not; it delivers to `well.example`.
async fn two_given_up() -> Ground {
    let plan = Plan::new()
        .account("a@back.example", AccountState::Living)
        .account("b@well.example", AccountState::Living)
        .server("dead.example", Behaviour::Refused)
        .server("lost.example", Behaviour::Refused);
    let ground = Ground::with(plan).await;
    for acct in ["a@back.example", "b@well.example"] {
        let account = ground.account(acct).await;
        ground.world.status(&account).at(days_ago(1)).await;
    }
    for server in ["back.example", "dead.example"] {
        ground.world.unavailable_domain(server, days_ago(20)).await;
    }
    ground
}

async fn look(engine: &Engine) -> usize {
    engine.learn_given_up().await.expect("learns");
    engine.look_at_given_up().await.expect("looks")
}

async fn stuck(engine: &Engine) -> Vec<String> {
    let stuck = engine.stuck_deliveries("", 9).await.expect("reads");
    stuck.into_iter().map(|server| server.domain.to_string()).collect()
}

async fn left(ground: &Ground) -> Vec<String> {
    let sql = "SELECT domain FROM unavailable_domains ORDER BY domain";
    sqlx::query_scalar(sql).fetch_all(ground.world.pool()).await.expect("reads")
}

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

#[tokio::test]
async fn who_answers_although_mastodon_has_given_up_is_found() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;

    assert_eq!(look(&engine).await, 2);

    let stuck = engine.stuck_deliveries("", 9).await.expect("reads");
    assert_eq!(stuck.len(), 1);
    assert_eq!((stuck[0].domain.as_str(), stuck[0].since), ("back.example", days_ago(20).before(ground.world.now())));
    assert_eq!(engine.given_up().await.expect("reads"), (2, 1));
    assert!(engine.stuck_deliveries("back.example", 9).await.expect("reads").is_empty(), "a page begins behind a name");
    assert_eq!(look(&engine).await, 0, "nobody is asked twice a day");
}

#[tokio::test]
async fn who_answers_is_asked_the_next_day_and_then_fortnightly_and_who_does_not_weekly() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;
    let mut looks = Vec::new();
    for _ in 0..16 {
        looks.push(look(&engine).await);
        ground.clock.advance_ms(DAY_MS);
    }
    assert_eq!(looks, [2, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1]);
    ground.fediverse.set("back.example", Behaviour::Refused);
    ground.clock.advance_ms(14 * DAY_MS);
    assert_eq!(look(&engine).await, 2);
    assert!(stuck(&engine).await.is_empty(), "it answers no more");
}

#[tokio::test]
async fn who_is_silent_and_known_here_is_watched_and_becomes_a_case() {
    let ground = two_given_up().await;
    ground.account("c@lost.example").await;
    ground.world.unavailable_domain("lost.example", days_ago(20)).await;
    let engine = ground.engine().await;

    assert_eq!(look(&engine).await, 3);

    let watching = watched(&engine).await;
    let seen: Vec<_> = watching.iter().map(|case| (case.domain.as_str(), case.state)).collect();
    assert_eq!(seen, [("lost.example", State::Wobbly)], "one answers, and of one nobody is known");
    assert!(open(&engine).await.is_empty(), "nobody is asked about it yet");
    let answers = engine.raw_answers(&name("lost.example"), 9).await.expect("reads");
    assert!(answers.len() == 1 && answers[0].1.contains("connection-refused"), "{answers:?}");

    ground.days_pass(4).await;
    let case = &open(&engine).await[0];
    assert_eq!((case.domain.as_str(), case.state, case.impact.accounts), ("lost.example", State::Silent, 1));
}

#[tokio::test]
async fn while_our_own_connection_is_broken_nobody_who_is_given_up_is_watched() {
    let well: Vec<String> = (0..8).map(|n| format!("well{n}.example")).collect();
    let plan = well.iter().fold(Plan::new().server("lost.example", Behaviour::Refused), |plan, server| {
        plan.account(&format!("a@{server}"), AccountState::Living)
    });
    let ground = Ground::with(plan).await;
    ground.account("c@lost.example").await;
    ground.world.unavailable_domain("lost.example", days_ago(20)).await;
    for server in &well {
        let account = ground.account(&format!("a@{server}")).await;
        ground.world.status(&account).at(days_ago(1)).await;
        ground.fediverse.set(server, Behaviour::Refused);
    }
    let engine = ground.engine().await;
    assert_eq!(look(&engine).await, 0);
    assert!(watched(&engine).await.is_empty(), "a gap says nothing");
    well.iter().for_each(|server| ground.fediverse.set(server, Behaviour::Healthy));
    ground.clock.advance_ms(DAY_MS);
    assert_eq!(look(&engine).await, 1);
    assert_eq!(watched(&engine).await.len(), 1);
}

#[tokio::test]
async fn two_processes_ask_once() {
    let ground = two_given_up().await;
    let (first, second) = (ground.engine().await, ground.engine().await);
    first.learn_given_up().await.expect("learns");
    let (one, other) = tokio::join!(first.look_at_given_up(), second.look_at_given_up());
    assert_eq!(one.expect("looks") + other.expect("looks"), 2);
}

#[tokio::test]
async fn whom_mastodon_delivers_to_again_by_itself_is_forgotten() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;
    look(&engine).await;
    let arrived = "DELETE FROM unavailable_domains WHERE domain = 'back.example'";
    sqlx::query(arrived).execute(ground.world.pool()).await.expect("is deleted");
    ground.clock.advance_ms(1);

    look(&engine).await;

    assert_eq!((stuck(&engine).await.len(), engine.given_up().await.expect("reads")), (0, (1, 0)));
}

#[tokio::test]
async fn who_is_given_up_anew_is_asked_anew() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;
    look(&engine).await;
    sqlx::query("UPDATE unavailable_domains SET created_at = created_at + interval '1 day'")
        .execute(ground.world.pool())
        .await
        .expect("is given up anew");
    engine.learn_given_up().await.expect("learns");
    assert!(stuck(&engine).await.is_empty(), "what it answered before says nothing of now");
    assert_eq!(look(&engine).await, 2);
    assert_eq!(stuck(&engine).await, ["back.example"]);
}

#[tokio::test]
async fn restarting_takes_it_off_both_lists_and_stands_in_the_activity_log() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;
    look(&engine).await;

    engine.restart_deliveries(&caretaker(), &[name("back.example")]).await.expect("restarts");

    assert_eq!((left(&ground).await, stuck(&engine).await.len()), (vec!["dead.example".to_owned()], 0));
    engine.restart_deliveries(&caretaker(), &[name("back.example")]).await.expect("twice is fine");
    assert_eq!(ground.state.acts(Act::RestartDelivery).await, ["back.example", "back.example"]);
}

#[tokio::test]
async fn a_visitor_restarts_nothing() {
    let ground = two_given_up().await;
    let engine = ground.engine().await;
    let visitor = Operator { name: "vi".to_owned(), role: Role::Visitor };
    let refused = engine.restart_deliveries(&visitor, &[name("back.example")]).await;
    assert!(matches!(refused, Err(ActError::NotAllowed(_))), "{refused:?}");
    assert_eq!(left(&ground).await.len(), 2);
}

#[tokio::test]
async fn days_of_failure_are_known_only_where_redis_is_set_up() {
    let without = two_given_up().await;
    assert_eq!(without.engine().await.failed_days(&name("dead.example")).await, None);
    let with = two_given_up().await.and_redis();
    let engine = with.engine().await;
    assert_eq!(engine.failed_days(&name("dead.example")).await, Some(0));
    let client = redis::Client::open(with.redis_url()).expect("an address");
    let mut connection = client.get_multiplexed_async_connection().await.expect("connects");
    let days = ["20250101", "20250102", "20250104"];
    let _: () = connection.sadd("exhausted_deliveries:dead.example", &days).await.expect("is counted");
    assert_eq!(engine.failed_days(&name("dead.example")).await, Some(3));
}

/// Mastodon has given up `inbox.example`, which takes deliveries for three servers and answers as
/// it is told. No account is known of it.
async fn a_host_of_inboxes(behaviour: Behaviour) -> Ground {
    let plan = Plan::new().server("inbox.example", behaviour);
    let ground = Ground::with(plan).await;
    let inbox = format!("http://inbox.example:{}/inbox", ground.fediverse.http_port());
    for server in ["first.example", "second.example", "third.example", "fourth.example"] {
        let account = ground.world.remote_account(&format!("a@{server}"));
        account.with("shared_inbox_url", serde_json::json!(inbox)).await;
    }
    ground.world.unavailable_domain("inbox.example", days_ago(20)).await;
    ground
}

/// Everything that the engine does by itself of an hour.
async fn look_round(engine: &Engine) -> usize {
    engine.learn_given_up().await.expect("learns");
    engine.learn_inbox_hosts().await.expect("walks");
    engine.look_at_given_up().await.expect("looks")
}

#[tokio::test]
async fn a_host_of_inboxes_that_answers_anything_is_found_with_the_servers_it_takes_deliveries_for() {
    for behaviour in [Behaviour::CatchAllNotFound, Behaviour::Forbidden, Behaviour::CatchAllPage] {
        let ground = a_host_of_inboxes(behaviour.clone()).await;
        let engine = ground.engine().await;

        assert_eq!(look_round(&engine).await, 1);

        let stuck = engine.stuck_deliveries("", 9).await.expect("reads");
        assert_eq!(stuck.len(), 1, "{behaviour:?}");
        assert_eq!(stuck[0].domain, name("inbox.example"));
        assert_eq!(stuck[0].servers, ["first.example", "fourth.example", "second.example"].map(name));
        assert_eq!(stuck[0].servers_in_all, 4);
        assert!([open(&engine).await, watched(&engine).await].concat().is_empty(), "an inbox is no case");
        engine.restart_deliveries(&caretaker(), &[name("inbox.example")]).await.expect("are restarted");
        assert!(left(&ground).await.is_empty());
    }
}

#[tokio::test]
async fn a_host_of_inboxes_is_only_looked_at_and_never_given_anything() {
    let ground = a_host_of_inboxes(Behaviour::CatchAllNotFound).await;
    look_round(&ground.engine().await).await;
    assert_eq!(ground.fediverse.seen("inbox.example").paths, ["HEAD /inbox", "GET /robots.txt"]);
}

#[tokio::test]
async fn a_host_of_inboxes_that_is_silent_or_behind_a_broken_gateway_is_not_offered() {
    for behaviour in [Behaviour::Refused, Behaviour::NoSuchName, Behaviour::Trouble(502)] {
        let ground = a_host_of_inboxes(behaviour.clone()).await;
        let engine = ground.engine().await;
        assert_eq!(look_round(&engine).await, 1);
        assert!(stuck(&engine).await.is_empty(), "{behaviour:?}");
        ground.clock.advance_ms(DAY_MS);
        assert_eq!(look_round(&engine).await, 0, "who does not answer is asked weekly");
    }
}

#[tokio::test]
async fn a_server_that_fails_as_a_server_but_answers_at_its_inbox_is_offered_and_stays_a_case() {
    let ground = Ground::with(Plan::new().server("broken.example", Behaviour::CatchAllNotFound)).await;
    let inbox = format!("http://broken.example:{}/inbox", ground.fediverse.http_port());
    let account = ground.world.remote_account("a@broken.example").uri(&ground.fediverse.uri("a@broken.example"));
    account.with("shared_inbox_url", serde_json::json!(inbox)).created(days_ago(400)).seen(days_ago(90)).await;
    ground.world.unavailable_domain("broken.example", days_ago(20)).await;
    let engine = ground.engine().await;

    assert_eq!(look_round(&engine).await, 1);

    assert_eq!(stuck(&engine).await, ["broken.example"]);
    assert_eq!(watched(&engine).await.len(), 1, "for the case its inbox says nothing");
    ground.days_pass(2).await;
    assert_eq!(stuck(&engine).await, ["broken.example"], "the looks at the case do not take that back");
    assert_eq!(watched(&engine).await.len() + open(&engine).await.len(), 1);
}

#[tokio::test]
async fn hosts_of_inboxes_are_learned_step_by_step_and_forgotten_when_no_account_names_them() {
    let ground = a_host_of_inboxes(Behaviour::CatchAllNotFound).await;
    let engine = ground.engine().await;
    assert!(!engine.learn_inbox_hosts().await.expect("walks"), "while nobody is given up, nobody has to be known");
    look_round(&engine).await;
    assert!(!engine.learn_inbox_hosts().await.expect("walks"), "a step an hour, once the end is reached");

    ground.clock.advance_ms(HOUR_MS);
    let inbox = serde_json::json!("https://inbox.example/inbox");
    ground.world.remote_account("b@a-new.example").with("shared_inbox_url", inbox).await;
    assert!(engine.learn_inbox_hosts().await.expect("walks"));
    let for_whom = async || engine.stuck_deliveries("", 9).await.expect("reads")[0].clone();
    assert_eq!((for_whom().await.servers_in_all, &for_whom().await.servers[0]), (5, &name("a-new.example")));

    let moved = "UPDATE accounts SET shared_inbox_url = 'https://else.example/inbox' WHERE domain = 'first.example'";
    sqlx::query(moved).execute(ground.world.pool()).await.expect("moves");
    for _ in 0..2 {
        ground.clock.advance_ms(31 * DAY_MS);
        assert!(engine.learn_inbox_hosts().await.expect("walks"));
    }
    ground.clock.advance_ms(HOUR_MS);
    assert!(engine.learn_inbox_hosts().await.expect("walks"));
    assert_eq!(for_whom().await.servers_in_all, 4);
}

#[tokio::test]
async fn while_our_own_connection_is_broken_the_silence_of_an_inbox_says_nothing() {
    let ground = a_host_of_inboxes(Behaviour::Refused).await;
    for n in 0..8 {
        let server = format!("well{n}.example");
        let account = ground.account(&format!("a@{server}")).await;
        ground.world.status(&account).at(days_ago(1)).await;
    }
    let engine = ground.engine().await;
    assert_eq!(look_round(&engine).await, 0);
    ground.clock.advance_ms(HOUR_MS);
    assert_eq!(engine.look_at_given_up().await.expect("looks"), 0, "it is asked again within the hour");
}
