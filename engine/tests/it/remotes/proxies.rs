//! Questions that go through a proxy, as Mastodon's settings say.

use std::path::Path;

use engine::remotes::{Also, Asker, RemotesSettings};
use mastodon::settings::Proxies;
use model::{Answer, CaseReason, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::{ToldServer, hosts, reply};
use super::{asker, hasty, settings_for};
use crate::support::proxy::Proxy;

/// What Mastodon's settings with these lines say of proxies.
fn proxies(lines: &str) -> Proxies {
    let env = format!("LOCAL_DOMAIN=home.example\nDB_NAME=x\n{lines}");
    let env = mastodon::env_file::parse(&env).expect("is read");
    mastodon::Settings::from_env(&env, Path::new("/")).expect("are usable").proxies
}

async fn town() -> Fediverse {
    let plan = Plan::new()
        .account("alice@town.example", AccountState::Living)
        .account("gone@town.example", AccountState::Gone)
        .account("a@planet.onion", AccountState::Living)
        .server("town.example", Behaviour::Healthy)
        .server("planet.onion", Behaviour::Healthy);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

fn asker_with(fediverse: &Fediverse, lines: &str) -> Asker {
    asker(&RemotesSettings { proxies: proxies(lines), ..settings_for(fediverse) })
}

#[tokio::test]
async fn everybody_is_asked_through_the_proxy_and_no_name_server_is() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));

    assert_eq!(asker.ask(&fediverse.https_uri("alice@town.example")).await.answer, Answer::Present);
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Answer::Present);

    let (tls, plain) = (fediverse.https_port(), fediverse.http_port());
    assert_eq!(proxy.asked(), [format!("CONNECT town.example:{tls}"), format!("GET town.example:{plain}")]);
    let seen = fediverse.seen("town.example");
    assert_eq!((seen.requests, seen.questions), (2, 0), "none past the proxy, and no name is looked up");
    assert_eq!(asker.address_of(&fediverse.uri("alice@town.example")).await, None, "only the proxy knows");
    assert!(
        asker.check_domain(&fediverse.https_uri("alice@town.example"), Also::SOFTWARE).await.must_exist
            == Answer::Present
    );
}

#[tokio::test]
async fn a_redirect_stays_behind_the_proxy() {
    let plan =
        Plan::new().account("alice@town.example", AccountState::Living).server("town.example", Behaviour::Redirects(2));
    let fediverse = Fediverse::start(plan).await.expect("the fediverse starts");
    let proxy = Proxy::start().await;
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Answer::Present);
    assert_eq!((proxy.asked().len(), fediverse.seen("town.example").questions), (3, 0));
}

#[tokio::test]
async fn who_is_excepted_is_asked_straight() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let lines = format!("http_proxy={}\nNO_PROXY=.town.example,10.0.0.0/8", proxy.url());
    let asker = asker_with(&fediverse, &lines);
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Answer::Present);
    assert!(proxy.asked().is_empty());
    assert!(fediverse.seen("town.example").questions > 0);
}

#[tokio::test]
async fn hidden_names_go_through_the_hidden_proxy_and_nobody_else_does() {
    let (fediverse, hidden) = (town().await, Proxy::start().await);
    let lines = format!("http_hidden_proxy={}\nALLOW_ACCESS_TO_HIDDEN_SERVICE=true", hidden.url());
    let asker = asker_with(&fediverse, &lines);
    let onion = fediverse.uri("a@planet.onion");
    assert_eq!(asker.ask(&onion).await.answer, Answer::Present);
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Answer::Present);
    assert_eq!(hidden.asked(), [format!("GET planet.onion:{}", fediverse.http_port())]);
    assert_eq!(fediverse.seen("planet.onion").questions, 0);

    let all = Proxy::start().await;
    let lines = format!("http_proxy={}\nhttp_hidden_proxy={}", all.url(), hidden.url());
    let answer = asker_with(&fediverse, &lines).ask(&onion).await.answer;
    assert_eq!(answer, Silence::NotReachableFromHere.into(), "nobody has allowed it");
    assert!(all.asked().is_empty());
}

