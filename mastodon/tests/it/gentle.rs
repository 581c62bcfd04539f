//! Working on a site that is in use.

use std::time::{Duration, Instant};

use mastodon::journal::MemoryJournal;
use mastodon::writer::FULL;
use mastodon::{Manner, Writer};
use simulator::MastodonVersion;
use sqlx::AssertSqlSafe;

use crate::support::Site;

/// So many connections of others in this state, used just now, as far as this database can tell.
async fn pretend(site: &Site, state: &str, connections: &str) {
    let view = format!(
        "CREATE VIEW public.pg_stat_activity AS
           SELECT {state} AS state, n AS pid, current_database() AS datname, 'client backend' AS backend_type,
             'web' AS application_name, clock_timestamp() AS state_change
           FROM generate_series(1, {connections}) n;
         DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET search_path = public, pg_catalog'; END $$"
    );
    sqlx::raw_sql(AssertSqlSafe(view)).execute(site.world.pool()).await.expect("it pretends");
}

/// How many transactions of ours wait for those posts, in truth.
async fn waiting(site: &Site) -> i64 {
    const WAITING: &str = "SELECT count(*) FROM pg_catalog.pg_stat_activity
        WHERE datname = current_database() AND application_name = 'groundskeeper' AND wait_event_type = 'Lock'";
    sqlx::query_scalar(WAITING).fetch_one(site.world.pool()).await.expect("is counted")
}

/// Removes two groups of accounts while somebody holds their posts, and looks at it meanwhile.
async fn remove_two_groups(site: &Site, meanwhile: impl AsyncFnOnce(&Site)) {
    let mut ids = Vec::new();
    for n in 0..=FULL / 2 {
        ids.push(site.world.remote_account(&format!("a{n}@gone.example")).await.id);
    }
    let writer = Writer::Apply(site.again().await);
    let mut held = site.world.pool().begin().await.expect("begins");
    sqlx::raw_sql("LOCK TABLE statuses").execute(&mut *held).await.expect("is held");
    let removal = tokio::spawn({
        let ids = ids.clone();
        async move { writer.remove_accounts(&ids, &MemoryJournal::default()).await }
    });
    meanwhile(site).await;
    held.rollback().await.expect("is let go");
    assert_eq!(removal.await.expect("ends").expect("they are removed").accounts, ids.len() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_groups_go_side_by_side_while_nobody_else_uses_the_database() {
    let site = Site::of(MastodonVersion::V4_6).await;
    pretend(&site, "'idle'", "0").await;
    remove_two_groups(&site, async |site| while waiting(site).await < 2 {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_goes_alone_while_somebody_else_does() {
    let site = Site::of(MastodonVersion::V4_6).await;
    pretend(&site, "'idle'", "1").await;
    remove_two_groups(&site, async |site| {
        while waiting(site).await == 0 {}
        for _ in 0..500 {
            assert!(waiting(site).await <= 1);
        }
    })
    .await;
}

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
    // Half of the connections at work.
    pretend(&site, "'active'", "current_setting('max_connections')::int").await;
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
