//! Accounts that moderators have still to judge.

use std::collections::BTreeSet;

use mastodon::reports::quoting;
use simulator::MastodonVersion;

use crate::support::Site;

async fn only_open_reports_with_posts_count(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    let member = world.member("member").await;
    let quoted = world.remote_account("quoted@a.example").await;
    let twice = world.remote_account("twice@a.example").await;
    let closed = world.remote_account("closed@a.example").await;
    let bare = world.remote_account("bare@a.example").await;
    let reporter = world.remote_account("reporter@a.example").await;
    let other = world.remote_account("other@a.example").await;
    for account in [&quoted, &twice, &other] {
        world.report(&reporter, account, &[&world.status(account).await]).await;
    }
    for about in [&twice, &closed] {
        let report = world.report(&member, about, &[&world.status(about).await]).await;
        world.resolve(report, &member).await;
    }
    world.report(&member, &bare, &[]).await;

    let asked = [quoted.id, twice.id, closed.id, bare.id, reporter.id];
    let found = quoting(&site.mastodon, &asked).await.expect("is read");

    assert_eq!(found, BTreeSet::from([quoted.id, twice.id]));
    assert!(quoting(&site.mastodon, &[]).await.expect("is read").is_empty());
}

on_every_release_and_fork!(only_open_reports_with_posts_count);
