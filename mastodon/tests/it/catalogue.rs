//! What the catalogue says of each supported release.

use mastodon::catalogue::Missing;
use simulator::MastodonVersion;

use crate::support::Site;

async fn a_supported_release_lacks_nothing_and_holds_nothing_back(version: MastodonVersion) {
    let site = Site::of(version).await;
    let catalogue = site.mastodon.catalogue();
    assert_eq!(catalogue.missing(), []);
    assert_eq!(catalogue.refusals(), []);
    assert!(catalogue.view("instances").is_some_and(|view| view.ours));
}

async fn what_is_missing_is_named(version: MastodonVersion) {
    let site = Site::of(version).await;
    site.execute("ALTER TABLE follows RENAME TO friendships; ALTER TABLE mentions DROP COLUMN account_id").await;
    let catalogue = mastodon::catalogue::Catalogue::read(site.world.pool()).await.expect("it is read");
    assert_eq!(catalogue.missing(), [Missing::Table("follows"), Missing::Column("mentions", "account_id")]);
}

on_every_release_and_fork!(a_supported_release_lacks_nothing_and_holds_nothing_back, what_is_missing_is_named);
