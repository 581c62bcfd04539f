//! Names whose addresses change between the check and the connection, or are of both kinds.

use std::net::IpAddr;

use engine::remotes::{Also, Asker, RemotesSettings};
use model::{Answer, Silence};
use simulator::{AccountState, Behaviour, Fediverse};

use super::super::told_server::{ToldServer, reply};
use super::super::{asker, settings_for};
use super::{TRAP, town};
use crate::support::name_server::NameServer;

/// Where the servers of the fediverse are.
const HERE: &str = "127.0.0.1";
/// An address that may be asked, where nobody listens.
const NOBODY: &str = "127.0.0.2";

fn ips(all: &[&str]) -> Vec<IpAddr> {
    all.iter().map(|ip| ip.parse().expect("the test names addresses")).collect()
}

/// First these addresses, and ever after the trap's.
async fn rebinding(first: &'static [&'static str]) -> NameServer {
    NameServer::start(move |before| ips(if before == 0 { first } else { &[TRAP] })).await
}

fn asker_with(fediverse: &Fediverse, names: &NameServer) -> Asker {
    asker(&RemotesSettings { dns: Some(names.address), ..settings_for(fediverse) })
}

#[tokio::test]
async fn a_connection_goes_only_to_the_address_that_was_checked() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = rebinding(&[HERE]).await;
    let asker = asker_with(&fediverse, &names);
    let uri = fediverse.uri("alice@town.example");
    assert_eq!(asker.check_domain(&uri, Also::BOTH).await.must_exist, Answer::Present);
    for _ in 0..10 {
        assert_eq!(asker.ask(&uri).await.answer, Answer::Present);
        assert_eq!(asker.glance(&uri).await.answer, Answer::Present);
    }
    assert_eq!((names.look_ups(), fediverse.trapped()), (1, 0), "nothing is looked up between check and connection");
}

#[tokio::test]
async fn an_address_found_after_a_failure_is_checked_again() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = rebinding(&[NOBODY]).await;
    let asker = asker_with(&fediverse, &names);
    let uri = fediverse.uri("alice@town.example");
    assert_eq!(asker.ask(&uri).await.answer, Silence::ConnectionRefused.into());
    assert_eq!(asker.ask(&uri).await.answer, Silence::PrivateAddress.into());
    assert_eq!((names.look_ups(), fediverse.trapped()), (2, 0));
}

#[tokio::test]
async fn a_server_that_hangs_up_to_be_looked_up_again_is_checked_again() {
    let fediverse = town(Behaviour::Dropped).await;
    let names = rebinding(&[HERE]).await;
    let asker = asker_with(&fediverse, &names);
    let uri = fediverse.uri("alice@town.example");
    assert_eq!(asker.ask(&uri).await.answer, Silence::ConnectionLost.into());
    assert_eq!(asker.ask(&uri).await.answer, Silence::PrivateAddress.into());
    assert_eq!(fediverse.trapped(), 0);
}

#[tokio::test]
async fn a_redirect_to_its_own_name_on_another_port_is_checked_again() {
    let fediverse = town(Behaviour::Healthy).await;
    let location = format!("location: http://town.example:{}/users/alice\r\n", fediverse.http_port());
    let told = ToldServer::start(move |request| request.say(reply(302, &location, ""))).await;
    let names = rebinding(&[HERE]).await;
    let asker = asker_with(&fediverse, &names);
    let probe = asker.ask(&format!("http://town.example:{}/users/alice", told.port)).await;
    assert_eq!(probe.answer, Silence::PrivateAddress.into());
    assert_eq!((told.heads().len(), fediverse.trapped()), (1, 0));
}

#[tokio::test]
async fn of_mixed_addresses_only_those_that_may_be_asked_are() {
    let cases: [(&'static [&'static str], Answer); 10] = [
        (&[TRAP, HERE], Answer::Present),
        (&[HERE, TRAP], Answer::Present),
        (&[TRAP, "10.0.0.1", HERE], Answer::Present),
        (&[HERE, "::1", "fd00::1"], Answer::Present),
        (&[HERE, "::ffff:127.66.66.66", "64:ff9b::7f42:4242"], Answer::Present),
        (&[TRAP, NOBODY], Silence::ConnectionRefused.into()),
        (&[TRAP, "::1"], Silence::PrivateAddress.into()),
        (&["::ffff:127.66.66.66"], Silence::PrivateAddress.into()),
        (&["::127.66.66.66", "2002:7f42:4242::1", "64:ff9b::7f42:4242"], Silence::PrivateAddress.into()),
        (&[], Silence::NoAddress.into()),
    ];
    let fediverse = town(Behaviour::Healthy).await;
    for (addresses, answer) in cases {
        let names = NameServer::start(move |_| ips(addresses)).await;
        let probe = asker_with(&fediverse, &names).ask(&fediverse.uri("alice@town.example")).await;
        assert_eq!(probe.answer, answer, "{addresses:?}");
        assert_eq!(fediverse.trapped(), 0, "{addresses:?}");
    }
}

#[tokio::test]
async fn hidden_networks_are_not_looked_up() {
    let fediverse = town(Behaviour::Healthy).await;
    fediverse.set_account("alice@town.example", AccountState::Gone);
    let names = NameServer::start(|_| ips(&[HERE])).await;
    let asker = asker_with(&fediverse, &names);
    for host in ["expyuzz4wqqyqhjn.onion", "EXPYUZZ4WQQYQHJN.ONION.", "planet.i2p", "deep.planet.i2p"] {
        let probe = asker.ask(&format!("http://{host}:{}/users/alice", fediverse.http_port())).await;
        assert_eq!(probe.answer, Silence::NotReachableFromHere.into(), "{host}");
    }
    assert_eq!(names.look_ups(), 0);
}
