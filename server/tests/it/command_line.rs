//! Bad input gets a clear sentence and loses nothing.

use std::io::BufRead;

use crate::support::{MastodonServer, Program};

#[tokio::test]
async fn unknown_options_and_commands_are_bad_arguments() {
    for line in ["--frobnicate", "sweep", "run cull-accounts --mode preview --domian a.example", "run purge-domain"] {
        let ended = Program::new().args(line.split(' ')).run();
        ended.expect(2);
        assert!(ended.stdout.is_empty() && !ended.stderr.is_empty(), "{ended:?}");
    }
}

#[tokio::test]
async fn help_tells_where_the_state_is_kept_and_shows_no_secret() {
    let help = Program::new().args(["--help"]).env("GROUNDSKEEPER_STATE", "postgres://me:hunter2@db/own").run();
    help.expect(0);
    for word in ["GROUNDSKEEPER_STATE", "STATE_DIRECTORY", "--mastodon-env", "--dns", "--second-dns", "--config"] {
        assert!(help.stdout.contains(word), "{word} is missing in {}", help.stdout);
    }
    assert!(!help.stdout.contains("hunter2"));
}

#[tokio::test]
async fn nobody_who_says_where_mastodon_is_gets_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = format!("sqlite://{}", folder.path().join("own.db").display());
    let ended = Program::new().args(["run", "cull-accounts", "--mode", "preview", "--state", &state]).run();
    ended.expect(2).says(&["--mastodon-env"]);
}

#[tokio::test]
async fn a_malformed_line_is_named_and_not_shown() {
    let server = MastodonServer::start().await;
    server.write_env("LOCAL_DOMAIN=here.example\n\nDB_PASS hunter2 and more\n");
    for command in [&["run", "cull-accounts", "--mode", "preview"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let ended = server.program().args(command.iter().copied()).run();
        ended.expect(2).says(&[".env.production", "line 3"]);
        assert!(!ended.stderr.contains("hunter2"), "{ended:?}");
    }
}

#[tokio::test]
async fn options_come_from_the_environment_and_what_is_typed_wins() {
    let server = MastodonServer::start().await;
    let file = server.env_file().display().to_string();
    let by_environment =
        || Program::new().env("GROUNDSKEEPER_STATE", &server.state()).env("GROUNDSKEEPER_MASTODON_ENV", &file);
    by_environment().args(["check"]).run().expect(0);
    let typed = by_environment().args(["check", "--state", "sqlite:///no/such/folder/own.db"]).run();
    typed.expect(1);
    let before = by_environment().args(["--state", "sqlite:///no/such/folder/own.db", "check"]).run();
    before.expect(1);
}

#[tokio::test]
async fn our_own_config_file_is_enough() {
    let server = MastodonServer::start().await;
    let config = server.folder().join("config.toml");
    let text = format!(
        "[state]\nurl = \"sqlite://own.db\"\n[mastodon]\nlocal_domain = \"here.example\"\n\
         database_url = {:?}\nstorage_path = \"media\"\n",
        server.database.url()
    );
    std::fs::write(&config, text).expect("is written");
    let config = config.display().to_string();
    Program::new().args(["check", "--config", &config]).run().expect(0);
    assert!(server.folder().join("own.db").exists(), "paths are meant from the file's folder");
}

#[tokio::test]
async fn migrate_brings_the_state_up_to_date_without_any_mastodon() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.db");
    let state = format!("sqlite://{}", path.display());
    for _ in 0..2 {
        Program::new().args(["migrate", "--state", &state]).run().expect(0);
    }
    assert!(path.exists());
    let postgres = simulator::TestDatabase::empty().await;
    Program::new().args(["migrate", "--state", &postgres.url()]).run().expect(0);
}

#[tokio::test]
async fn a_state_of_another_kind_is_a_bad_argument() {
    let ended = Program::new().args(["migrate", "--state", "mysql://me:hunter2@db/own"]).run();
    ended.expect(2).says(&["sqlite://FILE"]);
    assert!(!ended.stderr.contains("hunter2"));
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let server = MastodonServer::start().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("an address");
    let address = taken.local_addr().expect("is known").to_string();
    server.program().args(["serve", "--listen", &address]).run().expect(1).says(&[&address]);
}

#[tokio::test]
async fn panel_and_worker_end_well_when_they_are_told_to() {
    let server = MastodonServer::start().await;
    let panel = server.program().args(["serve", "--listen", "127.0.0.1:0"]).env("GROUNDSKEEPER_LOG", "warn");
    let (started, _) = panel.start("http://127.0.0.1:");
    assert_eq!(started.stop("INT"), Some(0));
    let (started, log) = server.program().args(["worker"]).start_watched();
    assert!(log.lines().map_while(Result::ok).any(|line| line.contains("The worker has started")));
    assert_eq!(started.stop("TERM"), Some(0));
}

#[tokio::test]
async fn a_full_disk_under_standard_output_is_said_and_not_a_crash() {
    let server = MastodonServer::start().await;
    for command in [&["check"][..], &["migrate"], &["run", "remove-profile-media", "--mode", "preview", "--json"]] {
        let ended = server.program().args(command.iter().copied()).into_full_disk().run();
        ended.expect(1).says(&["standard output", "No space left"]);
    }
}
