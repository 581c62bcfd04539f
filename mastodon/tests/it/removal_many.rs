//! Removing accounts with more than one slice of everything.

use mastodon::Writer;
use mastodon::journal::MemoryJournal;
use model::AccountId;
use simulator::{Kind, MastodonVersion, days_ago};
use sqlx::AssertSqlSafe;

use crate::support::{Site, without_accounts};

async fn many_posts_boosts_and_follows_go_in_slices(version: MastodonVersion) {
    let site = Site::of(version).await;
    let famous = site.world.remote_account("famous@gone.example").await;
    let quiet = site.world.remote_account("quiet@gone.example").await;
    let member = site.world.member("member").await;
    let post = site.world.status(&famous).await;
    let liked = site.world.status(&member).await;
    site.world.follow(&quiet, &famous, days_ago(9)).await;
    let many = format!(
        "INSERT INTO accounts (id, username, domain, created_at, updated_at)
           SELECT n, 'fan_' || n, 'fans.example', now(), now() FROM generate_series(1, 1200) n;
         INSERT INTO account_stats (account_id, following_count, created_at, updated_at)
           SELECT n, 1, now(), now() FROM generate_series(1, 1200) n;
         INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
           SELECT n, {famous}, now(), now() FROM generate_series(1, 1200) n;
         INSERT INTO statuses (id, account_id, reblog_of_id, text, created_at, updated_at)
           SELECT n, n, {post}, '', now(), now() FROM generate_series(1, 1200) n;
         INSERT INTO statuses (id, account_id, in_reply_to_id, text, created_at, updated_at)
           SELECT 2000 + n, {famous}, {liked}, 'more', now(), now() FROM generate_series(1, 1100) n;
         INSERT INTO status_stats (status_id, replies_count, created_at, updated_at) VALUES ({liked}, 700, now(), now());
         INSERT INTO favourites (account_id, status_id, created_at, updated_at)
           SELECT {quiet}, n, now(), now() FROM generate_series(1, 1) n;
         INSERT INTO notifications (account_id, from_account_id, activity_type, activity_id, created_at, updated_at)
           SELECT {member}, {famous}, 'Status', 2000 + n, now(), now() FROM generate_series(1, 1100) n;",
        famous = famous.id,
        quiet = quiet.id,
        member = member.id,
        post = post.id,
        liked = liked.id,
    );
    sqlx::raw_sql(AssertSqlSafe(many)).execute(site.world.pool()).await.expect("many are written");
    let before = site.rows().await;
    let ids = [famous.id, quiet.id];

    let writer = Writer::Apply(site.mastodon.clone());
    let removed = writer.remove_accounts(&ids, &MemoryJournal::default()).await.expect("they are removed");

    assert_eq!((removed.accounts, removed.statuses, removed.boosts_by_members), (2, 1101, 0));
    let (expected, found) = without_accounts(site.world.pool(), &before, &site.rows().await, &ids.map(|id| id.0)).await;
    let differing = expected.iter().zip(&found).find(|(expected, found)| expected != found);
    assert_eq!(differing, None);
    assert_eq!(expected.len(), found.len());
}

on_every_release_and_fork!(many_posts_boosts_and_follows_go_in_slices);

#[tokio::test]
async fn many_accounts_go_in_slices() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let member = site.world.member("member").await;
    let many = format!(
        "INSERT INTO accounts (id, username, domain, created_at, updated_at)
           SELECT n, 'many_' || n, 'gone.example', now(), now() FROM generate_series(1, 450) n;
         INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
           SELECT n, {member}, now(), now() FROM generate_series(1, 450) n;
         INSERT INTO account_stats (account_id, followers_count, created_at, updated_at)
           VALUES ({member}, 450, now(), now()) ON CONFLICT (account_id) DO UPDATE SET followers_count = 450",
        member = member.id
    );
    sqlx::raw_sql(AssertSqlSafe(many)).execute(site.world.pool()).await.expect("many are written");
    let before = site.rows().await;
    let ids: Vec<_> = (1..=449).map(AccountId).collect();

    let writer = Writer::Apply(site.mastodon.clone());
    let removed = writer.remove_accounts(&ids, &MemoryJournal::default()).await.expect("they are removed");

    assert_eq!(removed.accounts, 449);
    let raw: Vec<_> = ids.iter().map(|id| id.0).collect();
    let (expected, found) = without_accounts(site.world.pool(), &before, &site.rows().await, &raw).await;
    assert_eq!(expected, found);
}

#[tokio::test]
async fn what_went_before_a_failure_is_gone_with_its_files() {
    let site = Site::of(MastodonVersion::V4_6).await;
    let mut accounts = Vec::new();
    for n in 0..25 {
        accounts.push(site.world.remote_account(&format!("a{n}@gone.example")).avatar(Kind::Png).await);
    }
    accounts.sort_by_key(|account| account.id);
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    let last = accounts.last().expect("there are some");
    let hold = format!(
        "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'held'; END $$;
         CREATE TRIGGER hold BEFORE DELETE ON accounts FOR EACH ROW WHEN (OLD.id = {}) EXECUTE FUNCTION hold()",
        last.id
    );
    sqlx::raw_sql(AssertSqlSafe(hold)).execute(site.world.pool()).await.expect("one is held");
    let journal = MemoryJournal::default();

    let failed = Writer::Apply(site.mastodon.clone()).remove_accounts(&ids, &journal).await;

    failed.expect_err("one is held");
    let left = mastodon::accounts::existing(&site.mastodon, &ids).await.expect("they are read");
    assert!(left.contains(&last.id) && left.len() < ids.len(), "{left:?}");
    let files = site.files();
    for account in &accounts {
        let there = left.contains(&account.id);
        assert!(account.avatar.iter().all(|file| files.has(file) == there), "{}", account.id);
    }
    assert_eq!(journal.open_entries().len(), left.len(), "only files that somebody holds");
}
