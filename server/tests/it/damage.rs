//! Pages over rows that cannot be read: they are there, and say so.

use engine::store::Db;

use crate::support::Panel;

/// Writes into the panel's own state what it would never write.
async fn spoil(panel: &Panel, sql: &'static str) {
    let Db::Lite { write, .. } = Db::open(&panel.server.state()).await.expect("opens") else {
        unreachable!("it is a file")
    };
    sqlx::raw_sql(sql).execute(&write).await.expect("is written");
    write.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_run_takes_no_page_with_it_and_is_called_damaged() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    for job in ["remove-profile-media", "cull-accounts", "measure-storage"] {
        panel.server.program().args(["run", job, "--mode", "apply"]).run().expect(0);
    }
    let run = panel.server.program().args(["run", "purge-domain", "quiet.example", "--mode", "apply", "--json"]).run();
    let run = run.expect(0).json()["run"].as_str().expect("an id").to_owned();
    for damage in [
        "UPDATE runs SET report = '{'",
        "UPDATE runs SET options = '{\"domains\":1}'",
        "UPDATE runs SET stage = 'x'",
        "UPDATE runs SET job = 'plant-tree' WHERE job = 'cull-accounts'",
    ] {
        spoil(&panel, damage).await;
        let pages =
            ["/", "/history", "/jobs/cull-accounts", "/jobs/remove-profile-media", "/storage", &format!("/runs/{run}")];
        for page in pages {
            let answer = browser.get(page).await;
            assert_eq!(answer.status, 200, "{page} after {damage}");
        }
        assert!(
            browser.get(&format!("/runs/{run}")).await.body.contains("The record of this run is damaged."),
            "{damage}"
        );
        let history = browser.get("/history").await.body;
        assert!(history.contains("Damaged") && history.contains("Its record is damaged"), "{damage}");
        assert!(browser.get("/").await.body.contains("Its record is damaged"), "{damage}");
        let events = browser.get_with(&format!("/runs/{run}/events"), &[("accept", "text/event-stream")]).await;
        assert!(events.body.contains("\"damaged\":true"), "{damage}");
        assert_eq!(browser.get("/health").await.status, 200, "{damage}");
    }
    let japanese = [("accept-language", "ja")];
    let history = browser.get_with("/history", &japanese).await.body;
    assert!(history.contains("記録の破損") && history.contains("記録が破損しています"), "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_damaged_rows_are_called_damaged_on_their_pages() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    panel.server.program().args(["run", "measure-storage", "--mode", "apply"]).run().expect(0);
    spoil(
        &panel,
        "UPDATE storage_snapshots SET stock = '{';
         INSERT INTO schedules (site_id, job, options, cadence, time_of_day, zone, enabled, next_at)
         SELECT id, 'cull-accounts', '{', 'x', 'noon', 'Nowhere', 1, 0 FROM sites;
         INSERT INTO cases (site_id, domain, reason, silent_since, last_asked_at, kept, impact, next_look_at)
         SELECT id, 'quiet.example', 'x', 0, 0, 0, '{', NULL FROM sites",
    )
    .await;
    for (page, words) in [
        ("/storage", "What was written down here is damaged."),
        ("/jobs/cull-accounts", "The schedule is damaged"),
        ("/unreachable", "What we know of this server is damaged."),
        ("/unreachable?open=quiet.example", "What we know of this server is damaged."),
    ] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(answer.body.contains(words), "{page}: {}", answer.body);
    }
    for page in ["/", "/history", "/health"] {
        assert_eq!(browser.get(page).await.status, 200, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_session_is_damaged_signs_in_again() {
    let panel = Panel::start().await;
    let mut browser = panel.signed_in().await;
    spoil(&panel, "UPDATE sessions SET data = '{'").await;
    let answer = browser.get("/").await;
    assert_eq!((answer.status, answer.location().starts_with("/sign-in")), (303, true), "{answer:?}");
}
