//! Why a server did not answer is told apart.

use engine::remotes::RemotesSettings;
use model::Silence;
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::{Request, ToldServer, hosts, settings_with};
use super::{asker, hasty, settings, settings_for};

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new().account("alice@town.example", AccountState::Living).server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn every_silence_of_a_plain_server_has_its_reason() {
    let cases = [
        (Behaviour::Refused, Silence::ConnectionRefused),
        (Behaviour::Dropped, Silence::ConnectionLost),
        (Behaviour::NoSuchName, Silence::NoSuchName),
        (Behaviour::BrokenName, Silence::NameServer),
        (Behaviour::RefusedName, Silence::NameServer),
    ];
    for (behaviour, silence) in cases {
        let fediverse = town(behaviour.clone()).await;
        let probe = asker(&settings_for(&fediverse)).ask(&fediverse.uri("alice@town.example")).await;
        assert_eq!(probe.answer, silence.into(), "{behaviour:?}");
        assert_eq!((probe.proof.status, probe.proof.final_url), (None, None));
    }
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_not_waited_for() {
    let cases = [
        (Behaviour::Slow(3_600_000), Silence::Timeout),
        (Behaviour::Tarpit, Silence::Timeout),
        (Behaviour::SilentName, Silence::NameServer),
    ];
    for (behaviour, silence) in cases {
        let fediverse = town(behaviour.clone()).await;
        let settings = RemotesSettings { timeouts: hasty(), ..settings_for(&fediverse) };
        let probe = asker(&settings).ask(&fediverse.uri("alice@town.example")).await;
        assert_eq!(probe.answer, silence.into(), "{behaviour:?}");
    }
}

#[tokio::test]
async fn certificates_are_told_apart() {
    let cases = [
        (Behaviour::ExpiredCertificate, Silence::CertificateExpired),
        (Behaviour::WrongCertificate, Silence::CertificateName),
    ];
    for (behaviour, silence) in cases {
        let fediverse = town(behaviour.clone()).await;
        let probe = asker(&settings_for(&fediverse)).ask(&fediverse.https_uri("alice@town.example")).await;
        assert_eq!(probe.answer, silence.into(), "{behaviour:?}");
        assert_eq!(fediverse.seen("town.example").requests, 0, "nothing was asked through it");
    }
    let fediverse = town(Behaviour::Healthy).await;
    let strangers = RemotesSettings { ca_file: None, ..settings_for(&fediverse) };
    let probe = asker(&strangers).ask(&fediverse.https_uri("alice@town.example")).await;
    assert_eq!(probe.answer, Silence::Certificate.into());
}

#[tokio::test]
async fn what_is_not_http_is_known_as_such() {
    let ssh = ToldServer::start(|request| request.say("SSH-2.0-OpenSSH_9.2\r\n")).await;
    let names = hosts("127.0.0.1 told.example\n");
    let asker = asker(&settings_with(names.path()));
    let ask = async |scheme: &str| asker.ask(&format!("{scheme}://told.example:{}/users/alice", ssh.port)).await.answer;
    assert_eq!(ask("http").await, Silence::NotHttp.into());
}

#[tokio::test]
async fn a_plain_server_behind_an_https_address_is_a_problem_of_the_certificate() {
    let fediverse = town(Behaviour::Healthy).await;
    let uri = format!("https://town.example:{}/users/alice", fediverse.http_port());
    assert_eq!(asker(&settings_for(&fediverse)).ask(&uri).await.answer, Silence::Certificate.into());
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    for status in [200, 404, 410] {
        let half = move |request: Request| {
            request.say(format!("HTTP/1.1 {status} Told\r\ncontent-length: 1000\r\n\r\n{{\"type\":\"Tomb"))
        };
        let server = ToldServer::start(half).await;
        let names = hosts("127.0.0.1 told.example\n");
        let probe = asker(&settings_with(names.path())).ask(&format!("http://told.example:{}/a", server.port)).await;
        assert_eq!(probe.answer, Silence::ConnectionLost.into(), "{status}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_not_asked() {
    let asker = asker(&settings());
    for uri in
        ["", "/users/alice", "acct:alice@town.example", "ftp://town.example/alice", "https://", "http://a b/alice"]
    {
        assert_eq!(asker.ask(uri).await.answer, Silence::BadAddress.into(), "{uri}");
    }
}
