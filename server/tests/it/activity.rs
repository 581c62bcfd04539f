//! The activity log as a browser reads it.

use serde_json::Value;

use crate::support::Panel;

/// The part between two texts, the first that there is.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_at_a_huge_act_is_begun_on_the_page_and_can_be_downloaded() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let domains: Vec<String> = (0..600).map(|n| format!("server-number-{n}.example")).collect();
    let options = [
        ("confirmed_within_days", "7"),
        ("second_look_404_hours", "24"),
        ("second_look_410_hours", "0"),
        ("first_look_days", "60"),
    ];
    let more = [("per_origin", "1"), ("concurrency", "8"), ("only", &domains.join(" "))];
    let named: Vec<(String, &str)> =
        options.into_iter().chain(more).map(|(name, value)| (format!("options[{name}]"), value)).collect();
    let fields: Vec<(&str, &str)> = named.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let started =
        browser.post_as_form("/api/start-cull-accounts", &[&fields[..], &[("mode", "preview")]].concat()).await;
    assert!(started.location().starts_with("/runs/"), "{started:?}");
    let page = browser.get("/history/activity").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("alice started a preview: Vanished accounts."), "{}", page.body);
    let id = between(&page.body, "href=\"/history/activity/", "/seen.json\"");
    let answer = browser.get(&format!("/history/activity/{id}/seen.json")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert!(serde_json::from_str::<Value>(&answer.body).is_ok() && answer.body.contains("server-number-599.example"));
    assert_eq!(browser.get("/history/activity/nobody/seen.json").await.status, 404);
    // Who is not signed in is sent to sign in.
    assert_eq!(panel.browser().get(&format!("/history/activity/{id}/seen.json")).await.status, 303);
}
