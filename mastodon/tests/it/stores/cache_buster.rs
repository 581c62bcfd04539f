//! A cache in front of the files is told of what is gone, and can do no harm.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use mastodon::env_file;
use mastodon::files::{FileResult, Files};
use mastodon::settings::{Settings, Storage};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::{avatar, header};

/// Mastodon's settings for files in that folder behind a cache at that address.
fn settings(root: &Path, cache: &str) -> Settings {
    let text = format!(
        "LOCAL_DOMAIN=home.example\nPAPERCLIP_ROOT_PATH={}\nPAPERCLIP_ROOT_URL=http://{cache}/system\n\
         CACHE_BUSTER_ENABLED=true\nCACHE_BUSTER_HTTP_METHOD=PURGE\nCACHE_BUSTER_SECRET_HEADER=X-Key\n\
         CACHE_BUSTER_SECRET=hunter2",
        root.display()
    );
    Settings::from_env(&env_file::parse(&text).expect("is read"), root).expect("is usable")
}

fn files(settings: &Settings) -> Files {
    let Storage::Local { root } = &settings.storage else { panic!("it is a folder") };
    for key in [avatar(7), header(8)].iter().flat_map(|file| file.keys().expect("plain")) {
        let path = root.join(key);
        std::fs::create_dir_all(path.parent().expect("has a folder")).expect("is made");
        std::fs::write(path, "12345").expect("is written");
    }
    Files::of(settings).expect("it opens")
}

#[tokio::test]
async fn what_is_gone_is_told_with_method_and_secret() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("has one").to_string();
    let (told, mut heard) = mpsc::unbounded_channel();
    let cache = Router::new().fallback(move |request: Request| async move {
        let secret = request.headers().get("x-key").map(|value| value.to_str().unwrap_or_default().to_owned());
        let line = format!("{} {} {}", request.method(), request.uri().path(), secret.unwrap_or_default());
        let _ = told.send(line);
    });
    let serving = tokio::spawn(async move { axum::serve(listener, cache).await });
    let root = tempfile::tempdir().expect("a folder");
    let files = files(&settings(root.path(), &address));

    files.measure(&[avatar(7), header(8)]).await;
    files.remove(&[avatar(7), header(8), header(9)]).await;
    serving.abort();

    let mut lines = Vec::new();
    while let Ok(line) = heard.try_recv() {
        lines.push(line);
    }
    lines.sort();
    let gone = [avatar(7), header(8)];
    let mut expected: Vec<String> = gone.iter().flat_map(|file| file.keys().expect("plain")).collect();
    expected.sort();
    assert_eq!(lines, expected.iter().map(|key| format!("PURGE /system/{key} hunter2")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_cache_that_does_not_answer_changes_nothing() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("has one").to_string();
    drop(listener);
    let root = tempfile::tempdir().expect("a folder");
    let files = files(&settings(root.path(), &address));
    let removed = files.remove(&[avatar(7), header(8)]).await;
    assert!(removed.iter().all(|outcome| outcome.result == FileResult::Removed), "{removed:?}");
}
