//! Deliveries that fail: what is read of them, and having Mastodon try again.

use mastodon::delivery::{InboxHost, MOST, failed_days, inbox_hosts, inbox_hosts_after, own_inbox, unavailable_after};
use mastodon::journal::MemoryJournal;
use mastodon::writer::Restarted;
use mastodon::{Mastodon, WriteError, Writer};
use model::{AccountId, Domain};
use redis::AsyncCommands;
use simulator::{MastodonVersion, days_ago};

use crate::support::{Site, Spy, settings_with};

/// A site that gave up `back.example` and `other.example`, and failed to reach `shaky.example` on two days.
struct Failing {
    site: Site,
    spy: Spy,
    mastodon: Mastodon,
}

const NOTHING: Restarted = Restarted { given_up: false, failed_days: Some(0) };
const HELD: Restarted = Restarted { given_up: true, failed_days: Some(7) };

fn domain(name: &str) -> Domain {
    name.parse().expect("a name")
}

impl Failing {
    async fn on(version: MastodonVersion, variables: &str, namespace: &str) -> Self {
        let (site, mut spy) = (Site::of(version).await, Spy::start().await);
        for (name, days, since) in [("back", 7, Some(3)), ("other", 8, Some(30)), ("shaky", 2, None)] {
            let name = format!("{name}.example");
            if let Some(since) = since {
                site.world.unavailable_domain(&name, days_ago(since)).await;
            }
            let days: Vec<String> = (1..=days).map(|day| format!("202501{day:02}")).collect();
            let key = format!("{namespace}exhausted_deliveries:{name}");
            let _: () = spy.connection.sadd(key, days).await.expect("it is counted");
        }
        let cached = if namespace.is_empty() { "cache:".to_owned() } else { namespace.replace(':', "_cache:") };
        let _: () = spy.connection.set(format!("{cached}unavailable_domains"), "cached").await.expect("it is kept");
        let mastodon = Self::connected(&site, &format!("REDIS_URL={}\n{variables}", spy.url())).await;
        Self { site, spy, mastodon }
    }

    async fn connected(site: &Site, variables: &str) -> Mastodon {
        let settings = settings_with(&site.database.url(), site.root(), variables);
        Mastodon::connect(&settings).await.expect("it connects")
    }

    async fn restart(&self, writer: fn(Mastodon) -> Writer) -> Result<Restarted, WriteError> {
        writer(self.mastodon.clone()).restart_delivery(&domain("back.example")).await
    }

    async fn given_up(&self) -> Vec<String> {
        let read = unavailable_after(&self.mastodon, None, MOST).await.expect("they are read");
        read.into_iter().map(|server| server.domain.to_string()).collect()
    }
}

/// An address at which nobody answers.
fn nobody() -> String {
    let address = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    format!("redis://{address}")
}

async fn those_given_up_are_read_page_by_page(version: MastodonVersion) {
    let site = Site::of(version).await;
    for n in 1..=5 {
        site.world.unavailable_domain(&format!("s{n}.example"), days_ago(n)).await;
    }
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = unavailable_after(&site.mastodon, after.as_ref(), 2).await.expect("they are read");
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        after = Some(last.domain.clone());
        read.extend(page.into_iter().map(|server| (server.domain.to_string(), server.since)));
    }
    let expected: Vec<_> = (1..=5).map(|n| (format!("s{n}.example"), days_ago(n).before(site.world.now()))).collect();
    assert_eq!(read, expected);
    assert_eq!(unavailable_after(&site.mastodon, None, MOST + 1).await.expect("they are read").len(), 5);
}

#[tokio::test]
async fn no_page_is_longer_than_the_longest() {
    let site = Site::of(MastodonVersion::V4_6).await;
    site.execute(
        "INSERT INTO unavailable_domains (domain, created_at, updated_at)
         SELECT 's' || n || '.example', now(), now() FROM generate_series(1, 1100) n",
    )
    .await;
    let first = unavailable_after(&site.mastodon, None, u32::MAX).await.expect("they are read");
    let last = first.last().map(|server| server.domain.clone());
    let rest = unavailable_after(&site.mastodon, last.as_ref(), u32::MAX).await.expect("they are read");
    assert_eq!((first.len(), rest.len()), (MOST as usize, 100));
}

