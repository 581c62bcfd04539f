//! The panel among servers whose names are no names, as somebody with a browser goes through it.

use std::collections::BTreeSet;

use engine::store::looks::{self, Look};
use engine::store::{Db, sites};
use model::case::{CaseReason, StateSettings};
use model::{Domain, Millis, SiteId};
use simulator::{Fediverse, Plan, World, days_ago};

use crate::support::{Answer, Browser, Panel};

/// What a stranger may have written where Mastodon keeps the names of servers. Members follow
/// somebody on the last.
const STRANGE: [&str; 13] = [
    "a!b.evil.example",
    "[2001:db8::1]",
    "a..b",
    "",
    "EVIL.example",
    "a b.example",
    "🦔.example",
    "\"'><script>alert(1)</script>",
    "evil.example/x?y#z",
    "x@evil.example",
    "a%41&b=c+d",
    "=cmd()",
    "line\nbreak\r\n",
];

fn domains() -> Vec<Domain> {
    let long = "l".repeat(300);
    STRANGE.into_iter().chain([long.as_str()]).map(|name| Domain::from_database(name.to_owned())).collect()
}

/// A panel whose Mastodon knows somebody of each, all of them silent for two weeks, and nobody
/// outside who could be asked.
async fn panel() -> (Panel, Fediverse) {
    let fediverse = Fediverse::start(Plan::new()).await.expect("starts");
    let panel = Panel::start_with(&["--dns", &fediverse.dns_addr().to_string()]).await;
    let world = World::on(&panel.server.database).await.files(panel.server.media());
    let maya = world.member("maya").await;
    let db = Db::open(&panel.server.state()).await.expect("opens");
    let site = sites::ensure(&db, "here.example", now()).await.expect("a site");
    for name in domains() {
        let account = world.remote_account(&format!("x@{name}")).created(days_ago(400)).seen(days_ago(90)).await;
        if name.as_str() == "line\nbreak\r\n" || name.as_str() == "a b.example" {
            world.follow(&maya, &account, days_ago(300)).await;
        }
        silent(&db, site, &name).await;
    }
    db.close().await;
    (panel, fediverse)
}

fn now() -> Millis {
    Millis(chrono_now())
}

fn chrono_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("is after 1970");
    i64::try_from(since.as_millis()).expect("is before the end of time")
}

async fn silent(db: &Db, site: SiteId, domain: &Domain) {
    for days in (0..14).rev() {
        let (found, at) = (Some(CaseReason::NoAddress), now().days_before(days));
        let look = Look { site, domain, found, life: None, proof: None, at };
        looks::record(db, &look, &StateSettings::default()).await.expect("is written");
    }
}

/// What stands between these two, each time, as a browser understands it.
fn all(page: &str, before: &str, after: char) -> Vec<String> {
    let found = page.split(before).skip(1).filter_map(|rest| rest.split(after).next());
    let plain =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    found.map(plain).collect()
}

/// A browser without JavaScript that never sees a page fail, nor a name that became a part of the
/// page.
struct Walker(Browser);

impl Walker {
    async fn get(&mut self, path: &str) -> String {
        let path = path.split('#').next().unwrap_or_default();
        let answer = self.0.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        if let Some(at) = answer.body.find("<script>alert") {
            panic!("{path}: {}", &answer.body[at.saturating_sub(200)..(at + 200).min(answer.body.len())]);
        }
        answer.body
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer: Answer = self.0.post_as_form(path, fields).await;
        assert_eq!(answer.status, 302, "{path} {fields:?}");
        assert!(!answer.location().contains("__err"), "{path} {fields:?} {}", answer.location());
        answer.location().to_owned()
    }

    /// Every page that a page links to.
    async fn follow_all(&mut self, page: &str) {
        let links: BTreeSet<String> = all(page, "href=\"", '"').into_iter().collect();
        for link in
            links.iter().filter(|link| link.starts_with('/') && !link.starts_with("/pkg/") && *link != "/logo.svg")
        {
            self.get(link).await;
        }
    }

    async fn list(&mut self) -> String {
        self.get("/unreachable").await
    }
}

/// A field with each value.
fn fields<'a>(name: &'a str, values: &'a [String]) -> Vec<(&'a str, &'a str)> {
    values.iter().map(|value| (name, value.as_str())).collect()
}

