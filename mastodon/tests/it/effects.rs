//! What a removal leaves in Mastodon's Redis, key by key and message by message.

mod scene;

use mastodon::journal::MemoryJournal;
use mastodon::{Mastodon, Writer};
use simulator::MastodonVersion;

use crate::support::settings_with;
use scene::Scene;

/// Removes the vanished account as a cull does, and gives what Redis could not be told.
async fn remove(writer: &Writer, scene: &Scene) -> Option<String> {
    let removed = writer.remove_accounts(&[scene.alice.id], &MemoryJournal::default()).await.expect("it is removed");
    assert_eq!(removed.accounts, 1);
    removed.untold
}

async fn feeds_caches_and_open_pages_follow(version: MastodonVersion, variables: &str, namespace: &'static str) {
    let mut scene = Scene::on(version, &format!("ES_ENABLED=true\n{variables}"), namespace).await;
    let before = scene.spy.lines().await;

    assert_eq!(remove(&Writer::Apply(scene.mastodon.clone()), &scene).await, None);

    let mut changes = scene.changes_of_caches();
    changes.extend(scene.changes_of_feeds());
    changes.extend(scene.changes_of_queues(version));
    changes.sort();
    assert_eq!(scene.changes_since(&before).await, changes);
    assert_eq!(scene.spy.heard().await, scene.messages());
}

#[tokio::test]
async fn feeds_caches_and_open_pages_follow_with_a_namespace() {
    feeds_caches_and_open_pages_follow(MastodonVersion::V4_1, "REDIS_NAMESPACE=site", "site").await;
}

#[tokio::test]
async fn feeds_caches_and_open_pages_follow_without_one() {
    feeds_caches_and_open_pages_follow(MastodonVersion::V4_6, "", "").await;
}

#[tokio::test]
async fn a_site_without_search_has_no_queues() {
    let mut scene = Scene::on(MastodonVersion::V4_6, "", "").await;
    let before = scene.spy.lines().await;
    remove(&Writer::Apply(scene.mastodon.clone()), &scene).await;
    assert!(scene.changes_since(&before).await.iter().all(|change| !change.contains("chewy")));
}

#[tokio::test]
async fn a_preview_sends_nothing() {
    let mut scene = Scene::on(MastodonVersion::V4_6, "ES_ENABLED=true", "").await;
    let before = scene.spy.lines().await;
    assert_eq!(remove(&Writer::Preview(scene.mastodon.clone()), &scene).await, None);
    assert_eq!(scene.spy.lines().await, before);
    assert!(scene.spy.heard().await.is_empty());
}

#[tokio::test]
async fn a_second_time_sends_nothing_new() {
    let mut scene = Scene::on(MastodonVersion::V4_6, "ES_ENABLED=true", "").await;
    let writer = Writer::Apply(scene.mastodon.clone());
    remove(&writer, &scene).await;
    scene.spy.heard().await;
    let before = scene.spy.lines().await;
    writer.remove_accounts(&[scene.alice.id], &MemoryJournal::default()).await.expect("there is nothing to do");
    assert_eq!(scene.spy.lines().await, before);
    assert!(scene.spy.heard().await.is_empty());
}

#[tokio::test]
async fn a_purge_leaves_feeds_and_open_pages_alone() {
    let mut scene = Scene::on(MastodonVersion::V4_6, "ES_ENABLED=true", "").await;
    let before = scene.spy.lines().await;

    let writer = Writer::Apply(scene.mastodon.clone());
    writer.purge_accounts(&[scene.alice.id], &MemoryJournal::default()).await.expect("it is removed");

    let mut changes = scene.changes_of_caches();
    changes.extend(scene.changes_of_queues(MastodonVersion::V4_6));
    changes.sort();
    assert_eq!(scene.changes_since(&before).await, changes);
    assert!(scene.spy.heard().await.is_empty());
}

#[tokio::test]
async fn a_purge_cleans_the_direct_feeds_of_glitch_soc() {
    let mut scene = Scene::on(MastodonVersion::GlitchSoc, "", "").await;
    let before = scene.spy.lines().await;

    let journal = MemoryJournal::default();
    Writer::Apply(scene.mastodon.clone()).purge_accounts(&[scene.alice.id], &journal).await.expect("it is removed");

    let (feed, direct) = (format!("feed:direct:{}", scene.anna.id), scene.direct.id);
    let changes = scene.changes_since(&before).await;
    assert!(changes.contains(&format!("- {feed} = {direct}")), "{changes:#?}");
    let message = format!(r#"timeline:direct:{} {{"event":"delete","payload":"{direct}"}}"#, scene.anna.id);
    assert_eq!(scene.spy.heard().await, [message]);
}

#[tokio::test]
async fn a_redis_that_is_down_holds_nothing_up() {
    let scene = Scene::on(MastodonVersion::V4_6, "", "").await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let settings = settings_with(
        &scene.site.database.url(),
        scene.site.root(),
        &format!("REDIS_URL=redis://:hunter2@{nobody}\nES_ENABLED=true"),
    );
    let mastodon = Mastodon::connect(&settings).await.expect("it connects");
    let ids = [scene.alice.id, scene.bob.id];

    let writer = Writer::Apply(mastodon);
    let removed = writer.remove_accounts(&ids, &MemoryJournal::default()).await.expect("they are removed");

    assert_eq!(removed.accounts, 2);
    let untold = removed.untold.expect("it is told");
    assert!(untold.starts_with("Mastodon's Redis could not be told of what is gone"), "{untold}");
    assert!(!untold.contains("hunter2"));
}
