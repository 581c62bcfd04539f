//! What answers forbid the browser.

use crate::support::{Answer, Panel};

fn nonce_of(page: &Answer) -> String {
    let policy = page.header("content-security-policy");
    let start = policy.find("'nonce-").expect("a nonce") + "'nonce-".len();
    let end = policy[start..].find('\'').expect("its end");
    policy[start..start + end].to_owned()
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    for path in ["/", "/health", "/no-such-page", "/pkg/no-such-file.js", "/runs/x/events"] {
        let answer = browser.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.headers.get("strict-transport-security").is_none(), "{path} is not reached by https");
    }
}

#[tokio::test]
async fn scripts_of_a_page_run_only_with_its_own_nonce() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let (first, second) = (browser.get("/").await, browser.get("/").await);
    let policy = first.header("content-security-policy");
    assert!(!policy.contains("script-src 'self' 'unsafe-inline'") && policy.contains("'wasm-unsafe-eval'"), "{policy}");
    assert_ne!(nonce_of(&first), nonce_of(&second), "each answer has its own");
    assert!(first.body.contains(&format!("nonce=\"{}\"", nonce_of(&first))), "the page uses it");
    for script in first.body.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap_or_default();
        assert!(tag.contains("nonce=") || tag.contains("src=\"/"), "<script{tag}> would not run");
    }
}

#[tokio::test]
async fn pages_are_not_kept_by_the_browser() {
    let panel = Panel::start().await;
    assert_eq!(panel.signed_in().await.get("/").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so() {
    let panel = Panel::start().await;
    assert_eq!(panel.signed_in().await.get("/no-such-page").await.status, 404);
}

#[tokio::test]
async fn health_is_open_and_tells_nothing() {
    let panel = Panel::start().await;
    let answer = panel.browser().get("/health").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"status":"ok"}"#));
}

#[tokio::test]
async fn a_large_page_comes_compressed() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let plain = browser.get_with("/", &[("accept-encoding", "identity")]).await;
    assert_eq!(plain.header("content-encoding"), "");
    let small = browser.get_with("/", &[("accept-encoding", "gzip")]).await;
    assert!(small.header("vary").to_lowercase().contains("accept-encoding"));
    assert_eq!(small.body.is_empty(), plain.body.is_empty());
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    let password = "x".repeat(600 * 1024);
    assert_eq!(browser.post("/sign-in", &[("name", "alice"), ("password", &password)]).await.status, 413);
}
