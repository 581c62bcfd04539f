//! At the moment of a removal a server has to show itself past caches, and not by NodeInfo alone.

use engine::remotes::{Also, CheckNow, KnownAccount};
use model::jobs::cull_accounts::{Hands, Health, HeardKey, Sameness};
use model::{Answer, CaseReason, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::{Request, ToldServer, hosts, reply, settings_with};
use super::{asker, settings_for};

const GONE: &str = "gone@town.example";

fn known(acct: &str, uri: String) -> KnownAccount {
    let (username, domain) = acct.split_once('@').expect("name@server");
    KnownAccount { uri, username: username.to_owned(), domain: domain.parse().expect("a name") }
}

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new()
        .account(GONE, AccountState::Gone)
        .account("alive@town.example", AccountState::Living)
        .server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

async fn check(fediverse: &Fediverse) -> CheckNow {
    let alive = known("alive@town.example", fediverse.uri("alive@town.example"));
    asker(&settings_for(fediverse)).check_domain_now(&fediverse.uri(GONE), &[alive]).await
}

#[tokio::test]
async fn the_instance_actor_shows_a_server_and_its_key_past_caches() {
    let fediverse = town(Behaviour::Healthy).await;
    let now = check(&fediverse).await;
    assert_eq!((now.check.health, &now.check.must_exist), (Health::Healthy, &Answer::Present));
    assert_eq!(now.check.software, None, "the key tells more");
    let paths = fediverse.seen("town.example").paths;
    assert!(paths[0].starts_with("GET /actor?fresh="), "{paths:?}");
    assert_eq!(paths.len(), 3, "the actor, robots.txt and the canary: {paths:?}");
    let key = asker(&settings_for(&fediverse)).instance_key(&fediverse.uri(GONE)).await;
    assert_eq!((&now.actor_key, matches!(key, HeardKey::Found(_))), (&key, true));
    assert_ne!(fediverse.seen("town.example").paths[0], check_again(&fediverse).await, "no address is asked twice");
}

async fn check_again(fediverse: &Fediverse) -> String {
    fediverse.forget();
    check(fediverse).await;
    fediverse.seen("town.example").paths[0].clone()
}

#[tokio::test]
async fn a_cache_that_answers_for_a_server_that_has_gone_shows_nothing() {
    let fediverse = town(Behaviour::CachedNodeInfo).await;
    let usual = asker(&settings_for(&fediverse)).check_domain(&fediverse.uri(GONE), Also::SOFTWARE).await;
    assert_eq!(usual.health, Health::Healthy, "this is what a cache can make believe");
    let now = check(&fediverse).await;
    assert_eq!(now.check.health, Health::SetAside(CaseReason::NothingFound));
    assert_eq!(now.actor_key, HeardKey::NotFound);
    let remembered = Hands { software: Some("mastodon".to_owned()), actor_key: Some("k1".to_owned()) };
    assert_eq!(now.hands().compared_to(&remembered), Sameness::NotTheSame(CaseReason::NothingFound));
}

#[tokio::test]
async fn a_server_in_trouble_or_in_other_hands_is_told_at_that_moment() {
    let remembered = check(&town(Behaviour::Healthy).await).await.hands().known();
    let aside = Health::SetAside;
    for (behaviour, health, sameness) in [
        (Behaviour::Healthy, Health::Healthy, Sameness::Same),
        (Behaviour::ChangedHands, Health::Healthy, Sameness::NotTheSame(CaseReason::ChangedHands)),
        (Behaviour::Trouble(502), aside(CaseReason::Errors), Sameness::Unproven(CaseReason::Errors)),
        (Behaviour::Forbidden, aside(CaseReason::NotTalking), Sameness::Unproven(CaseReason::NotTalking)),
        (Behaviour::NoSuchName, aside(CaseReason::NoAddress), Sameness::Unproven(CaseReason::NoAddress)),
        (Behaviour::CatchAllGone, aside(CaseReason::SaysClosed), Sameness::NotTheSame(CaseReason::NothingFound)),
    ] {
        let now = check(&town(behaviour.clone()).await).await;
        assert_eq!(now.check.health, health, "{behaviour:?}");
        assert_eq!(now.hands().compared_to(&remembered), sameness, "{behaviour:?}");
    }
}

/// A server with NodeInfo and without an instance actor, which knows Alice by this answer and Bob
/// by his name only.
async fn small(alice: (u16, &'static str)) -> ToldServer {
    ToldServer::start(move |request: Request| {
        let base = format!("http://told.example:{}", request.port());
        let answer = match request.path.as_str() {
            path if path.starts_with("/.well-known/nodeinfo") => reply(200, "", r#"{"links":[]}"#),
            "/users/alice" => reply(alice.0, "", &alice.1.replace("BASE", &base)),
            "/.well-known/webfinger?resource=acct%3Abob%40told.example" => {
                let links = format!(r#"[{{"rel":"self","href":"{base}/users/bob"}}]"#);
                reply(200, "", &format!(r#"{{"subject":"acct:bob@told.example","links":{links}}}"#))
            }
            _ => reply(404, "", ""),
        };
        request.say(answer)
    })
    .await
}

#[tokio::test]
async fn a_known_account_stands_in_where_there_is_no_instance_actor() {
    const ALICE: &str = r#"{"id":"BASE/users/alice","type":"Person","inbox":"BASE/inbox"}"#;
    const SOMEBODY: &str = r#"{"id":"BASE/users/carol","type":"Person","inbox":"BASE/inbox"}"#;
    let aside = Health::SetAside;
    let nothing = aside(CaseReason::NothingFound);
    let cases = [
        ((200, ALICE), &["alice"][..], Health::Healthy),
        ((200, SOMEBODY), &["alice"], aside(CaseReason::SomethingElse)),
        ((200, "<html>"), &["alice"], aside(CaseReason::SomethingElse)),
        ((401, ""), &["alice"], aside(CaseReason::NotTalking)),
        ((503, ""), &["alice"], aside(CaseReason::Unavailable)),
        ((410, ""), &["alice"], nothing),
        ((404, ""), &["alice", "carol"], nothing),
        ((404, ""), &["alice", "bob"], Health::Healthy),
        ((404, ""), &["carol", "carol", "carol", "bob"], nothing),
        ((404, ""), &[], Health::Healthy),
    ];
    let names = hosts("127.0.0.1 told.example\n");
    let asker = asker(&settings_with(names.path()));
    for (alice, accounts, health) in cases {
        let server = small(alice).await;
        let uri = |name: &str| format!("http://told.example:{}/users/{name}", server.port);
        let known: Vec<_> = accounts.iter().map(|name| known(&format!("{name}@told.example"), uri(name))).collect();
        let now = asker.check_domain_now(&uri("gone"), &known).await;
        assert_eq!(now.check.health, health, "{alice:?} {accounts:?}");
        assert_eq!(now.hands().compared_to(&Hands::default()), Sameness::Same, "nothing remembered, nothing demanded");
    }
}

/// All that a closed server has left behind may be a file that leads to its owner's new place.
#[tokio::test]
async fn webfinger_that_leads_elsewhere_shows_no_server() {
    let server = ToldServer::start(|request: Request| {
        let finger = r#"{"subject":"acct:bob@told.example","links":[{"rel":"self","href":"https://new.example/bob"}]}"#;
        let is_finger = request.path.starts_with("/.well-known/webfinger");
        request.say(if is_finger { reply(200, "", finger) } else { reply(404, "", "") })
    })
    .await;
    let names = hosts("127.0.0.1 told.example\n");
    let asker = asker(&settings_with(names.path()));
    let uri = |name: &str| format!("http://told.example:{}/users/{name}", server.port);
    let bob = known("bob@told.example", uri("bob"));
    let now = asker.check_domain_now(&uri("gone"), std::slice::from_ref(&bob)).await;
    assert_eq!(now.check.health, Health::SetAside(CaseReason::NothingFound));
    assert_eq!(asker.knows_one_of(&uri("gone"), &[bob]).await, None);
}

/// A server of which everything comes from a cache that has had it for so long, in seconds:
/// NodeInfo, and WebFinger that knows Bob.
async fn cached(age_s: u32) -> ToldServer {
    let headers = format!("age: {age_s}\r\n");
    ToldServer::start(move |request: Request| {
        let base = format!("http://told.example:{}", request.port());
        let answer = match request.path.as_str() {
            path if path.starts_with("/.well-known/nodeinfo") => reply(200, &headers, r#"{"links":[]}"#),
            path if path.contains("bob%40told.example") => {
                let links = format!(r#"[{{"rel":"self","href":"{base}/users/bob"}}]"#);
                reply(200, &headers, &format!(r#"{{"subject":"acct:bob@told.example","links":{links}}}"#))
            }
            _ => reply(404, "", ""),
        };
        request.say(answer)
    })
    .await
}

#[tokio::test]
async fn an_old_copy_in_a_cache_shows_no_server_and_no_account() {
    let names = hosts("127.0.0.1 told.example\n");
    let asker = asker(&settings_with(names.path()));
    for (age_s, is_there) in [(60, true), (5_000, false)] {
        let server = cached(age_s).await;
        let uri = |name: &str| format!("http://told.example:{}/users/{name}", server.port);
        let usual = asker.check_domain(&uri("gone"), Also::SOFTWARE).await;
        assert_eq!((usual.health, usual.past_caches), (Health::Healthy, false), "{age_s}");
        let past_caches = asker.check_domain(&uri("gone"), Also::SOFTWARE.past_caches()).await;
        assert_eq!((past_caches.health == Health::Healthy, past_caches.past_caches), (is_there, is_there), "{age_s}");
        let bob = known("bob@told.example", uri("bob"));
        let by_bob = asker.check_domain_now(&uri("gone"), &[bob]).await;
        assert_eq!(by_bob.check.health == Health::Healthy, is_there, "{age_s}");
    }
}

/// The first cache asks its server when it is told to, the second one never does.
#[tokio::test]
async fn what_a_cache_says_of_an_account_since_long_ago_is_no_news() {
    let names = hosts("127.0.0.1 told.example\n");
    let asker = asker(&settings_with(names.path()));
    for (asks_its_server, expected) in [(true, Answer::NotFound), (false, Answer::Trouble { status: 410 })] {
        let server = ToldServer::start(move |request: Request| {
            let is_asked = asks_its_server && request.head.contains("cache-control: no-cache\r\n");
            let answer = if is_asked { reply(404, "", "") } else { reply(410, "age: 90000\r\n", "") };
            request.say(answer)
        })
        .await;
        let said = asker.ask(&format!("http://told.example:{}/users/alice", server.port)).await;
        assert_eq!(said.answer, expected, "{asks_its_server}");
    }
}

#[tokio::test]
async fn a_known_account_of_another_origin_says_nothing_of_this_one() {
    let fediverse = town(Behaviour::CachedNodeInfo).await;
    let elsewhere = known("alive@town.example", fediverse.https_uri("alive@town.example"));
    let now = asker(&settings_for(&fediverse)).check_domain_now(&fediverse.uri(GONE), &[elsewhere]).await;
    assert_eq!(now.check.health, Health::SetAside(CaseReason::NothingFound));
    assert!(!fediverse.seen("town.example").paths.iter().any(|path| path.contains("alive")));
}

#[tokio::test]
async fn caches_are_told_to_ask_the_server_itself() {
    let server = small((404, "")).await;
    let names = hosts("127.0.0.1 told.example\n");
    let uri = |name: &str| format!("http://told.example:{}/users/{name}", server.port);
    let alice = known("alice@told.example", uri("alice"));
    asker(&settings_with(names.path())).check_domain_now(&uri("gone"), &[alice]).await;
    let heads = server.heads();
    let fresh = |path: &str| {
        let head = heads.iter().find(|head| head.starts_with(&format!("GET {path}"))).expect("was asked");
        head.contains("cache-control: no-cache\r\n")
    };
    assert!(fresh("/actor?fresh=") && fresh("/users/alice"));
}

#[tokio::test]
async fn an_address_that_cannot_be_asked_is_not_healthy() {
    let fediverse = town(Behaviour::Healthy).await;
    let now = asker(&settings_for(&fediverse)).check_domain_now("acct:alice@town.example", &[]).await;
    assert_eq!(now.check.must_exist, Silence::BadAddress.into());
    assert_ne!(now.check.health, Health::Healthy);
}
