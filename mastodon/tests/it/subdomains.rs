//! Servers below one that is to be purged.

use mastodon::domains::subdomains;
use model::Domain;
use simulator::MastodonVersion;

use crate::support::Site;

async fn below(site: &Site, name: &str) -> Vec<String> {
    let domain = Domain::from_database(name.to_owned());
    subdomains(&site.mastodon, &domain).await.expect("they are read").iter().map(ToString::to_string).collect()
}

async fn only_what_is_below_counts_and_however_it_is_known(version: MastodonVersion) {
    let site = Site::of(version).await;
    let world = &site.world;
    for acct in [
        "top@closed.example",
        "one@a.closed.example",
        "two@a.closed.example",
        "deep@b.a.closed.example",
        "beside@notclosed.example",
        "above@example",
        "longer@a.closed.example.net",
        "port@a.closed.example:3000",
    ] {
        world.remote_account(acct).await;
    }
    world.member("member").await;
    world.emoji("wave", Some("emojis.closed.example")).await;
    world.emoji("wave", Some("closed.example")).await;
    world.emoji("own", None).await;
    world.domain_block("blocked.closed.example", 1).await;
    world.domain_block("notclosed.example", 1).await;
    world.refresh_instances().await;

    let expected = ["a", "b.a", "blocked", "emojis"].map(|name| format!("{name}.closed.example"));
    assert_eq!(below(&site, "closed.example").await, expected);
    assert_eq!(below(&site, "a.closed.example").await, ["b.a.closed.example"]);
    assert_eq!(below(&site, "b.a.closed.example").await, Vec::<String>::new());
}

async fn what_is_special_in_a_pattern_is_an_ordinary_letter_in_a_name(version: MastodonVersion) {
    let site = Site::of(version).await;
    for acct in ["one@x.my_server.example", "two@x.my-server.example", "three@x.myXserver.example"] {
        site.world.remote_account(acct).await;
    }
    assert_eq!(below(&site, "my_server.example").await, ["x.my_server.example"]);
    assert_eq!(below(&site, "my%.example").await, Vec::<String>::new());
    assert_eq!(below(&site, "%").await, Vec::<String>::new());
}

#[tokio::test]
async fn no_more_are_told_than_anybody_can_look_through() {
    let site = Site::of(MastodonVersion::V4_6).await;
    site.execute(
        "INSERT INTO accounts (username, domain, created_at, updated_at)
         SELECT 'a', 's' || n || '.closed.example', now(), now() FROM generate_series(1, 5100) n",
    )
    .await;
    assert_eq!(below(&site, "closed.example").await.len(), 5_000);
}

on_every_release_and_fork!(
    only_what_is_below_counts_and_however_it_is_known,
    what_is_special_in_a_pattern_is_an_ordinary_letter_in_a_name,
);
