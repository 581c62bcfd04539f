//! Names: the hosts file, then DNS; failures are remembered for the run.

use std::path::PathBuf;

use engine::remotes::{Remotes, RemotesError, RemotesSettings};
use model::{Answer, Silence};
use simulator::{AccountState, Behaviour, Fediverse, Plan};

use super::told_server::hosts;
use super::{LIMITS, asker, settings, settings_for};

async fn town(behaviour: Behaviour) -> Fediverse {
    let plan = Plan::new().account("alice@town.example", AccountState::Living).server("town.example", behaviour);
    Fediverse::start(plan).await.expect("the fediverse starts")
}

#[tokio::test]
async fn the_hosts_file_answers_before_dns() {
    let fediverse = town(Behaviour::NoSuchName).await;
    let names = hosts("127.0.0.1 Town.Example\n");
    let settings = RemotesSettings { hosts_file: names.path().to_owned(), ..settings_for(&fediverse) };
    let probe = asker(&settings).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Answer::Present);
    assert_eq!(fediverse.seen("town.example").questions, 0, "DNS is not even asked");
}

#[tokio::test]
async fn the_hosts_file_wins_where_dns_says_something_else() {
    let fediverse = town(Behaviour::Healthy).await;
    let names = hosts("127.0.0.2 town.example\n");
    let settings = RemotesSettings { hosts_file: names.path().to_owned(), ..settings_for(&fediverse) };
    let probe = asker(&settings).ask(&fediverse.uri("alice@town.example")).await;
    assert_eq!(probe.answer, Silence::ConnectionRefused.into());
    assert_eq!(fediverse.seen("town.example").requests, 0);
}

#[tokio::test]
async fn a_failed_name_is_looked_up_once_in_a_run_and_again_in_the_next() {
    let fediverse = town(Behaviour::BrokenName).await;
    let remotes = Remotes::new(&settings_for(&fediverse)).expect("the settings are usable");
    let uri = fediverse.uri("alice@town.example");
    let first_run = remotes.limited(LIMITS, None);
    assert_eq!(first_run.ask(&uri).await.answer, Silence::NameServer.into());
    let questions = fediverse.seen("town.example").questions;
    fediverse.set("town.example", Behaviour::Healthy);
    for _ in 0..5 {
        assert_eq!(first_run.clone().ask(&uri).await.answer, Silence::NameServer.into());
    }
    assert_eq!(fediverse.seen("town.example").questions, questions);
    assert_eq!(remotes.limited(LIMITS, None).ask(&uri).await.answer, Answer::Present);
}

#[tokio::test]
async fn a_name_that_answers_is_not_looked_up_for_every_account() {
    let fediverse = town(Behaviour::Healthy).await;
    let asker = asker(&settings_for(&fediverse));
    for n in 0..20 {
        assert_eq!(asker.ask(&fediverse.uri(&format!("n{n}@town.example"))).await.answer, Answer::NotFound);
    }
    let seen = fediverse.seen("town.example");
    assert_eq!((seen.requests, seen.questions), (20, 2), "one question for each kind of address");
}

#[tokio::test]
async fn a_server_that_moved_is_found_at_its_new_address() {
    let fediverse = town(Behaviour::Refused).await;
    let asker = asker(&settings_for(&fediverse));
    let uri = fediverse.uri("alice@town.example");
    assert_eq!(asker.ask(&uri).await.answer, Silence::ConnectionRefused.into());
    fediverse.set("town.example", Behaviour::Healthy);
    assert_eq!(asker.ask(&uri).await.answer, Answer::Present);
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_refused_by_name() {
    let broken = hosts("this is no certificate\n-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
    let refused = |settings: RemotesSettings| Remotes::new(&settings).err();
    let ca_file = |path: PathBuf| RemotesSettings { ca_file: Some(path), ..settings() };
    assert!(matches!(refused(ca_file("/nonexistent/ca.pem".into())), Some(RemotesError::CaFile { .. })));
    assert!(matches!(refused(ca_file(broken.path().to_owned())), Some(RemotesError::CaFile { .. })));
    let folder = std::env::temp_dir();
    assert!(matches!(
        refused(RemotesSettings { hosts_file: folder, ..settings() }),
        Some(RemotesError::HostsFile { .. })
    ));
    let nameless = RemotesSettings { user_agent: "two\nlines".to_owned(), ..settings() };
    assert!(matches!(refused(nameless), Some(RemotesError::Client(_))));
}
