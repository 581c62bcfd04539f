//! `check`: clear sentences about what is missing.

use serde_json::Value;

use crate::support::MastodonServer;

fn finding<'a>(document: &'a Value, name: &str) -> &'a Value {
    let findings = document["findings"].as_array().expect("a list");
    findings.iter().find(|finding| finding["name"] == name).unwrap_or_else(|| panic!("no {name} in {document}"))
}

#[tokio::test]
async fn a_server_in_order_is_all_fine() {
    let server = MastodonServer::start().await;
    let ended = server.program().args(["check"]).run();
    ended.expect(0);
    assert!(ended.stdout.contains("ok") && !ended.stdout.contains("FAIL"), "{ended:?}");
    let ended = server.program().args(["check", "--json"]).run();
    let document = ended.expect(0).json();
    assert_eq!(document["ok"], true);
    for name in ["state", "remotes", "database", "storage"] {
        assert_eq!(finding(&document, name)["ok"], true, "{name}");
    }
}

#[tokio::test]
async fn an_absent_storage_folder_is_named_with_a_remedy() {
    let server = MastodonServer::start().await;
    std::fs::remove_dir_all(server.media()).expect("is removed");
    let ended = server.program().args(["check", "--json"]).run();
    let document = ended.expect(1).json();
    let storage = finding(&document, "storage");
    assert_eq!((&document["ok"], &storage["ok"]), (&Value::Bool(false), &Value::Bool(false)));
    assert!(storage["sentence"].as_str().is_some_and(|said| said.contains("media")), "{storage}");
    assert!(storage["remedy"].is_string());
    assert_eq!(finding(&document, "database")["ok"], true, "what follows a failure is looked at too");
    assert!(!server.media().exists(), "a check makes no folder");
}

#[tokio::test]
async fn a_database_that_is_not_mastodons_is_named() {
    let server = MastodonServer::start().await;
    let other = simulator::TestDatabase::empty().await;
    server.names_database(&other.url());
    let ended = server.program().args(["check"]).run();
    ended.expect(1);
    assert!(ended.stdout.contains("FAIL") && ended.stdout.contains("Mastodon"), "{ended:?}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_told_from_one_that_is_not_there() {
    let server = MastodonServer::start().await;
    server.names_database("postgres://postgres@127.0.0.1:1/mastodon");
    let ended = server.program().args(["check"]).run();
    ended.expect(1);
    assert!(ended.stdout.contains("does not answer"), "{ended:?}");

    let url = server.database.url();
    let (address, _) = url.rsplit_once('/').expect("an address");
    server.names_database(&format!("{address}/no_such_database"));
    let ended = server.program().args(["check"]).run();
    ended.expect(1);
    assert!(ended.stdout.contains("no database no_such_database"), "{ended:?}");
}

#[tokio::test]
async fn a_state_that_cannot_be_made_is_named() {
    let server = MastodonServer::start().await;
    let ended = server.program().args(["check", "--state", "sqlite:///no/such/folder/own.db"]).run();
    ended.expect(1);
    assert!(ended.stdout.contains("/no/such/folder/own.db"), "{ended:?}");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_findings_too() {
    let server = MastodonServer::start().await;
    server.write_env("LOCAL_DOMAIN=here.example\nDB_PORT=many\nDB_SSLMODE=maybe\n");
    let ended = server.program().args(["check", "--json"]).run();
    let document = ended.expect(2).json();
    let said = finding(&document, "settings")["sentence"].as_str().unwrap_or_default().to_owned();
    assert!(said.contains("DB_PORT") && said.contains("DB_SSLMODE"), "{said}");
}
