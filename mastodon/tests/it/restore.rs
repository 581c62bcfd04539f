//! Bringing pictures back: which are missing, and the jobs that Mastodon is given for them.

use mastodon::domains::RejectingMedia;
use mastodon::profile_media::{MissingPictures, held_now, missing_after, missing_of};
use mastodon::sidekiq::waiting_to_fetch;
use mastodon::writer::Wanted;
use mastodon::{Mastodon, WriteError, Writer};
use model::{AccountId, Millis};
use redis::AsyncCommands;
use serde_json::{Value, json};
use simulator::{Account, Kind, MastodonVersion, TestDatabase, days_ago};

use crate::support::{Site, Spy, settings_with};

const START: AccountId = AccountId(i64::MIN);
const NOW: Millis = Millis(1_795_000_000_125);

/// An account that once had both pictures and has no longer those named.
async fn without(site: &Site, acct: &str, gone: &[&str]) -> Account {
    let account = site.world.remote_account(acct).seen(days_ago(90)).avatar(Kind::Gif).header(Kind::Png).await;
    let (id, address) = (account.id.0, "https://a.example/picture.png");
    for attachment in ["avatar", "header"] {
        let name = if gone.contains(&attachment) { "NULL".to_owned() } else { format!("{attachment}_file_name") };
        let sql = format!(
            "UPDATE accounts SET {attachment}_remote_url = '{address}', {attachment}_file_name = {name} WHERE id = {id}"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(site.world.pool()).await.expect("it is told");
    }
    account
}

fn shown(missing: &[MissingPictures]) -> Vec<(AccountId, bool, bool)> {
    missing.iter().map(|account| (account.id, account.avatar, account.header)).collect()
}

async fn only_what_mastodon_would_fetch_is_missing(version: MastodonVersion) {
    let site = Site::of(version).await;
    let now = site.world.now();
    let both = without(&site, "Both@a.example", &["avatar", "header"]).await;
    let one = without(&site, "one@a.example", &["header"]).await;
    without(&site, "none@a.example", &[]).await;
    site.world.remote_account("never@a.example").seen(days_ago(90)).await;
    // It never had an avatar, which Mastodon writes as NULL; of a header it would write nothing.
    let header = without(&site, "header@a.example", &["avatar", "header"]).await;
    site.execute("UPDATE accounts SET avatar_remote_url = NULL WHERE username = 'header'").await;
    let suspended = without(&site, "suspended@a.example", &["avatar"]).await;
    site.execute("UPDATE accounts SET suspended_at = now() WHERE username = 'suspended'").await;

    let found = missing_after(&site.mastodon, START, 100, now).await.expect("is read").expect("there are accounts");
    assert_eq!(shown(&found.accounts), [(both.id, true, true), (one.id, false, true), (header.id, false, true)]);
    assert_eq!(missing_after(&site.mastodon, found.last, 100, now).await.expect("is read"), None);

    let named = ["both@a.example", "one@b.example", "nobody@a.example", "suspended@a.example"];
    let named = named.map(|name| name.split_once('@').map(|(n, d)| (n.to_owned(), d.parse().expect("a name"))));
    let named: Vec<_> = named.into_iter().flatten().collect();
    assert_eq!(shown(&missing_of(&site.mastodon, &named, now).await.expect("is read")), [(both.id, true, true)]);

    let has = held_now(&site.mastodon, &[one.id, suspended.id, AccountId(1)]).await.expect("is read");
    let mut has: Vec<_> = has.iter().map(|has| (has.id, has.avatar.is_some(), has.header.is_some())).collect();
    has.sort_unstable();
    assert_eq!(has, [(one.id, true, false), (suspended.id, false, true)]);
}

async fn media_is_rejected_with_everything_below(version: MastodonVersion) {
    let site = Site::of(version).await;
    site.world.domain_block("limited.example", 0).await;
    site.world.domain_block("bad.example", 0).await;
    site.execute("UPDATE domain_blocks SET reject_media = (domain = 'bad.example')").await;
    let rejecting = RejectingMedia::read(&site.mastodon).await.expect("is read");
    let covers = |name: &str| rejecting.covers(&name.parse().expect("a name"));
    assert!(covers("bad.example") && covers("pics.bad.example") && !covers("limited.example"));
}

/// A site with a Redis, in which the jobs of others wait already.
struct Queue {
    spy: Spy,
    mastodon: Mastodon,
    _database: TestDatabase,
}

impl Queue {
    async fn of(version: MastodonVersion, variables: &str) -> Self {
        let spy = Spy::start().await;
        let database = TestDatabase::fresh(version).await;
        let folder = std::env::temp_dir();
        let settings =
            settings_with(&database.url(), &folder, &format!("{variables}\n").replace("THE_REDIS", &spy.url()));
        let mastodon = Mastodon::connect(&settings).await.expect("it connects");
        Self { spy, mastodon, _database: database }
    }

    /// The jobs in that list, the oldest first, without their random ids.
    async fn jobs(&mut self, key: &str) -> Vec<Value> {
        let mut jobs: Vec<String> = self.spy.connection.lrange(key, 0, -1).await.expect("is a list");
        jobs.reverse();
        jobs.iter()
            .map(|job| {
                let mut job: Value = serde_json::from_str(job).expect("is JSON");
                assert_eq!(job["jid"].take().as_str().map(str::len), Some(24));
                job
            })
            .collect()
    }
}

fn wanted() -> [Wanted; 2] {
    let (one, other) = (AccountId(109_512_345_678_901_234), AccountId(7));
    [Wanted { id: one, avatar: true, header: true }, Wanted { id: other, avatar: false, header: true }]
}

fn job(class: &str, id: i64, at: &Value) -> Value {
    json!({ "retry": 7, "queue": "pull", "class": class, "args": [id], "jid": null, "created_at": at, "enqueued_at": at })
}

async fn jobs_wait_as_this_mastodons_own_do(version: MastodonVersion) {
    let since_4_5 = matches!(version, MastodonVersion::V4_5 | MastodonVersion::V4_6);
    let at = if since_4_5 { json!(1_795_000_000_125_i64) } else { json!(1_795_000_000.125) };
    let mut queue = Queue::of(version, "REDIS_URL=THE_REDIS").await;
    let writer = Writer::Apply(queue.mastodon.clone());

    assert_eq!(writer.restore_profile_media(&wanted(), NOW).await.expect("they are pushed"), 3);

    let jobs = [
        job("RedownloadAvatarWorker", 109_512_345_678_901_234, &at),
        job("RedownloadHeaderWorker", 109_512_345_678_901_234, &at),
        job("RedownloadHeaderWorker", 7, &at),
    ];
    assert_eq!(queue.jobs("queue:pull").await, jobs);
    assert_eq!(queue.spy.lines().await.into_iter().collect::<Vec<_>>(), ["queue:pull", "queues = pull"]);
    assert_eq!(waiting_to_fetch(&queue.mastodon).await.expect("is read"), 3);
}

#[tokio::test]
async fn the_queues_may_have_a_redis_and_a_namespace_of_their_own() {
    let variables = "REDIS_HOST=nowhere.invalid\nSIDEKIQ_REDIS_URL=THE_REDIS\nREDIS_NAMESPACE=site";
    let mut queue = Queue::of(MastodonVersion::V4_2, variables).await;
    let writer = Writer::Apply(queue.mastodon.clone());
    writer.restore_profile_media(&wanted()[..1], NOW).await.expect("they are pushed");
    assert_eq!(queue.jobs("site:queue:pull").await.len(), 2);
    assert_eq!(queue.spy.lines().await.into_iter().collect::<Vec<_>>(), ["site:queue:pull", "site:queues = pull"]);
}

#[tokio::test]
async fn a_sidekiq_at_work_tells_how_it_writes_times() {
    for (version, sidekiq, at) in [
        (MastodonVersion::V4_6, "7.3.9", json!(1_795_000_000.125)),
        (MastodonVersion::V4_1, "8.0.9", json!(1_795_000_000_125_i64)),
    ] {
        let mut queue = Queue::of(version, "REDIS_URL=THE_REDIS").await;
        let info = json!({ "hostname": "home", "version": sidekiq }).to_string();
        let _: () = queue.spy.connection.sadd("processes", "home:1:abc").await.expect("is noted");
        let _: () = queue.spy.connection.hset("home:1:abc", "info", info).await.expect("is noted");
        let writer = Writer::Apply(queue.mastodon.clone());
        writer.restore_profile_media(&wanted()[1..], NOW).await.expect("they are pushed");
        assert_eq!(queue.jobs("queue:pull").await, [job("RedownloadHeaderWorker", 7, &at)], "{sidekiq}");
    }
}

#[tokio::test]
async fn a_preview_pushes_nothing() {
    let mut queue = Queue::of(MastodonVersion::V4_6, "REDIS_URL=THE_REDIS").await;
    let writer = Writer::Preview(queue.mastodon.clone());
    assert_eq!(writer.restore_profile_media(&wanted(), NOW).await.expect("they are counted"), 3);
    assert!(queue.spy.lines().await.is_empty());
}

#[tokio::test]
async fn a_site_without_redis_says_so() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let writer = Writer::Apply(site.mastodon.clone());
    assert!(matches!(writer.restore_profile_media(&wanted(), NOW).await, Err(WriteError::NoRedis)));
    assert!(matches!(waiting_to_fetch(&site.mastodon).await, Err(WriteError::NoRedis)));
}

on_every_release_and_fork!(only_what_mastodon_would_fetch_is_missing);
on_every_release!(media_is_rejected_with_everything_below, jobs_wait_as_this_mastodons_own_do);