/// The names in fields of a page, with line breaks as a browser would send them.
fn sent(page: &str, before: &str) -> Vec<String> {
    all(page, before, '"').into_iter().map(|value| value.replace('\r', "").replace('\n', "\r\n")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_every_link_of_it_is_there() {
    let (panel, _fediverse) = panel().await;
    let mut walker = Walker(panel.signed_in().await);
    let list = walker.list().await;
    let ticks = sent(&list, "name=\"servers[]\" value=\"");
    assert_eq!(ticks.len(), domains().len());
    assert!(list.contains("(no name)"), "a name that cannot be seen is told");
    walker.follow_all(&list).await;
    for page in ["/", "/history", "/history/activity", "/waiting-room", "/unreachable/decided", "/jobs/cull-accounts"] {
        let page = walker.get(page).await;
        walker.follow_all(&page).await;
    }
    for open in all(&list, "href=\"/unreachable?open=", '"') {
        let opened = walker.get(&format!("/unreachable?open={open}")).await;
        assert!(opened.contains("gk-row-open"), "{open} opens its row");
        walker.follow_all(&opened).await;
    }
    for (part, found) in
        [("evil.EXAMPLE", 4), ("a b", 1), ("%2541", 1), ("%26b%3D", 1), ("%22'%3E", 1), ("%F0%9F%A6%94", 1), ("!", 1)]
    {
        let part = part.replace(' ', "+");
        let list = walker.get(&format!("/unreachable?name={part}")).await;
        assert_eq!(sent(&list, "name=\"servers[]\" value=\"").len(), found, "{part}");
    }
    assert_eq!(walker.0.get("/health").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_decided_about_by_the_button_of_its_row() {
    let (panel, _fediverse) = panel().await;
    let mut walker = Walker(panel.signed_in().await);
    let list = walker.list().await;
    let kept = sent(&list, "name=\"choice\" value=\"keep:");
    assert_eq!(kept.len(), domains().len());
    for name in &kept {
        let told = walker.post("/api/decide", &[("choice", &format!("keep:{name}")), ("from", "order=longest")]).await;
        assert_eq!(told, "/unreachable?order=longest&kept=1");
    }
    let decided = walker.get("/unreachable/decided").await;
    let back = sent(&decided, "name=\"domain\" value=\"");
    assert_eq!(back.len(), domains().len());
    for name in &back {
        let told = walker.post("/api/ask-again", &[("domain", name)]).await;
        walker.get(&told).await;
    }
    let log = walker.get("/history/activity").await;
    walker.follow_all(&log).await;
    let paste = "a!b.evil.example\r\nEVIL.example\r\nx@evil.example";
    let told = walker.post("/api/keep", &[("text", paste)]).await;
    assert_eq!(told, "/unreachable/decided?kept=3&unknown=0", "a pasted line is the server of that name");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_purged_by_the_button_of_its_row_and_that_is_undone() {
    let (panel, _fediverse) = panel().await;
    let mut walker = Walker(panel.signed_in().await);
    let list = walker.list().await;
    for name in sent(&list, "name=\"choice\" value=\"purge:") {
        let mut told = walker.post("/api/decide", &[("choice", &format!("purge:{name}"))]).await;
        if told.starts_with("/unreachable/purge?") {
            let asked = walker.get(&told).await;
            let server = sent(&asked, "name=\"servers[]\" value=\"");
            assert_eq!(server, [name.as_str()], "{told}");
            let mark = all(&asked, "name=\"mark\" value=\"", '"').remove(0);
            let ask = all(&asked, "<label for=\"typed\" class=\"block font-semibold\">", '<')
                .pop()
                .unwrap_or_else(|| panic!("{asked}"));
            let phrase = ask.split_once(": ").expect("what is to be typed").1;
            let confirm = [("servers[]", name.as_str()), ("mark", mark.as_str()), ("typed", phrase)];
            told = walker.post("/api/confirm-purge", &confirm).await;
        }
        assert!(told.starts_with("/unreachable?purged="), "{name}: {told}");
        let page = walker.get(&told).await;
        let run = all(&page, "name=\"run\" value=\"", '"').pop().expect("the way back");
        for page in ["/", "/waiting-room", &format!("/waiting-room/{run}/now"), &format!("/runs/{run}"), "/history"] {
            walker.get(page).await;
        }
        let told = walker.post("/api/undo-purge", &[("run", &run)]).await;
        assert_eq!(told, "/unreachable?undone=purge");
    }
    assert_eq!(sent(&walker.list().await, "name=\"servers[]\" value=\"").len(), domains().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_are_ticked_are_purged_together_and_it_comes_to_its_end() {
    let (panel, _fediverse) = panel().await;
    let mut walker = Walker(panel.signed_in().await);
    let list = walker.list().await;
    let ticked = sent(&list, "name=\"servers[]\" value=\"");
    let told = walker.post("/api/decide", &[&fields("servers[]", &ticked)[..], &[("choice", "purge")]].concat()).await;
    assert!(told.starts_with("/unreachable/purge?"), "members follow somebody there: {told}");
    let asked = walker.get(&told).await;
    let servers = sent(&asked, "name=\"servers[]\" value=\"");
    assert_eq!(servers.iter().collect::<BTreeSet<_>>(), ticked.iter().collect());
    let (mark, typed) = (all(&asked, "name=\"mark\" value=\"", '"').remove(0), servers.len().to_string());
    let confirm = [("mark", mark.as_str()), ("typed", typed.as_str())];
    let told = walker.post("/api/confirm-purge", &[&fields("servers[]", &servers)[..], &confirm].concat()).await;
    let page = walker.get(&told).await;
    let run = all(&page, "name=\"run\" value=\"", '"').pop().expect("the way back");
    let told = walker.post("/api/purge-now", &[("run", &run)]).await;
    assert_eq!(told, format!("/runs/{run}"));

    // Ends with the run.
    let events = walker.0.get_with(&format!("/runs/{run}/events"), &[("accept", "text/event-stream")]).await;
    assert!(events.body.contains("\"state\":\"finished\""), "{}", events.body);
    let report = walker.get(&format!("/runs/{run}")).await;
    walker.follow_all(&report).await;
    for page in ["/", "/history", "/history/activity", "/unreachable", "/waiting-room"] {
        walker.get(page).await;
    }
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM accounts WHERE domain IS NOT NULL")
        .fetch_one(panel.server.database.pool())
        .await
        .expect("reads");
    assert_eq!(left, 0);
    let csv = walker.0.get(&format!("/runs/{run}/receipt.csv")).await;
    assert_eq!((csv.status, csv.body.matches("maya,follow,").count()), (200, 2), "{}", csv.body);
    assert_eq!(walker.0.get("/health").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_a_name_still_has_to_type_one() {
    let (panel, _fediverse) = panel().await;
    let program = || panel.server.program().args(["run", "purge-domain", "--mode", "preview"]);
    for name in ["a!b.evil.example", "evil.example/x", "a..b", "[2001:db8::1]"] {
        program().args([name]).run().expect(2).says(&["is not the name of a server"]);
    }
}
