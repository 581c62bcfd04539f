//! Looking again at servers in trouble.

mod purges;

use engine::{ActError, Engine};
use model::case::{Advice, Case, CaseReason, State};
use model::jobs::cull_accounts::Options;
use model::time::{DAY_MS, HOUR_MS};
use model::{Decision, Domain, Job, Mode};
use simulator::{AccountState, Behaviour, Plan, days_ago};

use crate::support::ground::{Ground, caretaker};

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

fn two_refusing() -> Plan {
    Plan::new()
        .server("one.example", Behaviour::Refused)
        .server("two.example", Behaviour::Refused)
        .account("a@one.example", AccountState::Living)
        .account("b@two.example", AccountState::Living)
}

/// A site that knows two servers which refuse connections, and a cull that has met them.
async fn two_silent() -> Ground {
    silent(two_refusing()).await
}

async fn silent(plan: Plan) -> Ground {
    let ground = Ground::with(plan).await;
    for acct in ["a@one.example", "b@two.example"] {
        ground.account(acct).await;
    }
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground
}

async fn open(engine: &Engine) -> Vec<Case> {
    crate::support::cases::open(engine).await
}

async fn watched(engine: &Engine) -> Vec<Case> {
    crate::support::cases::watched(engine).await
}

#[tokio::test]
async fn who_stays_silent_for_days_becomes_a_case_with_its_evidence_and_its_impact() {
    let ground = two_silent().await;
    let engine = ground.engine().await;
    assert_eq!((open(&engine).await.len(), watched(&engine).await.len()), (0, 2));

    ground.days_pass(4).await;

    let cases = open(&engine).await;
    assert_eq!((cases.len(), watched(&engine).await.len()), (2, 0));
    for case in cases {
        assert_eq!((case.state, case.impact.accounts, case.evidence.len()), (State::Silent, 1, 5));
        assert!(case.next_look_at > Some(ground.clock.now()));
        let answers = engine.raw_answers(&case.domain, 3).await.expect("reads");
        assert_eq!(answers.len(), 3);
        assert_eq!(answers[0].0, case.last_asked_at, "the newest first");
        assert!(answers.iter().all(|(_, answer)| answer.contains("connection-refused")), "{answers:?}");
    }
}

#[tokio::test]
async fn looks_become_rarer_while_nobody_answers() {
    let ground = two_silent().await;
    let engine = ground.engine().await;
    let mut pauses = Vec::new();
    for _ in 0..40 {
        let case = watched(&engine)
            .await
            .into_iter()
            .chain(open(&engine).await)
            .find(|case| case.domain.as_str() == "one.example");
        let case = case.expect("is there");
        pauses.push(case.next_look_at.expect("is planned").0 - case.last_asked_at.0);
        ground.clock.advance_ms(pauses[pauses.len() - 1]);
        while engine.look_again().await.expect("looks") > 0 {}
    }
    assert!(pauses[0] < DAY_MS / 24 && pauses[39] >= 30 * DAY_MS, "{pauses:?}");
}

#[tokio::test]
async fn who_is_back_closes_its_case_after_two_good_looks() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    ground.fediverse.set("one.example", Behaviour::Healthy);
    ground.days_pass(1).await;
    assert_eq!(watched(&engine).await[0].state, State::Wobbly, "one good look may be luck");
    ground.days_pass(1).await;
    assert!(watched(&engine).await.is_empty());
    assert_eq!(open(&engine).await.iter().map(|case| case.domain.as_str()).collect::<Vec<_>>(), ["two.example"]);
}

