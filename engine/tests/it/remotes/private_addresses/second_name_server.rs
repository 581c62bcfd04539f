//! The second name server is believed no more than the first: its addresses are checked and kept as well.

use std::net::IpAddr;

use engine::remotes::{Also, Asker, RemotesSettings};
use model::{Answer, Silence};
use simulator::{Behaviour, Fediverse};

use super::super::{asker, settings_for};
use super::{TRAP, town};
use crate::support::name_server::NameServer;

fn ip(text: &str) -> IpAddr {
    text.parse().expect("the test names an address")
}

/// A town whose name only the second name server knows.
async fn unknown_town() -> Fediverse {
    town(Behaviour::NoSuchName).await
}

fn asker_with(fediverse: &Fediverse, second: &NameServer) -> Asker {
    asker(&RemotesSettings { second_dns: Some(second.address), ..settings_for(fediverse) })
}

#[tokio::test]
async fn a_private_address_of_the_second_is_not_followed() {
    let fediverse = unknown_town().await;
    for private in [TRAP, "10.0.0.1", "::1", "::ffff:127.66.66.66", "2002:7f42:4242::1"] {
        let second = NameServer::start(move |_| vec![ip(private)]).await;
        let asker = asker_with(&fediverse, &second);
        let probe = asker.ask(&fediverse.uri("alice@town.example")).await;
        assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{private}");
        assert_eq!(second.look_ups(), 1, "{private}");
    }
    assert_eq!(fediverse.trapped(), 0);
}

#[tokio::test]
async fn a_connection_goes_only_to_the_address_of_the_second_that_was_checked() {
    let fediverse = unknown_town().await;
    let second = NameServer::start(|before| vec![ip(if before == 0 { "127.0.0.1" } else { TRAP })]).await;
    let asker = asker_with(&fediverse, &second);
    let uri = fediverse.uri("alice@town.example");
    assert_eq!(asker.check_domain(&uri, Also::BOTH).await.must_exist, Answer::Present);
    for _ in 0..10 {
        assert_eq!(asker.ask(&uri).await.answer, Answer::Present);
    }
    assert_eq!((second.look_ups(), fediverse.trapped()), (1, 0), "nothing is looked up between check and connection");
}

#[tokio::test]
async fn hidden_networks_are_not_looked_up_by_the_second_either() {
    let fediverse = unknown_town().await;
    let second = NameServer::start(|_| vec![ip("127.0.0.1")]).await;
    let asker = asker_with(&fediverse, &second);
    for host in ["expyuzz4wqqyqhjn.onion", "planet.i2p"] {
        let probe = asker.ask(&format!("http://{host}:{}/users/alice", fediverse.http_port())).await;
        assert_eq!(probe.answer, Silence::NotReachableFromHere.into(), "{host}");
    }
    assert_eq!(second.look_ups(), 0);
}
