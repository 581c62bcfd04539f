//! What removal refuses.

use mastodon::journal::MemoryJournal;
use mastodon::{WriteError, Writer};
use simulator::{Account, Kind, MastodonVersion, days_ago};

use crate::support::Site;

/// A site with a remote account that could be removed, and a member who follows it.
async fn site(version: MastodonVersion) -> (Site, Account, Account) {
    let site = Site::of(version).await;
    let alice = site.world.remote_account("alice@gone.example").avatar(Kind::Png).await;
    let member = site.world.member("member").await;
    site.world.status(&alice).mentioning(&member).await;
    site.world.follow(&member, &alice, days_ago(9)).await;
    (site, alice, member)
}

async fn a_member_is_never_removed(version: MastodonVersion) {
    let (site, alice, member) = site(version).await;
    let before = (site.rows().await, site.files());
    for writer in [Writer::Apply(site.mastodon.clone()), Writer::Preview(site.mastodon.clone())] {
        let refused = writer.remove_accounts(&[alice.id, member.id], &MemoryJournal::default()).await;
        assert!(matches!(refused, Err(WriteError::LocalAccount(id)) if id == member.id), "{refused:?}");
    }
    assert_eq!(before, (site.rows().await, site.files()));
}

async fn an_unknown_table_that_holds_accounts_back_is_named(version: MastodonVersion) {
    let (site, alice, _) = site(version).await;
    site.execute("CREATE TABLE gnomes (id bigint PRIMARY KEY, keeper_id bigint REFERENCES accounts (id))").await;
    let before = (site.rows().await, site.files());

    let writer = Writer::Apply(site.again().await);
    let refused = writer.remove_accounts(&[alice.id], &MemoryJournal::default()).await;

    let sentence = refused.expect_err("it is refused").to_string();
    assert!(sentence.contains("“gnomes” (column “keeper_id”)"), "{sentence}");
    assert_eq!(before, (site.rows().await, site.files()));
}

async fn an_unknown_table_that_cascades_is_no_hindrance(version: MastodonVersion) {
    let (site, alice, _) = site(version).await;
    site.execute(
        "CREATE TABLE gnomes (id bigint PRIMARY KEY, keeper_id bigint REFERENCES accounts (id) ON DELETE CASCADE);
         INSERT INTO gnomes SELECT 1, id FROM accounts WHERE domain IS NOT NULL",
    )
    .await;

    let writer = Writer::Apply(site.again().await);
    let removed = writer.remove_accounts(&[alice.id], &MemoryJournal::default()).await.expect("it is removed");

    assert_eq!(removed.accounts, 1);
    assert!(site.rows().await.rows("gnomes").is_empty());
}

on_every_release!(
    a_member_is_never_removed,
    an_unknown_table_that_holds_accounts_back_is_named,
    an_unknown_table_that_cascades_is_no_hindrance,
);
