//! Servers to which there is no way from here: nothing is held against them.

use std::net::{IpAddr, Ipv4Addr};

use engine::Engine;
use model::case::{Case, State};
use model::jobs::cull_accounts::SkippedDomain;
use model::time::DAY_MS;
use model::{Act, CaseReason, Decision, Domain, Job, Mode, Report, RunState, Stage};
use simulator::{AccountState, Behaviour, Plan, days_ago};
use tokio_util::sync::CancellationToken;

use crate::support::cases::{open, watched};
use crate::support::ground::{Ground, caretaker, ended, until};
use crate::support::proxy::Proxy;

fn name(text: &str) -> Domain {
    text.parse().expect("a name")
}

/// The rule of a machine that has no way to where those live that refuse connections.
fn not_to_the_refusing(address: IpAddr) -> bool {
    address != Ipv4Addr::new(127, 0, 0, 2)
}

async fn cull(ground: &Ground) -> Vec<SkippedDomain> {
    match ground.run(Job::CullAccounts(Default::default()), Mode::Apply).await {
        Report::CullAccounts(report) => report.skipped_domains,
        other => panic!("a cull reports a cull, not {other:?}"),
    }
}

async fn all(engine: &Engine) -> Vec<Case> {
    [open(engine).await, watched(engine).await].concat()
}

/// A site that knows one server, which refuses connections.
async fn one_refusing() -> Ground {
    let plan = Plan::new().server("one.example", Behaviour::Refused).account("a@one.example", AccountState::Living);
    let ground = Ground::with(plan).await;
    ground.account("a@one.example").await;
    ground
}

#[tokio::test]
async fn an_onion_is_never_a_case_and_nothing_is_held_against_it() {
    let ground = one_refusing().await;
    let hidden = ground.world.remote_account("b@planet.onion").uri("http://planet.onion/users/b");
    hidden.created(days_ago(400)).seen(days_ago(9)).await;
    let (hidden, reason) = (name("planet.onion"), CaseReason::NotReachableFromHere);
    let skipped = cull(&ground).await;
    assert!(skipped.contains(&SkippedDomain { domain: hidden.clone(), reason }), "{skipped:?}");

    let engine = ground.engine().await;
    engine.suspect(&caretaker(), std::slice::from_ref(&hidden)).await.expect("is allowed");
    assert_eq!(engine.look_at_suspects().await.expect("looks"), 1);
    ground.days_pass(4).await;

    let watched: Vec<_> = all(&engine).await.into_iter().map(|case| case.domain).collect();
    assert_eq!(watched, [name("one.example")]);
    assert!(engine.raw_answers(&hidden, 9).await.expect("reads").is_empty());
    assert_eq!(engine.suspects().await.expect("reads"), 0, "it was looked at, as far as that goes");
}

#[tokio::test]
async fn without_a_way_no_server_becomes_a_case() {
    let mut ground = one_refusing().await;
    ground.has_route = not_to_the_refusing;
    let skipped = cull(&ground).await;
    let reason = CaseReason::NotReachableFromHere;
    assert_eq!(skipped, [SkippedDomain { domain: name("one.example"), reason }]);
    assert!(all(&ground.engine().await).await.is_empty());
}

#[tokio::test]
async fn a_silence_does_not_grow_while_there_is_no_way() {
    let mut ground = one_refusing().await;
    cull(&ground).await;
    ground.days_pass(4).await;
    let before = open(&ground.engine().await).await.remove(0);
    assert_eq!(before.state, State::Silent);

    ground.has_route = not_to_the_refusing;
    ground.days_pass(100).await;

    let engine = ground.engine().await;
    let after = open(&engine).await.remove(0);
    assert_eq!((after.state, after.last_asked_at), (before.state, before.last_asked_at));
    assert_eq!(after.evidence, before.evidence);
    assert_eq!(after.next_look_at, Some(ground.clock.now().plus_ms(DAY_MS)));
}