#[tokio::test]
async fn days_of_failure_are_counted_however_many_servers_are_asked_about() {
    let failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    let mut asked: Vec<Domain> = (0..1_200).map(|n| domain(&format!("fine{n}.example"))).collect();
    asked.insert(600, domain("back.example"));
    asked.push(domain("shaky.example"));
    let days = failed_days(&failing.mastodon, &asked).await.expect("they are counted").expect("there is a Redis");
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [(domain("back.example"), 7), (domain("shaky.example"), 2)]);
}

async fn restarted_deliveries_leave_nothing_held_against_that_server(version: MastodonVersion) {
    let mut failing = Failing::on(version, "", "").await;
    let (rows, lines) = (failing.site.rows().await, failing.spy.lines().await);

    assert_eq!(failing.restart(Writer::Apply).await.expect("it is restarted"), HELD);

    let changes = rows.changes(&failing.site.rows().await);
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert!(changes[0].starts_with("- unavailable_domains") && changes[0].contains("back.example"), "{changes:?}");
    let gone: Vec<_> = lines.difference(&failing.spy.lines().await).cloned().collect();
    let mut expected: Vec<_> =
        (1..=7).map(|day| format!("exhausted_deliveries:back.example = 202501{day:02}")).collect();
    expected.insert(0, "cache:unavailable_domains".to_owned());
    assert_eq!(gone, expected);
}

#[tokio::test]
async fn a_preview_tells_the_same_and_changes_nothing() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    let (rows, lines) = (failing.site.rows().await, failing.spy.lines().await);
    assert_eq!(failing.restart(Writer::Preview).await.expect("it is looked at"), HELD);
    assert_eq!((rows, lines), (failing.site.rows().await, failing.spy.lines().await));
}

#[tokio::test]
async fn a_second_time_finds_nothing() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    failing.restart(Writer::Apply).await.expect("it is restarted");
    let (rows, lines) = (failing.site.rows().await, failing.spy.lines().await);
    let again = failing.restart(Writer::Apply).await.expect("there is nothing to do");
    assert_eq!((again, again.anything()), (NOTHING, false));
    assert_eq!((rows, lines), (failing.site.rows().await, failing.spy.lines().await));
}

#[tokio::test]
async fn a_failure_of_redis_leaves_the_server_given_up() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    failing.mastodon = Failing::connected(&failing.site, &format!("REDIS_URL={}", nobody())).await;
    for writer in [Writer::Apply, Writer::Preview] {
        let stopped = failing.restart(writer).await;
        assert!(matches!(stopped, Err(WriteError::FailedDays { .. })), "{stopped:?}");
    }
    assert_eq!(failing.given_up().await, ["back.example", "other.example"]);
    failed_days(&failing.mastodon, &[domain("back.example")]).await.expect_err("nobody answers");
}

#[tokio::test]
async fn stopped_at_the_row_it_is_still_given_up_and_goes_on() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    failing
        .site
        .execute(
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stopped''; END';
             CREATE TRIGGER stop BEFORE DELETE ON unavailable_domains FOR EACH STATEMENT EXECUTE FUNCTION stop()",
        )
        .await;

    let stopped = failing.restart(Writer::Apply).await;

    assert!(matches!(stopped, Err(WriteError::RestartDelivery { .. })), "{stopped:?}");
    assert_eq!(failing.given_up().await, ["back.example", "other.example"]);
    failing.site.execute("DROP FUNCTION stop() CASCADE").await;
    let restarted = failing.restart(Writer::Apply).await.expect("it is restarted");
    assert_eq!((restarted, restarted.anything()), (Restarted { failed_days: Some(0), ..HELD }, true));
    assert_eq!(failing.given_up().await, ["other.example"]);
    assert!(!failing.spy.lines().await.contains("cache:unavailable_domains"));
}

