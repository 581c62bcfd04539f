//! A run while it is at work, as the page that shows it learns of it.

use serde_json::Value;

use crate::support::Panel;

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_followed_to_its_end() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    let form = [("mode", "preview"), ("options[inactive_days]", "30")];
    let started = browser.post_as_form("/api/start-remove-profile-media", &form).await;
    assert_eq!(started.status, 302, "{started:?}");
    let run = started.location().to_owned();
    assert!(run.starts_with("/runs/"), "{run}");

    let events = browser.get_with(&format!("{run}/events"), &[("accept", "text/event-stream")]).await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert_eq!((events.header("x-accel-buffering"), events.header("content-encoding")), ("no", ""));
    let states: Vec<Value> = events
        .body
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).expect("the whole run"))
        .collect();
    let last = states.last().expect("at least one event");
    assert_eq!(last["state"]["state"], "finished", "{last}");
    assert_eq!(format!("/runs/{}", last["id"].as_str().expect("an id")), run);
    assert!(browser.get(&run).await.status == 200, "its page is there");
}

#[tokio::test]
async fn a_visitor_may_look_and_not_run() {
    let panel = Panel::start().await;
    let added =
        panel.server.program().args(["operator", "add", "vera", "--role", "visitor"]).input("only looking").run();
    added.expect(0);
    let mut browser = panel.browser();
    browser.post("/sign-in", &[("name", "vera"), ("password", "only looking")]).await;
    assert_eq!(browser.get("/jobs/remove-profile-media").await.status, 200);
    let form = [("mode", "apply"), ("options[inactive_days]", "30")];
    let refused = browser.post_as_form("/api/start-remove-profile-media", &form).await;
    assert!(!refused.location().contains("/runs/"), "{refused:?}");
    assert!(!browser.get("/history").await.body.contains("/runs/"), "nothing was started");
}
