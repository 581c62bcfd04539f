//! Working on a site that is in use.

use std::time::{Duration, Instant};

use mastodon::journal::MemoryJournal;
use mastodon::{Manner, Writer};
use simulator::MastodonVersion;

use crate::support::Site;

#[tokio::test]
async fn a_removal_goes_on_where_the_activity_may_not_be_read() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let alice = site.world.remote_account("alice@gone.example").await;
    site.world.status(&alice).await;
    site.execute("REVOKE ALL ON pg_stat_activity FROM PUBLIC").await;
    let role = site.role("gentle", "GRANT ALL ON ALL TABLES IN SCHEMA public TO").await;

    let mastodon = site.connected_as(&role).await;
    let removed = Writer::Apply(mastodon.clone()).remove_accounts(&[alice.id], &MemoryJournal::default()).await;

    assert_eq!(removed.expect("it is removed").accounts, 1);
    mastodon.close().await;
    site.drop_role(&role).await;
}

#[tokio::test]
async fn a_busy_site_is_waited_for_only_in_the_gentle_manner() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let alice = site.world.remote_account("alice@gone.example").await;
    let bob = site.world.remote_account("bob@gone.example").await;
    // Half of the connections at work, as far as this database can tell.
    site.execute(
        "CREATE VIEW public.pg_stat_activity AS
           SELECT 'active' AS state, n AS pid FROM generate_series(1, current_setting('max_connections')::int) n;
         DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET search_path = public, pg_catalog'; END $$",
    )
    .await;
    let gentle = site.again().await;
    let (journal, begun) = (MemoryJournal::default(), Instant::now());

    let brisk = Writer::Apply(gentle.clone().in_manner(Manner::Brisk));
    brisk.remove_accounts(&[bob.id], &journal).await.expect("it is removed");
    let briskly = begun.elapsed();
    let (gently, ids) = (Writer::Apply(gentle), [alice.id]);
    let waited = tokio::time::timeout(Duration::from_secs(4), gently.remove_accounts(&ids, &journal));

    assert!(waited.await.is_err(), "it waits");
    assert!(briskly.as_secs() < 4, "{briskly:?}");
}