#[tokio::test]
async fn stopped_before_the_cache_it_goes_on() {
    let mut failing = Failing::on(MastodonVersion::V4_6, &format!("CACHE_REDIS_URL={}", nobody()), "").await;

    let stopped = failing.restart(Writer::Apply).await;

    assert!(matches!(stopped, Err(WriteError::ForgetGivenUp { .. })), "{stopped:?}");
    assert_eq!(failing.given_up().await, ["other.example"]);
    failing.mastodon = Failing::connected(&failing.site, &format!("REDIS_URL={}", failing.spy.url())).await;
    assert_eq!(failing.restart(Writer::Apply).await.expect("it is restarted"), NOTHING);
    assert!(!failing.spy.lines().await.contains("cache:unavailable_domains"));
}

#[tokio::test]
async fn without_a_redis_only_the_row_goes_and_nobody_knows_the_days() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    failing.mastodon = Failing::connected(&failing.site, "").await;
    assert_eq!(failed_days(&failing.mastodon, &[domain("back.example")]).await.expect("nothing is asked"), None);
    let held = Restarted { given_up: true, failed_days: None };
    assert_eq!(failing.restart(Writer::Preview).await.expect("it is looked at"), held);
    assert_eq!(failing.restart(Writer::Apply).await.expect("it is restarted"), held);
    assert_eq!(failing.given_up().await, ["other.example"]);
    assert!(!failing.restart(Writer::Apply).await.expect("there is nothing to do").anything());
}

#[tokio::test]
async fn keys_may_have_a_namespace() {
    let mut failing = Failing::on(MastodonVersion::V4_2, "REDIS_NAMESPACE=site", "site:").await;
    let shaky = domain("shaky.example");
    let days = failed_days(&failing.mastodon, std::slice::from_ref(&shaky)).await.expect("they are counted");
    assert_eq!(days.and_then(|days| days.get(&shaky).copied()), Some(2));
    assert_eq!(failing.restart(Writer::Apply).await.expect("it is restarted"), HELD);
    let left = failing.spy.lines().await;
    assert!(left.iter().all(|line| !line.contains("back.example") && !line.contains("cache")), "{left:?}");
}

#[tokio::test]
async fn a_purge_forgets_what_was_held_against_that_server() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    let (writer, journal) = (Writer::Apply(failing.mastodon.clone()), MemoryJournal::default());
    let purged = writer.finish_purge(&domain("back.example"), &journal).await.expect("it ends");
    assert_eq!(purged.untold, None);
    assert_eq!(failing.given_up().await, ["other.example"]);
    let left = failing.spy.lines().await;
    assert!(left.iter().all(|line| !line.contains("back.example") && !line.contains("cache")), "{left:?}");
}

async fn hosts_of_inboxes_are_forgotten_once_nobody_uses_them(version: MastodonVersion) {
    let failing = Failing::on(version, "", "").await;
    let world = &failing.site.world;
    let at = |host: &str| serde_json::json!(format!("https://{host}/inbox"));
    let purged = world.remote_account("a@split.example").with("inbox_url", at("Back.example"));
    let purged = purged.with("shared_inbox_url", at("other.example")).await;
    let neighbour = world.remote_account("b@else.example").with("shared_inbox_url", at("other.example")).await;
    let hosts = inbox_hosts(&failing.mastodon, &domain("split.example")).await.expect("they are read");
    assert_eq!(hosts, [domain("back.example"), domain("other.example")]);
    assert_eq!(inbox_hosts(&failing.mastodon, &domain("nobody.example")).await.expect("they are read"), []);

    let (writer, journal) = (Writer::Apply(failing.mastodon.clone()), MemoryJournal::default());
    let preview = Writer::Preview(failing.mastodon.clone());
    writer.remove_accounts(&[purged.id], &journal).await.expect("it goes");
    assert_eq!(preview.forget_inbox_hosts(&hosts).await.expect("is counted"), None);
    assert_eq!(failing.given_up().await, ["back.example", "other.example"], "a preview changes nothing");
    assert_eq!(writer.forget_inbox_hosts(&hosts).await.expect("they are forgotten"), None);
    assert_eq!(failing.given_up().await, ["other.example"], "a neighbour uses the other");
    let days = failed_days(&failing.mastodon, &hosts).await.expect("they are counted").expect("there is Redis");
    assert_eq!(days.into_iter().collect::<Vec<_>>(), [(domain("other.example"), 8)]);

    writer.remove_accounts(&[neighbour.id], &journal).await.expect("it goes");
    for _ in 0..2 {
        writer.forget_inbox_hosts(&hosts).await.expect("they are forgotten");
        assert!(failing.given_up().await.is_empty());
    }
}

