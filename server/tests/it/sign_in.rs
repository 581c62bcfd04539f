//! Who may come in.

use crate::support::{Browser, Panel};

#[tokio::test]
async fn a_stranger_is_led_to_the_sign_in_page_and_back() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    let answer = browser.get("/history?job=cull-accounts").await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?next=%2Fhistory%3Fjob%3Dcull-accounts"));
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, 200);
    let form = [("name", "alice"), ("password", "correct horse battery"), ("next", "/history?job=cull-accounts")];
    let answer = browser.post("/sign-in", &form).await;
    assert_eq!((answer.status, answer.location()), (303, "/history?job=cull-accounts"));
    assert_eq!(browser.get("/").await.status, 200);
}

#[tokio::test]
async fn a_wrong_password_signs_nobody_in() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    for (name, password) in [("alice", "wrong"), ("nobody", "correct horse battery"), ("", "")] {
        let answer = browser.post("/sign-in", &[("name", name), ("password", password), ("next", "/history")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in?failed=credentials&next=%2Fhistory"));
        assert!(browser.cookies.is_empty(), "no session was begun");
    }
    assert_eq!(browser.get("/").await.status, 303);
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_signing_in() {
    let panel = Panel::start().await;
    for next in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
        let form = [("name", "alice"), ("password", "correct horse battery"), ("next", next)];
        assert_eq!(panel.browser().post("/sign-in", &form).await.location(), "/");
    }
}

#[tokio::test]
async fn too_many_attempts_are_slowed_down_also_with_the_right_password() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    for _ in 0..10 {
        let answer = browser.post("/sign-in", &[("name", "alice"), ("password", "wrong")]).await;
        assert_eq!(answer.location(), "/sign-in?failed=credentials");
    }
    for password in ["wrong", "correct horse battery"] {
        let answer = browser.post("/sign-in", &[("name", "alice"), ("password", password)]).await;
        assert_eq!(answer.location(), "/sign-in?failed=slow-down");
    }
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn pages_scripts_and_events_are_closed_to_strangers() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    for path in ["/", "/history", "/unreachable", "/jobs/cull-accounts", "/no-such-page"] {
        assert_eq!(browser.get(path).await.status, 303, "{path}");
    }
    let events = "/runs/0193e8a0-7b1c-7def-8123-0123456789ab/events";
    assert_eq!(browser.get_with(events, &[("accept", "text/event-stream")]).await.status, 401);
    assert_eq!(browser.post("/sign-out", &[]).await.status, 401);
}

#[tokio::test]
async fn events_of_a_run_that_never_was_are_not_found() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    for id in ["0193e8a0-7b1c-7def-8123-0123456789ab", "nonsense"] {
        assert_eq!(browser.get(&format!("/runs/{id}/events")).await.status, 404, "{id}");
    }
}

#[tokio::test]
async fn a_post_of_another_site_is_refused() {
    let panel = Panel::start().await;
    let form = [("name", "alice"), ("password", "correct horse battery")];
    let mut stranger = panel.browser().posing_as("https://evil.example");
    assert_eq!(stranger.post("/sign-in", &form).await.status, 403);
    let mut signed_in = panel.signed_in().await.posing_as("https://evil.example");
    for path in ["/sign-out", "/preferences", "/api/start-cull-accounts"] {
        assert_eq!(signed_in.post(path, &[]).await.status, 403, "{path}");
    }
    assert_eq!(signed_in.get("/").await.status, 200, "still signed in");
}

#[tokio::test]
async fn behind_a_proxy_the_public_address_is_our_own() {
    let panel = Panel::start_with(&["--public-url", "https://tidy.example"]).await;
    let mut browser = Browser::at(panel.address()).posing_as("https://tidy.example");
    let form = [("name", "alice"), ("password", "correct horse battery")];
    let answer = browser.post("/sign-in", &form).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    let cookie = answer.header("set-cookie");
    for word in ["__Host-groundskeeper=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{word} is missing in {cookie}");
    }
    assert!(answer.header("strict-transport-security").contains("max-age"));
}

#[tokio::test]
async fn the_page_for_other_servers_admins_needs_no_sign_in_and_says_how_to_opt_out() {
    let panel = Panel::start().await;
    let answer = panel.browser().get("/visitor").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("User-agent: Groundskeeper"), "{answer:?}");
}
