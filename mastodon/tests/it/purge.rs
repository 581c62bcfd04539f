//! The end of a purge.

use mastodon::accounts::of_domain;
use mastodon::journal::MemoryJournal;
use mastodon::writer::Instances;
use mastodon::{WriteError, Writer};
use model::{AccountId, Domain};
use simulator::{Account, Kind, MastodonVersion, days_ago};

use crate::support::{Site, StoppingJournal, When};

/// A dead server with an account and emojis, known to Mastodon in every way; and a sibling whose name ends the same.
struct Dead {
    site: Site,
    alice: Account,
    emojis: Vec<String>,
    domain: Domain,
}

impl Dead {
    async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let alice = site.world.remote_account("alice@dead.example").avatar(Kind::Png).await;
        let sibling = site.world.remote_account("sam@sub.dead.example").avatar(Kind::Png).await;
        let member = site.world.member("member").await;
        let mut emojis = site.world.emoji("wave", Some("dead.example")).await.files;
        emojis.extend(site.world.emoji("smile", Some("dead.example")).await.files);
        site.world.emoji("wave", Some("sub.dead.example")).await;
        site.world.emoji("own", None).await;
        site.world.sever("dead.example", &member, &alice).await;
        site.world.sever("sub.dead.example", &member, &sibling).await;
        site.world.unavailable_domain("dead.example", days_ago(60)).await;
        site.world.unavailable_domain("sub.dead.example", days_ago(60)).await;
        site.world.domain_block("blocked.example", 1).await;
        site.world.refresh_instances().await;
        emojis.sort();
        Self { site, alice, emojis, domain: "dead.example".parse().expect("a name") }
    }

    async fn check(&self) {
        let rows = self.site.rows().await;
        let names = |table: &str, column: &str| {
            let mut names: Vec<String> =
                rows.rows(table).iter().map(|row| row[column].as_str().unwrap_or("-").to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names("custom_emojis", "domain"), ["-", "sub.dead.example"]);
        assert_eq!(names("unavailable_domains", "domain"), ["sub.dead.example"]);
        assert_eq!(names("instances", "domain"), ["blocked.example", "sub.dead.example"]);
        assert_eq!(names("domain_blocks", "domain"), ["blocked.example"]);
        for event in rows.rows("relationship_severance_events") {
            assert_eq!(event["purged"], event["target_name"] == "dead.example", "{event}");
        }
    }
}

async fn a_purged_server_leaves_nothing_but_its_blocks(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    let (before, journal) = (dead.site.files(), MemoryJournal::default());
    let writer = Writer::Apply(dead.site.mastodon.clone());
    let accounts = of_domain(&dead.site.mastodon, &dead.domain, AccountId(i64::MIN), 10).await.expect("they are read");
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    assert_eq!(ids, [dead.alice.id]);

    writer.remove_accounts(&ids, &journal).await.expect("they go");
    let purged = writer.finish_purge(&dead.domain, &journal).await.expect("it ends");

    assert_eq!((purged.emojis, purged.media.files), (2, 4));
    assert_eq!(writer.refresh_instances().await, Instances::Refreshed);
    dead.check().await;
    let mut gone: Vec<String> = dead.emojis.iter().chain(&dead.alice.avatar).map(|key| format!("- {key}")).collect();
    gone.sort();
    assert_eq!(before.changes(&dead.site.files()), gone);
    assert!(journal.open_entries().is_empty());
}

async fn the_end_of_a_purge_may_be_repeated(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    let journal = MemoryJournal::default();
    let writer = Writer::Apply(dead.site.mastodon.clone());
    writer.remove_accounts(&[dead.alice.id], &journal).await.expect("it goes");
    writer.finish_purge(&dead.domain, &journal).await.expect("it ends");
    writer.refresh_instances().await;
    let before = dead.site.rows().await;

    let again = writer.finish_purge(&dead.domain, &journal).await.expect("there is nothing to do");

    assert_eq!((again.emojis, again.media.files), (0, 0));
    assert_eq!(writer.refresh_instances().await, Instances::Refreshed);
    assert_eq!(before, dead.site.rows().await);
}

