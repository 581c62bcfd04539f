//! Connecting, and the sentences when it does not work.

use mastodon::{ConnectError, Mastodon};
use simulator::{MastodonVersion, TestDatabase};

use crate::support::{Site, settings};

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
    assert!(matches!(&error, ConnectError::Storage { root, .. } if root.ends_with("nowhere")), "{error}");
    assert!(error.to_string().contains("PAPERCLIP_ROOT_PATH"), "{error}");
}

#[tokio::test]
async fn storage_that_is_not_supported_is_told() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let mut settings = site.mastodon.settings().clone();
    settings.storage = mastodon::settings::Storage::Remote(mastodon::settings::StorageKind::S3);
    let error = Mastodon::connect(&settings).await.expect_err("it is not supported");
    assert!(error.to_string().contains("S3, which is not supported yet"), "{error}");
}
