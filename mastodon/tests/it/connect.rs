//! Connecting, and the sentences when it does not work.

use mastodon::files::StorageError;
use mastodon::journal::MemoryJournal;
use mastodon::{ConnectError, Mastodon, Writer};
use simulator::{MastodonVersion, TestDatabase};

use crate::support::{Site, settings, settings_with};

#[tokio::test]
async fn a_database_that_is_not_mastodons_is_named() {
    let database = TestDatabase::empty().await;
    let folder = tempfile::tempdir().expect("a folder");
    let error = Mastodon::connect(&settings(&database.url(), folder.path())).await.expect_err("it is none");
    assert!(error.to_string().contains("it lacks the table accounts"), "{error}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let mut settings = site.mastodon.settings().clone();
    settings.database.name = "nowhere".to_owned();
    let error = Mastodon::connect(&settings).await.expect_err("it is not there");
    assert!(matches!(&error, ConnectError::NoSuchDatabase { name, .. } if name == "nowhere"), "{error}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let settings = settings(&site.database.url(), &site.root().join("nowhere"));
    let error = Mastodon::connect(&settings).await.expect_err("it is not there");
    assert!(
        matches!(&error, ConnectError::Storage(StorageError::Folder { root, .. }) if root.ends_with("nowhere")),
        "{error}"
    );
    assert!(error.to_string().contains("PAPERCLIP_ROOT_PATH"), "{error}");
}

/// Tells how many statements a connection keeps that has just deleted accounts.
const WATCH: &str = "CREATE TABLE kept (n bigint);
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO kept SELECT count(*) FROM pg_prepared_statements; RETURN NULL; END $$;
CREATE TRIGGER look AFTER DELETE ON accounts EXECUTE FUNCTION look()";

/// The most statements that any connection kept during a removal.
async fn kept_with(variables: &str) -> i64 {
    let site = Site::of(MastodonVersion::V4_6).await;
    let alice = site.world.remote_account("alice@gone.example").await;
    site.world.status(&alice).await;
    site.execute(WATCH).await;
    let settings = settings_with(&site.database.url(), site.root(), variables);
    let mastodon = Mastodon::connect(&settings).await.expect("it connects");
    let removed = Writer::Apply(mastodon).remove_accounts(&[alice.id], &MemoryJournal::default()).await;
    assert_eq!(removed.expect("it is removed").accounts, 1);
    sqlx::query_scalar("SELECT max(n) FROM kept").fetch_one(site.world.pool()).await.expect("it was seen")
}

#[tokio::test]
async fn no_statement_is_kept_where_a_pgbouncer_stands_in_between() {
    assert_eq!(kept_with("PREPARED_STATEMENTS=false").await, 0);
    assert!(kept_with("").await > 1);
}