/// A healthy server of which the site knows things that nobody can ask about, before the accounts
/// that live there.
#[tokio::test]
async fn a_healthy_server_is_asked_about_accounts_that_can_answer() {
    let plan = Plan::new()
        .account("a@one.example", AccountState::Living)
        .server("abandoned.example", Behaviour::NoSuchName)
        .account("d@abandoned.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    let world = &ground.world;
    world.remote_account("blank@one.example").uri("").created(days_ago(900)).seen(days_ago(9)).await;
    world.remote_account("old@one.example").ostatus().created(days_ago(800)).seen(days_ago(9)).await;
    let elsewhere = ground.fediverse.uri("d@abandoned.example");
    world.remote_account("moved@one.example").uri(&elsewhere).created(days_ago(700)).seen(days_ago(8)).await;
    ground.account("a@one.example").await;
    let engine = ground.engine().await;
    engine.suspect(&caretaker(), &[name("one.example")]).await.expect("is noted");
    assert_eq!(engine.look_at_suspects().await.expect("looks"), 1);
    assert!(watched(&engine).await.is_empty(), "any origin that answers is life");
    ground.fediverse.set("one.example", Behaviour::Refused);
    ground.clock.advance_ms(DAY_MS);
    engine.suspect(&caretaker(), &[name("one.example")]).await.expect("is noted");
    assert_eq!(engine.look_at_suspects().await.expect("looks"), 1);
    assert_eq!(watched(&engine).await.len(), 1, "now every origin fails");
}

#[tokio::test]
async fn a_refusal_at_one_origin_weighs_more_than_the_silence_of_another() {
    let plan = Plan::new()
        .server("one.example", Behaviour::Refused)
        .account("a@one.example", AccountState::Living)
        .server("new.example", Behaviour::Forbidden)
        .account("b@new.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    ground.account("a@one.example").await;
    let uri = ground.fediverse.uri("b@new.example");
    ground.world.remote_account("b@one.example").uri(&uri).seen(days_ago(20)).await;
    let engine = ground.engine().await;
    engine.suspect(&caretaker(), &[name("one.example")]).await.expect("is noted");
    engine.look_at_suspects().await.expect("looks");
    assert_eq!(watched(&engine).await[0].state, State::NotTalking);
}

/// A cull that has met both servers while they were well, or not, and what they do from then on.
async fn met(before: Behaviour, then: [Behaviour; 2]) -> Ground {
    let [one, two] = then;
    let ground = Ground::with(two_refusing()).await;
    for server in ["one.example", "two.example"] {
        ground.fediverse.set(server, before.clone());
    }
    for acct in ["a@one.example", "b@two.example"] {
        ground.account(acct).await;
    }
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.fediverse.set("one.example", one);
    ground.fediverse.set("two.example", two);
    let engine = ground.engine().await;
    engine.suspect(&caretaker(), &[name("one.example"), name("two.example")]).await.expect("is noted");
    ground.clock.advance_ms(DAY_MS);
    engine.look_at_suspects().await.expect("looks");
    ground
}

async fn states(ground: &Ground) -> Vec<(State, CaseReason, Advice)> {
    let engine = ground.engine().await;
    let mut cases = [open(&engine).await, watched(&engine).await].concat();
    cases.sort_by(|one, other| one.domain.cmp(&other.domain));
    let now = ground.clock.now();
    cases.iter().map(|case| (case.state, case.reason, case.advice(now))).collect()
}

#[tokio::test]
async fn who_finds_nothing_any_more_is_silent_and_never_in_other_hands() {
    let ground = met(Behaviour::Healthy, [Behaviour::CatchAllNotFound, Behaviour::CachedNodeInfo]).await;
    ground.days_pass(9).await;
    let silent = (State::Silent, CaseReason::NothingFound, Advice::WaitSilentOnly);
    assert_eq!(states(&ground).await, [silent, silent]);
    ground.days_pass(95).await;
    let long = (State::LongSilent, CaseReason::NothingFound, Advice::PurgeLongSilent);
    assert_eq!(states(&ground).await, [long, long]);
}

#[tokio::test]
async fn where_nobody_knew_what_ran_there_nothing_found_is_never_a_silence() {
    let nothing = Behaviour::CatchAllNotFound;
    let ground = met(nothing.clone(), [nothing, Behaviour::Refused]).await;
    ground.days_pass(200).await;
    let waits = (State::Silent, CaseReason::NothingFound, Advice::WaitNothingFound);
    let long = (State::LongSilent, CaseReason::RefusesConnections, Advice::PurgeLongSilent);
    assert_eq!(states(&ground).await, [waits, long]);
}

#[tokio::test]
async fn a_server_that_shows_an_account_is_never_to_be_purged_whatever_nodeinfo_says() {
    for status in [500, 410] {
        let ground = met(Behaviour::Healthy, [Behaviour::BrokenNodeInfo(status), Behaviour::Trouble(status)]).await;
        ground.days_pass(100).await;
        let of_both = states(&ground).await;
        assert!(of_both.iter().all(|(.., advice)| advice.is_purge()), "{status}: {of_both:?}");
        assert_eq!(of_both.len(), 1, "the case of the other one is closed: {status}: {of_both:?}");
    }
}

#[tokio::test]
async fn a_page_is_a_stranger_only_where_it_is_remembered_who_ran_the_server() {
    let pages = [Behaviour::CatchAllPage, Behaviour::CatchAllPage];
    let ground = met(Behaviour::Healthy, pages.clone()).await;
    ground.days_pass(4).await;
    let other = (State::ChangedHands, CaseReason::SomethingElse, Advice::UnfollowAndLimit);
    assert_eq!(states(&ground).await, [other, other]);
    let ground = met(Behaviour::CatchAllPage, pages).await;
    ground.days_pass(40).await;
    let silent = (State::Silent, CaseReason::SomethingElse, Advice::WaitSomethingElse);
    assert_eq!(states(&ground).await, [silent, silent], "nobody knows who was there before");
}

#[tokio::test]
async fn small_software_without_nodeinfo_is_not_in_trouble() {
    let ground = met(Behaviour::Healthy, [Behaviour::ActorsOnly, Behaviour::Refused]).await;
    ground.days_pass(9).await;
    let engine = ground.engine().await;
    assert!(watched(&engine).await.is_empty(), "it knows the account that we know of it");
    assert_eq!(open(&engine).await.len(), 1);
}

#[tokio::test]
async fn a_living_server_with_another_key_is_no_stranger_and_keeping_it_remembers_its_hands() {
    let ground = met(Behaviour::Healthy, [Behaviour::ChangedHands, Behaviour::Healthy]).await;
    let engine = ground.engine().await;
    let hear_from_it = async || {
        let sql = "UPDATE accounts SET last_webfingered_at = to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC'
            WHERE domain = 'one.example'";
        sqlx::query(sql).bind(ground.clock.now().0).execute(ground.world.pool()).await.expect("is written");
    };
    for _ in 0..3 {
        hear_from_it().await;
        ground.days_pass(2).await;
    }
    assert!(open(&engine).await.is_empty());
    assert_eq!(watched(&engine).await[0].state, State::Here);
    ground.fediverse.set_account("a@one.example", AccountState::Gone);
    let again = || Job::CullAccounts(Options { confirmed_within_days: 0, ..Options::default() });
    ground.run(again(), Mode::Apply).await;
    assert_eq!(ground.remote_accounts().await.len(), 2, "what it says counts for nothing yet");
    engine.keep(&caretaker(), &[name("one.example")]).await.expect("is kept");
    ground.run(again(), Mode::Apply).await;
    assert_eq!(ground.remote_accounts().await, ["b@two.example"]);
}

#[tokio::test]
async fn who_wants_to_see_a_browser_does_not_talk_to_us_and_is_no_stranger() {
    let ground = met(Behaviour::Healthy, [Behaviour::Challenge, Behaviour::CatchAllPage]).await;
    ground.days_pass(9).await;
    let engine = ground.engine().await;
    let watched = watched(&engine).await;
    assert_eq!((watched[0].state, watched[0].reason), (State::NotTalking, CaseReason::NotTalking));
    assert_eq!(open(&engine).await[0].state, State::ChangedHands, "unlike a page that simply stands there");
}

#[tokio::test]
async fn two_processes_look_once() {
    let ground = two_silent().await;
    ground.clock.advance_ms(DAY_MS);
    let (first, second) = (ground.engine().await, ground.engine().await);
    let (one, other) = tokio::join!(first.look_again(), second.look_again());
    assert_eq!(one.expect("looks") + other.expect("looks"), 2);
}

#[tokio::test]
async fn an_outage_of_ours_is_held_against_nobody() {
    let servers: Vec<String> = (0..8).map(|n| format!("well{n}.example")).collect();
    let plan = servers.iter().fold(Plan::new().server("quiet.example", Behaviour::Refused), |plan, server| {
        plan.account(&format!("a@{server}"), AccountState::Living)
    });
    let ground = Ground::with(plan.account("a@quiet.example", AccountState::Living)).await;
    ground.account("a@quiet.example").await;
    for server in &servers {
        let account = ground.account(&format!("a@{server}")).await;
        ground.world.status(&account).at(days_ago(1)).await;
    }
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    let engine = ground.engine().await;
    let looks = async || watched(&engine).await[0].evidence.len();
    assert_eq!(looks().await, 1);
    for server in &servers {
        ground.fediverse.set(server, Behaviour::Refused);
    }
    ground.clock.advance_ms(DAY_MS);
    assert_eq!(engine.look_again().await.expect("looks"), 0);
    assert_eq!(looks().await, 1, "a gap says nothing");
    for server in &servers {
        ground.fediverse.set(server, Behaviour::Healthy);
    }
    ground.clock.advance_ms(DAY_MS);
    assert_eq!(engine.look_again().await.expect("looks"), 1);
    assert_eq!(looks().await, 2);
}

#[tokio::test]
async fn who_is_kept_for_ever_is_left_in_peace() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example"), name("two.example")], Decision::Keep).await.expect("is kept");
    ground.clock.advance_ms(90 * DAY_MS);
    assert_eq!(engine.look_again().await.expect("looks"), 0);
}

#[tokio::test]
async fn who_is_kept_by_hand_is_never_asked_about_until_that_is_taken_back() {
    let plan = two_refusing()
        .server("new.example", Behaviour::Refused)
        .account("a@new.example", AccountState::Living)
        .account("c@three.example", AccountState::Living);
    let ground = silent(plan).await;
    let engine = ground.engine().await;
    let (one, two, new) = (name("one.example"), name("two.example"), name("new.example"));
    let unknown = engine.keep(&caretaker(), &[one.clone(), new.clone()]).await.expect("is kept");
    assert_eq!(unknown, 1, "nobody of new.example is known");
    ground.days_pass(4).await;
    ground.account("a@new.example").await;
    ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await;
    ground.days_pass(4).await;
    let asked = open(&engine).await;
    assert_eq!(asked.iter().map(|case| &case.domain).collect::<Vec<_>>(), [&two]);
    let decided = engine.decided("", 9).await.expect("reads");
    assert_eq!(decided.iter().map(|one| &one.domain).collect::<Vec<_>>(), [&new, &one]);

    engine.ask_again(&caretaker(), &new).await.expect("is taken back");
    assert!(engine.ask_again(&caretaker(), &new).await.is_err(), "it is no longer kept");
    assert_eq!(engine.decided("", 9).await.expect("reads").len(), 1);
    ground.days_pass(4).await;
    assert!(open(&engine).await.iter().any(|case| case.domain == new), "it is in trouble, and one is asked again");

    engine.ask_again(&caretaker(), &one).await.expect("is taken back");
    engine.keep(&caretaker(), &[name("three.example")]).await.expect("is kept");
    ground.account("c@three.example").await;
    engine.keep(&caretaker(), &[name("three.example")]).await.expect("is kept, with its account");
    engine.ask_again(&caretaker(), &name("three.example")).await.expect("is taken back");
    assert_eq!(engine.suspects().await.expect("reads"), 1, "it had no case, and is looked at nevertheless");
}

#[tokio::test]
async fn a_server_in_the_waiting_room_is_not_kept_behind_somebodys_back() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    let both = [name("two.example"), name("one.example")];
    assert!(matches!(engine.keep(&caretaker(), &both).await, Err(ActError::InWaitingRoom)));
    assert!(engine.decided("", 9).await.expect("reads").is_empty(), "nothing was kept");
}

#[tokio::test]
async fn what_a_purge_would_touch_is_counted_again_after_a_week() {
    let ground = two_silent().await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.impact_now(&[name("one.example"), name("two.example")]).await.expect("counts");
    ground.account("new@one.example").await;
    let accounts = async || open(&engine).await.iter().map(|case| case.impact.accounts).sum::<u64>();
    ground.clock.advance_ms(7 * DAY_MS - 4 * HOUR_MS - 1);
    assert_eq!((engine.count_again().await.expect("counts"), accounts().await), (0, 2));
    ground.clock.advance_ms(2);
    assert_eq!((engine.count_again().await.expect("counts"), accounts().await), (2, 3));
    assert_eq!(engine.count_again().await.expect("counts"), 0);
}
