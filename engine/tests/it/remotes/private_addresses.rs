//! Private addresses are never connected to. The trap at a private address of loopback counts who comes.

mod rebinding;
mod redirects;
mod registries;
mod second_name_server;

use engine::remotes::RemotesSettings;
use model::{Answer, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::hosts;
use super::{asker, settings_for};

const TRAP: &str = "127.66.66.66";

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new().account("alice@town.example", AccountState::Living).server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_not_followed() {
    let fediverse = town(Behaviour::PrivateAddress).await;
    let probe = asker(&settings_for(&fediverse)).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Silence::PrivateAddress.into());
    assert_eq!(fediverse.trapped(), 0);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let fediverse = town(Behaviour::RedirectToPrivate).await;
    let probe = asker(&settings_for(&fediverse)).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Silence::PrivateAddress.into());
    assert_eq!((fediverse.seen("town.example").requests, fediverse.trapped()), (1, 0));
}

#[tokio::test]
async fn an_allowed_private_address_is_asked() {
    for behaviour in [Behaviour::PrivateAddress, Behaviour::RedirectToPrivate] {
        let fediverse = town(behaviour).await;
        let allowed_private = vec!["127.0.0.0/8".parse().expect("it is a network")];
        let settings = RemotesSettings { allowed_private, ..settings_for(&fediverse) };
        let probe = asker(&settings).ask(&fediverse.uri("alice@town.example")).await;
        // The trap hangs up.
        assert_eq!(probe.answer, Silence::ConnectionLost.into());
        assert!(fediverse.trapped() > 0);
    }
}

#[tokio::test]
async fn an_address_in_place_of_a_name_is_checked_too() {
    let fediverse = town(Behaviour::Healthy).await;
    let asker = asker(&settings_for(&fediverse));
    for host in [
        TRAP,
        "[::ffff:127.66.66.66]",
        "[::127.66.66.66]",
        "0x7f.66.66.66",
        "2134000194",
        "[::1]",
        "10.0.0.1",
        "0.0.0.0",
    ] {
        let probe = asker.ask(&format!("http://{host}:{}/users/alice", fediverse.http_port())).await;
        assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{host}");
    }
    assert_eq!(fediverse.trapped(), 0);
}

#[tokio::test]
async fn localhost_is_private_by_any_of_its_names() {
    let fediverse = town(Behaviour::Healthy).await;
    let settings = RemotesSettings { allowed_private: Vec::new(), ..settings_for(&fediverse) };
    let asker = asker(&settings);
    for name in ["localhost", "LOCALHOST", "localhost.", "town.localhost"] {
        let probe = asker.ask(&format!("http://{name}:{}/users/alice", fediverse.http_port())).await;
        assert_eq!(probe.answer, Silence::PrivateAddress.into(), "{name}");
    }
    assert_eq!(fediverse.seen_by_all().requests, 0);
}

#[tokio::test]
async fn of_a_server_with_both_kinds_only_the_public_address_is_asked() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = hosts(&format!("{TRAP} town.example\n127.0.0.1 town.example\n"));
    let settings = RemotesSettings { hosts_file: names.path().to_owned(), ..settings_for(&fediverse) };
    let probe = asker(&settings).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Answer::Present);
    assert_eq!(fediverse.trapped(), 0);
}
