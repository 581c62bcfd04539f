//! Machines that have no way to one kind of addresses.

use std::net::IpAddr;

use engine::remotes::{Also, Asker, RemotesSettings};
use model::{Answer, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::{asker, settings_for};
use crate::support::name_server::NameServer;

/// A public address by each kind; nobody is ever asked there.
const FAR_V4: &str = "198.41.0.4";
const FAR_V6: &str = "2001:503:ba3e::2:30";

/// Asks from a machine with such routes, whose name server knows these addresses for every name.
async fn asker_at(
    fediverse: &Fediverse,
    addresses: &'static [&str],
    has_route: fn(IpAddr) -> bool,
) -> (Asker, NameServer) {
    let known = || addresses.iter().map(|ip| ip.parse().expect("the test names addresses")).collect();
    let names = NameServer::start(move |_| known()).await;
    (asker(&RemotesSettings { dns: Some(names.address), has_route, ..settings_for(fediverse) }), names)
}

async fn town() -> Fediverse {
    let plan =
        Plan::new().account("alice@town.example", AccountState::Living).server("town.example", Behaviour::Healthy);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn a_server_of_the_other_kind_alone_is_not_reachable_from_here() {
    let fediverse = town().await;
    let uri = fediverse.uri("alice@town.example");
    for (addresses, has_route) in
        [(&[FAR_V6][..], (|ip: IpAddr| ip.is_ipv4()) as fn(IpAddr) -> bool), (&[FAR_V4][..], |ip: IpAddr| ip.is_ipv6())]
    {
        let (asker, _names) = asker_at(&fediverse, addresses, has_route).await;
        assert_eq!(asker.ask(&uri).await.answer, Silence::NotReachableFromHere.into(), "{addresses:?}");
        let check = asker.check_domain(&uri, Also::SOFTWARE).await;
        assert!(!check.is_silent(), "nobody has to find out whether that was us");
        assert_eq!(asker.answers(&uri).await, None);
    }
}

#[tokio::test]
async fn of_both_kinds_the_one_with_a_way_is_asked() {
    let fediverse = town().await;
    let (asker, _names) = asker_at(&fediverse, &[FAR_V6, "127.0.0.1"], |ip| ip.is_ipv4()).await;
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Answer::Present);
}

#[tokio::test]
async fn a_private_address_is_private_whether_there_is_a_way_or_not() {
    let fediverse = town().await;
    let (asker, _names) = asker_at(&fediverse, &["fd00::1"], |ip| ip.is_ipv4()).await;
    assert_eq!(asker.ask(&fediverse.uri("alice@town.example")).await.answer, Silence::PrivateAddress.into());
}
