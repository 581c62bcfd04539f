//! A simulated network is asked by the same rules as the real one.

use engine::remotes::{Asker, Book, KnownAccount, Remotes, RemotesSettings, Signer};
use model::jobs::cull_accounts::Health;
use model::{Answer, Silence};
use std::net::SocketAddr;
use std::sync::Arc;

use super::{LIMITS, settings};
use crate::support::told_network::ToldNetwork;

const ACTOR: &str = r#"{"type":"Person","inbox":"https://town.example/inbox"}"#;

fn asker(told: ToldNetwork, signer: Option<Signer>) -> (Arc<ToldNetwork>, Asker) {
    let (told, network) = told.network();
    let second_dns = Some(SocketAddr::from(([127, 0, 0, 1], 2)));
    let settings = RemotesSettings { network, second_dns, allowed_private: Vec::new(), ..settings() };
    let remotes = Remotes::new(&settings).expect("are usable");
    (told, remotes.limited(LIMITS, signer.map(Arc::new)))
}

#[tokio::test]
async fn what_a_simulated_server_says_is_read_as_it_says_it() {
    let told = ToldNetwork::default()
        .name("town.example", [198, 41, 0, 4])
        .at("https://town.example/users/alive", 200, &[], ACTOR)
        .at("https://town.example/users/gone", 410, &[], r#"{"type":"Tombstone"}"#)
        .at("https://town.example/users/moved", 302, &[("location", "/users/alive")], "")
        .silent("https://town.example/users/slow", Silence::Timeout);
    let (told, asker) = asker(told, None);
    for (name, answer) in [
        ("alive", Answer::Present),
        ("gone", Answer::Gone { tombstone: true }),
        ("moved", Answer::Present),
        ("never", Answer::NotFound),
        ("slow", Silence::Timeout.into()),
    ] {
        assert_eq!(asker.ask(&format!("https://town.example/users/{name}")).await.answer, answer, "{name}");
    }
    assert_eq!(told.asked().len(), 6, "a redirect is one request more");
}

#[tokio::test]
async fn a_simulated_server_is_asked_with_a_signature_where_a_real_one_is() {
    let key = simulator::instance_key::PRIVATE.to_owned().into();
    let signer = Signer::new(&key, "https://home.example/actor#main-key".to_owned()).expect("is a key");
    let (told, asker) = asker(ToldNetwork::default().name("town.example", [198, 41, 0, 4]), Some(signer));
    asker.ask("https://town.example/users/alive").await;
    asker.answers("https://town.example/users/alive").await;
    let asked = ["GET https://town.example/users/alive signed", "GET https://town.example/.well-known/nodeinfo"];
    assert_eq!(told.asked(), asked);
}

#[tokio::test]
async fn a_private_address_of_a_simulated_name_is_not_asked() {
    let (told, asker) = asker(ToldNetwork::default().name("town.example", [10, 0, 0, 7]), None);
    let probe = asker.ask("https://town.example/users/alive").await;
    assert_eq!(probe.answer, Silence::PrivateAddress.into());
    assert_eq!(told.asked(), [""; 0]);
}

#[tokio::test]
async fn two_simulated_name_servers_are_weighed_as_real_ones_are() {
    let missing = Err(Silence::NoSuchName);
    let told = ToldNetwork::default()
        .book("one.example", Book::First, missing)
        .book("one.example", Book::Second, Ok([198, 41, 0, 4]))
        .book("none.example", Book::First, missing)
        .book("none.example", Book::Second, missing)
        .book("vague.example", Book::First, missing)
        .book("vague.example", Book::Second, Err(Silence::NameServer));
    let (_, asker) = asker(told, None);
    for (name, answer) in
        [("one", Answer::NotFound), ("none", Silence::NoSuchName.into()), ("vague", Silence::NameServer.into())]
    {
        assert_eq!(asker.ask(&format!("https://{name}.example/users/alive")).await.answer, answer, "{name}");
    }
}

#[tokio::test]
async fn what_a_cache_has_had_for_long_shows_nothing_at_a_removal() {
    const KNOWN: &str = "https://town.example/users/known";
    let document = format!(r#"{{"id":"{KNOWN}","type":"Person","inbox":"https://town.example/inbox"}}"#);
    let known = KnownAccount {
        uri: KNOWN.to_owned(),
        username: "known".to_owned(),
        domain: "town.example".parse().expect("a name"),
    };
    for (age, healthy) in [("0", true), ("600", true), ("601", false), ("259200", false)] {
        let headers = [("age", age), ("content-type", "application/activity+json")];
        let told = ToldNetwork::default().name("town.example", [198, 41, 0, 4]).at(KNOWN, 200, &headers, &document);
        let (_, asker) = asker(told, None);
        let checked = asker.check_domain_now("https://town.example/users/gone", std::slice::from_ref(&known)).await;
        assert_eq!(checked.check.health == Health::Healthy, healthy, "{age} s");
    }
}