async fn inboxes_on_hosts_of_another_name_are_found_in_stretches(version: MastodonVersion) {
    let failing = Failing::on(version, "", "").await;
    let world = &failing.site.world;
    let at = |address: &str| serde_json::json!(address);
    world.member("mika").await;
    let split = world.remote_account("a@split.example").with("inbox_url", at("https://Deep.example/users/a/inbox"));
    split.with("shared_inbox_url", at("https://deep.example:8443/inbox")).await;
    let dotted = at("https://deep.example./users/c/inbox");
    world.remote_account("c@split.example").with("inbox_url", dotted.clone()).with("shared_inbox_url", dotted).await;
    let own = world.remote_account("b@own.example").with("inbox_url", at("https://[2001:db8::7]/inbox")).await;

    let mut found = Vec::new();
    let mut after = AccountId(i64::MIN);
    let last = loop {
        let stretch = inbox_hosts_after(&failing.mastodon, after, 1).await.expect("it is read");
        let Some(last) = stretch.last else { break after };
        assert_eq!(stretch.read, 1);
        found.extend(stretch.hosts);
        after = last;
    };
    found.dedup_by_key(|found| found.host.clone());

    let (host, inbox) = (domain("deep.example"), "https://deep.example:8443/inbox".to_owned());
    assert_eq!(
        found,
        [InboxHost { host, domain: domain("split.example"), inbox }],
        "the one for all, and no bare address"
    );
    assert_eq!(last, own.id);
    let whole = inbox_hosts_after(&failing.mastodon, AccountId(i64::MIN), 1_000).await.expect("it is read");
    assert_eq!((whole.hosts, whole.last), (found, Some(own.id)));
    let inbox = own_inbox(&failing.mastodon, &domain("own.example")).await.expect("it is read");
    assert_eq!(inbox.as_deref(), Some("https://own.example/inbox"));
    assert_eq!(own_inbox(&failing.mastodon, &domain("split.example")).await.expect("it is read"), None);
}

#[tokio::test]
async fn a_purge_does_not_wait_for_a_redis_that_is_down() {
    let mut failing = Failing::on(MastodonVersion::V4_6, "", "").await;
    failing.mastodon = Failing::connected(&failing.site, &format!("REDIS_URL={}", nobody())).await;
    let (writer, journal) = (Writer::Apply(failing.mastodon.clone()), MemoryJournal::default());
    let purged = writer.finish_purge(&domain("back.example"), &journal).await.expect("it ends");
    let untold = purged.untold.expect("it is told");
    assert!(untold.starts_with("Mastodon's Redis could not be told that back.example is purged"), "{untold}");
    assert_eq!(failing.given_up().await, ["other.example"]);
}

on_every_release_and_fork!(
    those_given_up_are_read_page_by_page,
    restarted_deliveries_leave_nothing_held_against_that_server,
    hosts_of_inboxes_are_forgotten_once_nobody_uses_them,
    inboxes_on_hosts_of_another_name_are_found_in_stretches,
);
