//! The canary pair tells whether a server's answers about its accounts can be trusted.

use engine::remotes::{Also, KnownAccount, RemotesSettings};
use model::jobs::cull_accounts::Health;
use model::{Answer, CaseReason, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan, RetryAfter};

use super::told_server::{Request, ToldServer, hosts, reply, settings_with};
use super::{asker, hasty, settings_for};

const ALICE: &str = "alice@town.example";

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new().account(ALICE, AccountState::Living).server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn only_a_server_that_tells_what_is_from_what_is_not_is_healthy() {
    use CaseReason as Reason;
    let aside = Health::SetAside;
    let cases = [
        (Behaviour::Healthy, Health::Healthy),
        (Behaviour::Redirects(3), Health::Healthy),
        (Behaviour::SignedOnly, Health::Healthy),
        (Behaviour::Forbidden, aside(Reason::NotTalking)),
        (Behaviour::Challenge, aside(Reason::NotTalking)),
        (Behaviour::TooManyRequests(RetryAfter::Seconds(600)), aside(Reason::SlowDown)),
        (Behaviour::Trouble(502), aside(Reason::Errors)),
        (Behaviour::Dropped, aside(Reason::RefusesConnections)),
        (Behaviour::Refused, aside(Reason::RefusesConnections)),
        (Behaviour::NoSuchName, aside(Reason::NoAddress)),
        (Behaviour::BrokenName, aside(Reason::AddressBook)),
        (Behaviour::PrivateAddress, aside(Reason::PrivateAddress)),
        (Behaviour::RedirectLoop, aside(Reason::Redirects)),
        (Behaviour::RedirectToPrivate, aside(Reason::PrivateAddress)),
        (Behaviour::CatchAllNotFound, aside(Reason::NothingFound)),
        (Behaviour::CatchAllGone, aside(Reason::SaysClosed)),
        (Behaviour::CatchAllPage, aside(Reason::SomethingElse)),
    ];
    for (behaviour, health) in cases {
        let fediverse = town(behaviour.clone()).await;
        let check = asker(&settings_for(&fediverse)).check_domain(&fediverse.uri(ALICE), Also::SOFTWARE).await;
        assert_eq!(check.health, health, "{behaviour:?}: {check:?}");
        assert_eq!(fediverse.trapped(), 0, "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_server_behind_a_bad_certificate_is_set_aside() {
    for (behaviour, reason) in [
        (Behaviour::ExpiredCertificate, CaseReason::CertificateExpired),
        (Behaviour::WrongCertificate, CaseReason::Certificate),
    ] {
        let fediverse = town(behaviour).await;
        let check = asker(&settings_for(&fediverse)).check_domain(&fediverse.https_uri(ALICE), Also::SOFTWARE).await;
        assert_eq!(check.health, Health::SetAside(reason));
    }
}

#[tokio::test]
async fn a_server_too_slow_to_answer_is_set_aside() {
    let fediverse = town(Behaviour::Slow(3_600_000)).await;
    let settings = RemotesSettings { timeouts: hasty(), ..settings_for(&fediverse) };
    let check = asker(&settings).check_domain(&fediverse.uri(ALICE), Also::SOFTWARE).await;
    assert_eq!(check.health, Health::SetAside(CaseReason::TooSlow));
    assert_eq!(check.must_exist, Silence::Timeout.into());
}

#[tokio::test]
async fn a_healthy_server_is_asked_four_questions_and_names_its_software() {
    let fediverse = town(Behaviour::Healthy).await;
    let check = asker(&settings_for(&fediverse)).check_domain(&fediverse.uri(ALICE), Also::SOFTWARE).await;
    assert_eq!((check.must_exist, check.cannot_exist), (Answer::Present, Answer::NotFound));
    assert_eq!((check.software.as_deref(), check.headers_suffice), (Some("mastodon"), false));
    let paths = fediverse.seen("town.example").paths;
    assert_eq!(paths.len(), 4, "{paths:?}");
    assert_eq!(paths[..2], ["GET /.well-known/nodeinfo", "GET /robots.txt"]);
    assert!(paths[2].starts_with("GET /users/gk"), "{paths:?}");
    assert_eq!(paths[3], "GET /nodeinfo/2.0");
}

#[tokio::test]
async fn headers_are_believed_only_where_they_answer_the_canary_like_a_whole_reply() {
    for (by_head, suffice) in [(404, true), (200, false), (405, false), (410, false)] {
        let server = ToldServer::start(move |request| {
            let status = if request.method == "HEAD" { by_head } else { 404 };
            let answer = match request.path.as_str() {
                "/.well-known/nodeinfo" => reply(200, "", r#"{"links":[]}"#),
                _ => reply(status, "", ""),
            };
            request.say(answer)
        })
        .await;
        let names = hosts("127.0.0.1 told.example\n");
        let uri = format!("http://told.example:{}/users/alice", server.port);
        let check = asker(&settings_with(names.path())).check_domain(&uri, Also::BOTH).await;
        assert_eq!((check.health, check.headers_suffice), (Health::Healthy, suffice), "{by_head}");
    }
}

#[tokio::test]
async fn a_server_that_names_us_in_its_robots_txt_is_left_alone() {
    let server = ToldServer::start(|request| {
        let answer = match request.path.as_str() {
            "/.well-known/nodeinfo" => reply(200, "", r#"{"links":[]}"#),
            "/robots.txt" => reply(200, "", "User-agent: Groundskeeper\nDisallow: /\n"),
            _ => reply(404, "", ""),
        };
        request.say(answer)
    })
    .await;
    let names = hosts("127.0.0.1 told.example\n");
    let uri = format!("http://told.example:{}/users/alice", server.port);
    let check = asker(&settings_with(names.path())).check_domain(&uri, Also::SOFTWARE).await;
    assert_eq!(check.health, Health::SetAside(CaseReason::OptedOut));
    assert_eq!(server.heads().len(), 2, "nothing more is asked");
}

#[tokio::test]
async fn a_silent_server_is_asked_once_more_and_then_left_alone() {
    let fediverse = town(Behaviour::Dropped).await;
    let check = asker(&settings_for(&fediverse)).check_domain(&fediverse.uri(ALICE), Also::SOFTWARE).await;
    assert_eq!(check.must_exist, Silence::ConnectionLost.into());
    assert_eq!(check.cannot_exist, Silence::ConnectionLost.into());
    let paths = fediverse.seen("town.example").paths;
    assert_eq!(paths, ["GET /.well-known/nodeinfo", "GET /.well-known/nodeinfo"]);
}

/// A server with NodeInfo, which says 404 to everything else.
fn small_server(request: &Request) -> String {
    match request.path.as_str() {
        "/.well-known/nodeinfo" => reply(200, "", r#"{"links":[]}"#),
        _ => reply(404, "", ""),
    }
}

#[tokio::test]
async fn one_failed_request_never_sets_a_domain_aside() {
    // Every other connection is dropped.
    let flaky = ToldServer::start(|request| {
        let answer = if request.number.is_multiple_of(2) { String::new() } else { small_server(&request) };
        request.say(answer)
    })
    .await;
    let names = hosts("127.0.0.1 told.example\n");
    let uri = format!("http://told.example:{}/users/alice", flaky.port);
    let check = asker(&settings_with(names.path())).check_domain(&uri, Also::SOFTWARE).await;
    assert_eq!(check.health, Health::Healthy);
    assert_eq!(flaky.heads().len(), 4, "a robots.txt that does not come is not asked for again");
}

/// The health of a server that says this for NodeInfo, this for its instance actor, and 404 to the rest.
async fn health(node_info: (u16, &'static str), actor: (u16, &'static str)) -> Health {
    let server = ToldServer::start(move |request| {
        let (status, body) = match request.path.as_str() {
            "/.well-known/nodeinfo" => node_info,
            "/actor" => actor,
            _ => (404, ""),
        };
        request.say(reply(status, "", body))
    })
    .await;
    let names = hosts("127.0.0.1 told.example\n");
    let uri = format!("http://told.example:{}/users/alice", server.port);
    asker(&settings_with(names.path())).check_domain(&uri, Also::SOFTWARE).await.health
}

#[tokio::test]
async fn the_instance_actor_stands_in_where_nodeinfo_is_missing() {
    const ACTOR: &str = r#"{"type":"Application","inbox":"https://told.example/inbox"}"#;
    const PAGE: &str = "<html>links</html>";
    let something_else = Health::SetAside(CaseReason::SomethingElse);
    let cases = [
        ((404, ""), (200, ACTOR), Health::Healthy),
        ((200, PAGE), (200, ACTOR), Health::Healthy),
        ((500, ""), (200, ACTOR), Health::Healthy),
        ((200, r#"{"links":[]}"#), (500, ""), Health::Healthy),
        ((200, PAGE), (200, PAGE), something_else),
        ((200, PAGE), (404, ""), something_else),
        ((200, r#"{"error":"no"}"#), (200, r#"{"error":"no"}"#), something_else),
        ((404, ""), (404, ""), Health::SetAside(CaseReason::NothingFound)),
        ((503, ""), (404, ""), Health::SetAside(CaseReason::Unavailable)),
        ((410, ""), (404, ""), Health::SetAside(CaseReason::SaysClosed)),
        ((404, ""), (403, ""), Health::SetAside(CaseReason::NotTalking)),
    ];
    for (node_info, actor, expected) in cases {
        assert_eq!(health(node_info, actor).await, expected, "{node_info:?} {actor:?}");
    }
}

/// A small server that knows Alice as told, and what its check says by her.
async fn check_by_alice(behaviour: Behaviour, alice: AccountState) -> (Health, Vec<String>) {
    let fediverse = town(behaviour).await;
    fediverse.set_account(ALICE, alice);
    let asker = asker(&settings_for(&fediverse));
    let uri = fediverse.uri(ALICE);
    let domain = "town.example".parse().expect("a name");
    let known = [KnownAccount { uri: uri.clone(), username: "alice".to_owned(), domain }];
    let check = asker.check_domain(&fediverse.uri("gone@town.example"), Also::SOFTWARE).await;
    let check = asker.check_by_accounts(&uri, &known, Also::SOFTWARE, check).await;
    (check.health, fediverse.seen("town.example").paths)
}

#[tokio::test]
async fn small_software_shows_itself_by_an_account_that_is_known() {
    let nothing = Health::SetAside(CaseReason::NothingFound);
    for (behaviour, alice, health) in [
        (Behaviour::ActorsOnly, AccountState::Living, Health::Healthy),
        (Behaviour::ActorsOnly, AccountState::Mislaid, Health::Healthy),
        (Behaviour::ActorsOnly, AccountState::NotFound, nothing),
        (Behaviour::ActorsOnly, AccountState::Gone, nothing),
        (Behaviour::CatchAllNotFound, AccountState::Living, nothing),
        (Behaviour::CatchAllPage, AccountState::Living, Health::SetAside(CaseReason::SomethingElse)),
    ] {
        let (found, paths) = check_by_alice(behaviour.clone(), alice.clone()).await;
        assert_eq!(found, health, "{behaviour:?} {alice:?}: {paths:?}");
    }
}

/// Neither NodeInfo nor an instance actor, one account that is refused, one that is hung up on, and
/// one that is there.
async fn small_and_moody(request: Request) {
    let at = format!("http://told.example:{}{}", request.port(), request.path);
    let answer = match request.path.as_str() {
        "/users/refused" => reply(403, "", ""),
        "/users/hung-up-on" => String::new(),
        "/users/there" => reply(200, "", &format!(r#"{{"type":"Person","id":"{at}","inbox":"{at}/inbox"}}"#)),
        _ => reply(404, "", ""),
    };
    request.say(answer).await;
}

#[tokio::test]
async fn what_concerns_one_known_account_is_not_held_against_small_software() {
    let (refused, lost) = (CaseReason::NotTalking, CaseReason::RefusesConnections);
    for (names, health) in [
        (&["refused", "hung-up-on", "there"][..], Health::Healthy),
        (&["hung-up-on", "refused"], Health::SetAside(refused)),
        (&["hung-up-on"], Health::SetAside(lost)),
    ] {
        let server = ToldServer::start(small_and_moody).await;
        let hosts = hosts("127.0.0.1 told.example\n");
        let asker = asker(&settings_with(hosts.path()));
        let known: Vec<KnownAccount> = names
            .iter()
            .map(|name| KnownAccount {
                uri: format!("http://told.example:{}/users/{name}", server.port),
                username: (*name).to_owned(),
                domain: "told.example".parse().expect("a name"),
            })
            .collect();
        let check = asker.check_domain(&known[0].uri, Also::SOFTWARE).await;
        let check = asker.check_by_accounts(&known[0].uri, &known, Also::SOFTWARE, check).await;
        assert_eq!(check.health, health, "{names:?}");
    }
}

#[tokio::test]
async fn accounts_are_asked_about_only_where_nothing_else_was_found() {
    for behaviour in [Behaviour::Healthy, Behaviour::Forbidden, Behaviour::Trouble(502), Behaviour::CatchAllGone] {
        let (_, paths) = check_by_alice(behaviour.clone(), AccountState::Living).await;
        assert!(!paths.iter().any(|path| path.contains("alice")), "{behaviour:?}: {paths:?}");
    }
    let (_, paths) = check_by_alice(Behaviour::ActorsOnly, AccountState::Living).await;
    let asked: Vec<_> = paths.iter().map(|path| path.split('?').next().unwrap_or_default()).collect();
    assert_eq!(asked[..4], ["GET /.well-known/nodeinfo", "GET /actor", "GET /users/alice", "GET /robots.txt"]);
    assert_eq!(asked.len(), 5, "and the canary, once: {paths:?}");
}