async fn a_preview_of_a_purge_changes_nothing(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    let before = (dead.site.rows().await, dead.site.files());
    let writer = Writer::Preview(dead.site.mastodon.clone());

    let foreseen = writer.finish_purge(&dead.domain, &MemoryJournal::default()).await.expect("it is counted");

    assert_eq!((foreseen.emojis, foreseen.media.files), (2, 4));
    assert_eq!(writer.refresh_instances().await, Instances::Refreshed);
    assert_eq!(before, (dead.site.rows().await, dead.site.files()));
}

async fn a_stopped_purge_goes_on(version: MastodonVersion) {
    for (when, good) in [(When::Before, 0), (When::After, 0), (When::Before, 1), (When::After, 1)] {
        let dead = Dead::on(version).await;
        let journal = MemoryJournal::default();
        let writer = Writer::Apply(dead.site.mastodon.clone());
        writer.remove_accounts(&[dead.alice.id], &journal).await.expect("it goes");

        let stopped = writer.finish_purge(&dead.domain, &StoppingJournal::new(&journal, when, good)).await;

        assert!(matches!(stopped, Err(WriteError::Journal(_))), "{stopped:?}");
        writer.settle(&journal.open_entries(), &journal).await.expect("it is settled");
        writer.finish_purge(&dead.domain, &journal).await.expect("it ends");
        writer.refresh_instances().await;
        dead.check().await;
        assert!(dead.emojis.iter().all(|key| !dead.site.files().has(key)));
        assert!(journal.open_entries().is_empty());
    }
}

async fn a_block_goes_only_when_that_is_wanted(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    dead.site.world.domain_block("dead.example", 1).await;
    let blocks = async || {
        let rows = dead.site.rows().await.rows("domain_blocks");
        rows.iter().map(|row| row["domain"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let (preview, apply) = (Writer::Preview(dead.site.mastodon.clone()), Writer::Apply(dead.site.mastodon.clone()));
    assert_eq!(preview.remove_domain_block(&dead.domain).await.expect("is counted"), 1);
    assert_eq!(blocks().await, ["blocked.example", "dead.example"], "a preview changes nothing");
    assert_eq!(apply.remove_domain_block(&dead.domain).await.expect("it goes"), 1);
    assert_eq!(apply.remove_domain_block(&dead.domain).await.expect("it is gone"), 0);
    assert_eq!(blocks().await, ["blocked.example"]);
}

async fn a_list_of_servers_that_is_not_ours_is_left_to_mastodon(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    let grant = "GRANT SELECT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO";
    let role = dead.site.role("keeper", grant).await;
    let mastodon = dead.site.connected_as(&role).await;

    let writer = Writer::Apply(mastodon.clone());
    writer.finish_purge(&dead.domain, &MemoryJournal::default()).await.expect("it ends");

    let refreshed = writer.refresh_instances().await;
    assert!(matches!(refreshed, Instances::NotOurs { .. }), "{refreshed:?}");
    let instances = dead.site.rows().await.rows("instances");
    assert!(instances.iter().any(|row| row["domain"] == "dead.example"));
    mastodon.close().await;
    dead.site.drop_role(&role).await;
}

async fn a_list_of_servers_that_cannot_be_refreshed_now_ends_no_purge(version: MastodonVersion) {
    let dead = Dead::on(version).await;
    let unfilled = "REFRESH MATERIALIZED VIEW instances WITH NO DATA";
    sqlx::query(unfilled).execute(dead.site.world.pool()).await.expect("is emptied");
    let writer = Writer::Apply(dead.site.mastodon.clone());

    let purged = writer.finish_purge(&dead.domain, &MemoryJournal::default()).await.expect("it ends");
    let refreshed = writer.refresh_instances().await;

    assert!(matches!(&refreshed, Instances::NotRefreshed { why } if why.contains("not populated")), "{refreshed:?}");
    assert_eq!(purged.emojis, 2, "the rest is done");
}

on_every_release_and_fork!(a_purged_server_leaves_nothing_but_its_blocks);
on_every_release!(
    the_end_of_a_purge_may_be_repeated,
    a_preview_of_a_purge_changes_nothing,
    a_stopped_purge_goes_on,
    a_block_goes_only_when_that_is_wanted,
    a_list_of_servers_that_is_not_ours_is_left_to_mastodon,
    a_list_of_servers_that_cannot_be_refreshed_now_ends_no_purge,
);
