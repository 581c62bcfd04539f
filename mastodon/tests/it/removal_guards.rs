//! What removal refuses.

use mastodon::journal::MemoryJournal;
use mastodon::{WriteError, Writer};
use simulator::MastodonVersion;

use crate::removal::Vanished;

async fn a_member_is_never_removed(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    let member = vanished.gone.member.id;
    let journal = MemoryJournal::default();
    for writer in [Writer::Apply(vanished.site.mastodon.clone()), Writer::Preview(vanished.site.mastodon.clone())] {
        let refused = writer.remove_accounts(&[vanished.id(), member], &journal).await;
        assert!(matches!(refused, Err(WriteError::LocalAccount(id)) if id == member), "{refused:?}");
    }
    assert_eq!(vanished.before, vanished.site.rows().await);
    assert_eq!(vanished.files, vanished.site.files());
}

async fn an_unknown_table_that_holds_accounts_back_is_named(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    vanished
        .site
        .execute("CREATE TABLE garden_gnomes (id bigint PRIMARY KEY, keeper_id bigint REFERENCES accounts (id))")
        .await;
    let before = vanished.site.rows().await;
    let mastodon = vanished.site.again().await;

    let refused = Writer::Apply(mastodon).remove_accounts(&[vanished.id()], &MemoryJournal::default()).await;

    let sentence = refused.expect_err("it is refused").to_string();
    assert!(sentence.contains("“garden_gnomes” (column “keeper_id”)"), "{sentence}");
    assert_eq!(before, vanished.site.rows().await);
    assert_eq!(vanished.files, vanished.site.files());
}

async fn an_unknown_table_that_cascades_is_no_hindrance(version: MastodonVersion) {
    let vanished = Vanished::on(version).await;
    vanished
        .site
        .execute(
            "CREATE TABLE garden_gnomes (id bigint PRIMARY KEY, keeper_id bigint REFERENCES accounts (id) ON DELETE CASCADE)",
        )
        .await;
    assert!(vanished.site.again().await.catalogue().refusals().is_empty());
}

on_every_release!(
    a_member_is_never_removed,
    an_unknown_table_that_holds_accounts_back_is_named,
    an_unknown_table_that_cascades_is_no_hindrance,
);