#[tokio::test]
async fn a_proxy_that_wants_to_know_who_asks_is_told_exactly_what_is_written() {
    // me:p%40ss, which is not decoded.
    let (fediverse, proxy) = (town().await, Proxy::asking_for("bWU6cCU0MHNz").await);
    let lines = format!("http_proxy=http://me:p%40ss@127.0.0.1:{}", proxy.port);
    let asker = asker_with(&fediverse, &lines);
    for uri in [fediverse.uri("alice@town.example"), fediverse.https_uri("alice@town.example")] {
        assert_eq!(asker.ask(&uri).await.answer, Answer::Present, "{uri}");
    }
    let asker = asker_with(&fediverse, &format!("http_proxy=http://me:wrong@127.0.0.1:{}", proxy.port));
    for uri in [fediverse.uri("alice@town.example"), fediverse.https_uri("alice@town.example")] {
        assert_eq!(asker.ask(&uri).await.answer, Silence::OwnProxy.into(), "{uri}");
    }
}

#[tokio::test]
async fn a_dead_proxy_is_not_the_silence_of_a_server() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));
    assert!(asker.is_proxy_open().await);
    proxy.die().await;
    assert!(!asker.is_proxy_open().await);
    for uri in [fediverse.uri("alice@town.example"), fediverse.https_uri("alice@town.example")] {
        assert_eq!(asker.ask(&uri).await.answer, Silence::OwnProxy.into(), "{uri}");
        let check = asker.check_domain(&uri, Also::SOFTWARE).await;
        assert!(check.is_silent(), "our own connection is to be looked at");
        assert_eq!(check.must_exist, Silence::OwnProxy.into());
    }
    assert_eq!(fediverse.seen("town.example").requests, 0, "nothing goes past it");
    assert!(!CaseReason::of_silence(Silence::OwnProxy).opens_case());
}

#[tokio::test]
async fn what_the_proxy_does_not_reach_is_silent() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));
    assert_eq!(asker.ask("https://nobody.example:1/users/x").await.answer, Silence::ConnectionLost.into());
    assert_eq!(asker.ask("http://nobody.example:1/users/x").await.answer, Answer::Trouble { status: 502 });
}

#[tokio::test]
async fn a_certificate_is_checked_behind_the_proxy_too() {
    let plan = Plan::new().server("old.example", Behaviour::ExpiredCertificate);
    let (fediverse, proxy) = (Fediverse::start(plan).await.expect("the fediverse starts"), Proxy::start().await);
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));
    let answer = asker.ask(&fediverse.https_uri("a@old.example")).await.answer;
    assert_eq!(answer, Silence::CertificateExpired.into());
}

#[tokio::test]
async fn who_is_gone_is_believed_through_a_tunnel_and_not_in_the_clear() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let asker = asker_with(&fediverse, &format!("http_proxy={}", proxy.url()));
    let answer = asker.ask(&fediverse.https_uri("gone@town.example")).await.answer;
    assert_eq!(answer, Answer::Gone { tombstone: true });
    let answer = asker.ask(&fediverse.uri("gone@town.example")).await.answer;
    assert_eq!(answer, Answer::Refused { status: 410 });

    let says = ToldServer::start(|request| request.say(reply(404, "", "No such domain"))).await;
    let asker = asker_with(&fediverse, &format!("http_proxy=http://127.0.0.1:{}", says.port));
    let answer = asker.ask(&fediverse.uri("alice@town.example")).await.answer;
    assert_eq!(answer, Answer::Refused { status: 404 }, "that was the proxy");
}

#[tokio::test]
async fn what_is_private_is_not_asked_through_a_proxy_either() {
    let (fediverse, proxy) = (town().await, Proxy::start().await);
    let names = hosts("10.0.0.7 within.example\n127.0.0.1 allowed.example\n");
    let settings = RemotesSettings {
        proxies: proxies(&format!("http_proxy={}", proxy.url())),
        hosts_file: names.path().to_owned(),
        timeouts: hasty(),
        ..settings_for(&fediverse)
    };
    let asker = asker(&settings);
    let port = fediverse.http_port();
    for host in ["10.0.0.7", "169.254.169.254", "[fd00::1]", "localhost", "db", "api.internal", "within.example"] {
        let answer = asker.ask(&format!("http://{host}:{port}/users/x")).await.answer;
        assert_eq!(answer, Silence::PrivateAddress.into(), "{host}");
    }
    assert!(proxy.asked().is_empty());
    asker.ask(&format!("http://allowed.example:{port}/users/x")).await;
    asker.ask(&format!("http://127.0.0.1:{port}/users/x")).await;
    assert_eq!(proxy.asked().len(), 2, "what is allowed straight is allowed there");
}