#[tokio::test]
async fn a_purge_is_cancelled_when_there_is_no_way_to_look_once_more() {
    let mut ground = one_refusing().await;
    cull(&ground).await;
    ground.days_pass(4).await;
    let engine = ground.engine().await;
    engine.decide(&caretaker(), &[name("one.example")], Decision::Purge).await.expect("is ordered");
    let run = open(&engine).await[0].purge.clone().expect("waits").run;

    ground.has_route = not_to_the_refusing;
    ground.days_pass(1).await;

    let over = engine.run(&run).await.expect("reads").expect("is there");
    assert!(matches!(over.state, RunState::Stopped { .. }), "{:?}", over.state);
    assert_eq!(ground.state.acts(Act::CancelPurge).await, ["one.example"]);
    assert_eq!(ground.remote_accounts().await.len(), 1, "nobody was removed");
}

/// One origin is silent, and to the other there is no way: nobody knows how the server is.
#[tokio::test]
async fn an_origin_without_a_way_may_be_well_while_another_is_silent() {
    let plan = Plan::new()
        .server("one.example", Behaviour::Dropped)
        .account("a@one.example", AccountState::Living)
        .server("new.example", Behaviour::Refused)
        .account("b@new.example", AccountState::Living);
    let mut ground = Ground::with(plan).await;
    ground.account("a@one.example").await;
    let uri = ground.fediverse.uri("b@new.example");
    ground.world.remote_account("b@one.example").uri(&uri).seen(days_ago(20)).await;
    ground.has_route = not_to_the_refusing;
    let engine = ground.engine().await;
    engine.suspect(&caretaker(), &[name("one.example")]).await.expect("is noted");
    assert_eq!(engine.look_at_suspects().await.expect("looks"), 1);
    assert!(all(&engine).await.is_empty());
}

#[tokio::test]
async fn servers_without_a_way_do_not_speak_of_our_own_connection() {
    let lively: Vec<String> = (0..8).map(|n| format!("lively{n}.example")).collect();
    let plan = lively.iter().fold(Plan::new().server("quiet.example", Behaviour::Dropped), |plan, server| {
        plan.account(&format!("a@{server}"), AccountState::Living)
    });
    let mut ground = Ground::with(plan.account("a@quiet.example", AccountState::Living)).await;
    ground.account("a@quiet.example").await;
    for (number, server) in lively.iter().enumerate() {
        let account = ground.account(&format!("a@{server}")).await;
        ground.world.status(&account).at(days_ago(1)).await;
        if number >= 5 {
            ground.fediverse.set(server, Behaviour::Refused);
        }
    }
    ground.has_route = not_to_the_refusing;
    cull(&ground).await;
    ground.days_pass(1).await;
    let cases = all(&ground.engine().await).await;
    assert_eq!(cases.len(), 1);
    assert_eq!((&cases[0].domain, cases[0].evidence.len()), (&name("quiet.example"), 2), "its silence is its own");
}

#[tokio::test]
async fn a_dead_proxy_holds_nothing_against_anybody() {
    let proxy = Proxy::start().await;
    let ground = one_refusing().await.behind(&proxy);
    ground.fediverse.set("one.example", Behaviour::Dropped);
    cull(&ground).await;
    let looks = async || all(&ground.engine().await).await[0].evidence.len();
    assert_eq!(looks().await, 1, "its own silence counts");

    proxy.die().await;
    ground.clock.advance_ms(DAY_MS);
    assert_eq!(ground.engine().await.look_again().await.expect("looks"), 0);
    assert_eq!(looks().await, 1, "few as the servers are that are known to be well");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_waits_for_its_proxy() {
    let ground = one_refusing().await;
    ground.fediverse.set("one.example", Behaviour::Healthy);
    let proxy = Proxy::start().await;
    let (ground, port) = (ground.behind(&proxy), proxy.port);
    proxy.die().await;
    let engine = ground.engine().await;
    let job = Job::CullAccounts(Default::default());
    let run = engine.start(&caretaker(), job, Mode::Apply).await.expect("starts");
    let working = CancellationToken::new();
    let worker = tokio::spawn({
        let (engine, working) = (engine.clone(), working.clone());
        async move { engine.work(working).await }
    });
    until(&engine, &run, |run| run.progress.stage == Stage::Paused).await;
    let proxy = Proxy::at(port, None).await;
    let over = ended(&engine, &run).await;
    working.cancel();
    worker.await.expect("ends");
    assert!(matches!(over.state, RunState::Finished { .. }), "{:?}", over.state);
    assert!(!proxy.asked().is_empty());
    assert!(all(&engine).await.is_empty(), "nobody is watched for what was our own");
}
