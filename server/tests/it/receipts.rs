//! The receipt of a purge as a browser downloads it.

use model::receipt::csv::FOLLOWS_HEAD;
use serde_json::json;
use simulator::{World, days_ago};

use crate::support::{Browser, Panel};

/// A panel whose Mastodon had a server that is purged now, with a member's ties to it; and the path of that run.
async fn purged() -> (Panel, String) {
    let panel = Panel::start().await;
    let world = World::on(&panel.server.database).await.files(panel.server.media());
    let maya = world.member("maya").await;
    for n in 0..3 {
        let there = world.remote_account(&format!("a{n}@quiet.example")).await;
        let follow = world.follow(&maya, &there, days_ago(90)).await;
        if n == 1 {
            sqlx::query("UPDATE follows SET show_reblogs = false, notify = true, languages = '{en,ja}' WHERE id = $1")
                .bind(follow)
                .execute(world.pool())
                .await
                .expect("chooses");
        }
        world.follow(&there, &maya, days_ago(90)).await;
        if n == 2 {
            let new = world.remote_account("a2@new.example").with("also_known_as", json!([there.uri])).await;
            sqlx::query("UPDATE accounts SET moved_to_account_id = $1 WHERE id = $2")
                .bind(new.id.0)
                .bind(there.id.0)
                .execute(world.pool())
                .await
                .expect("moves");
        }
    }
    let ended =
        panel.server.program().args(["run", "purge-domain", "quiet.example", "--mode", "apply", "--json"]).run();
    let run = ended.expect(0).json()["run"].as_str().expect("an id").to_owned();
    (panel, format!("/runs/{run}"))
}

async fn visitor(panel: &Panel) -> Browser {
    let add = panel.server.program().args(["operator", "add", "vera", "--role", "visitor"]).input("only looking");
    add.run().expect(0);
    let mut browser = panel.browser();
    browser.post("/sign-in", &[("name", "vera"), ("password", "only looking")]).await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_follows_come_as_mastodon_imports_them() {
    let (panel, run) = purged().await;
    let answer = panel.signed_in().await.get(&format!("{run}/receipt/maya/following_accounts.csv")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"following_accounts-maya.csv\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let documented = "Account address,Show boosts,Notify on new posts,Languages\n";
    assert_eq!(FOLLOWS_HEAD, documented);
    let rows = "a0@quiet.example,true,false,\na1@quiet.example,false,true,\"en, ja\"\na2@quiet.example,true,false,\n";
    assert_eq!(answer.body, format!("{documented}{rows}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_those_are_who_moved_comes_as_mastodon_imports_it() {
    let (panel, run) = purged().await;
    let answer = panel.signed_in().await.get(&format!("{run}/receipt/maya/moved_accounts.csv")).await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"moved_accounts-maya.csv\"");
    assert_eq!(answer.body, format!("{FOLLOWS_HEAD}a2@new.example,true,false,\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_comes_in_one_file_and_the_page_leads_to_it() {
    let (panel, run) = purged().await;
    let mut browser = panel.signed_in().await;
    let answer = browser.get(&format!("{run}/receipt.csv")).await;
    let id = run.trim_start_matches("/runs/");
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"receipt-{id}.csv\""));
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!((lines[0], lines.len()), ("Member,Kind,What,Server", 8));
    assert_eq!(lines[1], "maya,follow,a0@quiet.example,quiet.example");
    assert_eq!(lines[6], "maya,follower,a2@quiet.example,quiet.example");
    assert_eq!(lines[7], "maya,move,a2@new.example,new.example");

    let page = browser.get(&run).await.body;
    let of_maya = ["following_accounts", "moved_accounts"].map(|file| format!("{run}/receipt/maya/{file}.csv"));
    for link in of_maya.into_iter().chain([format!("{run}/receipt.csv")]) {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link} is not on the page");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_decide_and_who_is_not_signed_in_get_nothing() {
    let (panel, run) = purged().await;
    let files = ["receipt.csv", "receipt/maya/following_accounts.csv", "receipt/maya/moved_accounts.csv"];
    let files = files.map(|file| format!("{run}/{file}"));
    let mut vera = visitor(&panel).await;
    for file in &files {
        let refused = vera.get(file).await;
        assert!(refused.status == 403 && !refused.body.contains("quiet.example"), "{refused:?}");
        let nobody = panel.browser().get(file).await;
        assert!(nobody.status == 303 && nobody.location().starts_with("/sign-in"), "{nobody:?}");
    }
    let page = vera.get(&run).await.body;
    assert!(page.contains("Followers from there") && !page.contains("maya"), "numbers and no names");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let (panel, run) = purged().await;
    let mut browser = panel.signed_in().await;
    let none = "/runs/0193e8a0-7b1c-7def-8123-0123456789ab";
    for file in [
        format!("{run}/receipt/noor/following_accounts.csv"),
        format!("{run}/receipt/a%22b/following_accounts.csv"),
        format!("{none}/receipt.csv"),
        "/runs/x/receipt.csv".to_owned(),
    ] {
        assert_eq!(browser.get(&file).await.status, 404, "{file}");
    }
}
