//! Theme and language.

use crate::support::Panel;

#[tokio::test]
async fn a_stranger_may_choose_theme_and_language() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    let form = [("theme", "night"), ("locale", "ja"), ("next", "/sign-in")];
    assert_eq!(browser.post("/preferences", &form).await.status, 303);
    assert_eq!(browser.cookies.get("theme").map(String::as_str), Some("night"));
    assert_eq!(browser.cookies.get("i18n_pref_locale").map(String::as_str), Some("ja"));
    let page = browser.get("/sign-in").await.body;
    assert!(page.contains("lang=\"ja\""), "the page is Japanese");
}

#[tokio::test]
async fn the_person_comes_back_to_where_they_were() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let answer = browser.post("/preferences", &[("theme", "day"), ("next", "/history?job=cull-accounts")]).await;
    assert_eq!(answer.location(), "/history?job=cull-accounts");
    let answer = browser.post("/preferences", &[("theme", "system"), ("next", "https://evil.example/")]).await;
    assert_eq!(answer.location(), "/");
    assert!(!browser.cookies.contains_key("theme"));
}

#[tokio::test]
async fn a_preference_that_does_not_exist_is_refused() {
    let panel = Panel::start().await;
    let mut browser = panel.browser();
    assert_eq!(browser.post("/preferences", &[("theme", "neon; Domain=evil.example")]).await.status, 422);
    assert!(browser.cookies.is_empty());
}
