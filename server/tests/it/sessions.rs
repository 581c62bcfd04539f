//! How long somebody stays signed in.

use crate::support::Panel;

#[tokio::test]
async fn a_session_survives_a_restart() {
    let mut panel = Panel::start().await;
    let browser = panel.signed_in().await;
    panel.restart();
    let mut browser = browser.moved_to(panel.address());
    assert_eq!(browser.get("/").await.status, 200);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let stolen = browser.cookies.clone();
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    browser.cookies = stolen;
    assert_eq!(browser.get("/").await.status, 303, "the old cookie opens nothing");
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let changed = panel.server.program().args(["operator", "add", "alice"]).input("another password").run();
    changed.expect(0);
    assert_eq!(browser.get("/").await.status, 303);
}

#[tokio::test]
async fn the_cookie_says_nothing_and_is_kept_from_scripts() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    let answer = browser.post("/sign-in", &[("name", "alice"), ("password", "correct horse battery")]).await;
    let cookie = answer.header("set-cookie");
    for word in ["groundskeeper=", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(word), "{word} is missing in {cookie}");
    }
    assert!(!cookie.contains("alice"));
    let id = browser.cookies.values().next().expect("a session");
    let state = std::fs::read(panel.server.folder().join("own.db")).expect("our own state");
    let journal = std::fs::read(panel.server.folder().join("own.db-wal")).unwrap_or_default();
    let stored = [state, journal].concat();
    assert!(!stored.windows(id.len()).any(|bytes| bytes == id.as_bytes()), "only the hash of the id is stored");
}

#[tokio::test]
async fn who_is_signed_in_needs_no_sign_in_page() {
    let panel = Panel::start().await;
    let answer = panel.signed_in().await.get("/sign-in").await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
}
