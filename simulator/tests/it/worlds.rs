//! Small worlds on every release.

use simulator::world::Tables;
use simulator::{FileTree, Kind, MastodonVersion, Snapshot, TestDatabase, Visibility, World, days_ago, snapshot};

async fn seen(world: &World) -> Snapshot {
    snapshot(world.pool()).await.expect("the database is read")
}

/// Columns whose row says that somebody lives here: a remote account has none.
const OF_MEMBERS: [&str; 1] = ["users"];

async fn everything_is_there_on(version: MastodonVersion) {
    let folder = tempfile::tempdir().expect("a folder is made");
    let database = TestDatabase::fresh(version).await;
    let world = World::on(&database).await.files(folder.path());
    let alice = world.remote_account("alice@gone.example").avatar(Kind::Gif).header(Kind::Png).await;
    let everything = world.with_everything(&alice).await;
    world.emoji("blobcat", Some("gone.example")).await;
    world.unavailable_domain("gone.example", days_ago(20)).await;
    world.domain_block("bad.example", 1).await;
    world.domain_allow("good.example").await;
    world.refresh_instances().await;

    let tables = Tables::read(database.pool()).await.expect("the catalogue is read");
    let own: Vec<i64> = everything.statuses.iter().map(|status| status.id).collect();
    let after = seen(&world).await;
    for (to, ids) in [("accounts", vec![alice.id.0]), ("statuses", own)] {
        for key in tables.pointing_at(to).filter(|key| !OF_MEMBERS.contains(&key.table.as_str())) {
            let points = |row: &serde_json::Value| row[&key.column].as_i64().is_some_and(|id| ids.contains(&id));
            let there = after.rows(&key.table).iter().any(points);
            assert!(there, "Mastodon {version}: nothing in {}.{} points at its {to}", key.table, key.column);
        }
    }
    let tree = FileTree::of(folder.path()).expect("the files are read");
    let files: Vec<&String> = everything.attachments.iter().flat_map(|attachment| &attachment.files).collect();
    assert!(files.iter().chain(&alice.avatar.iter().collect::<Vec<_>>()).all(|file| tree.has(file)));
    assert_eq!(alice.avatar.len(), 2, "a GIF has a still picture");
}

macro_rules! on_every_release {
    ($($name:ident: $version:ident),*) => {
        $(#[tokio::test]
        async fn $name() {
            everything_is_there_on(MastodonVersion::$version).await;
        })*
    };
}

on_every_release! {
    everything_is_there_on_4_1: V4_1,
    everything_is_there_on_4_2: V4_2,
    everything_is_there_on_4_3: V4_3,
    everything_is_there_on_4_4: V4_4,
    everything_is_there_on_4_5: V4_5,
    everything_is_there_on_4_6: V4_6,
    everything_is_there_on_glitch_soc: GlitchSoc,
    everything_is_there_on_hometown: Hometown,
    everything_is_there_on_fedibird: Fedibird
}

#[tokio::test]
async fn counters_are_those_of_the_rows() {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let world = World::on(&database).await;
    let alice = world.remote_account("alice@gone.example").await;
    world.with_everything(&alice).await;
    let wrong: Vec<(String, i64)> = sqlx::query_as(
        "SELECT 'replies', status_id FROM status_stats s WHERE replies_count
           <> (SELECT count(*) FROM statuses WHERE in_reply_to_id = s.status_id AND visibility < 2)
         UNION ALL SELECT 'boosts', status_id FROM status_stats s WHERE reblogs_count
           <> (SELECT count(*) FROM statuses WHERE reblog_of_id = s.status_id)
         UNION ALL SELECT 'favourites', status_id FROM status_stats s WHERE favourites_count
           <> (SELECT count(*) FROM favourites WHERE status_id = s.status_id)
         UNION ALL SELECT 'quotes', status_id FROM status_stats s WHERE quotes_count
           <> (SELECT count(*) FROM quotes WHERE quoted_status_id = s.status_id AND state = 1)
         UNION ALL SELECT 'followers', account_id FROM account_stats s WHERE followers_count
           <> (SELECT count(*) FROM follows WHERE target_account_id = s.account_id)
         UNION ALL SELECT 'following', account_id FROM account_stats s WHERE following_count
           <> (SELECT count(*) FROM follows WHERE account_id = s.account_id)
         UNION ALL SELECT 'statuses', account_id FROM account_stats s WHERE statuses_count
           <> (SELECT count(*) FROM statuses WHERE account_id = s.account_id AND visibility < 3)",
    )
    .fetch_all(database.pool())
    .await
    .expect("the counters are read");
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn an_account_is_as_old_as_told() {
    let folder = tempfile::tempdir().expect("a folder is made");
    let database = TestDatabase::fresh(MastodonVersion::V4_1).await;
    let world = World::on(&database).await.files(folder.path());
    let alice = world.remote_account("alice@old.example").created(days_ago(700)).seen(days_ago(9)).await;
    let bob = world.remote_account("bob@old.example").never_webfingered().avatar(Kind::Png).storage_schema(None).await;
    assert_eq!(alice.id.0 >> 16, world.now().days_before(700).0);
    assert!(bob.avatar[0].starts_with("accounts/avatars/"), "{:?}", bob.avatar);
    let rows = seen(&world).await.rows("accounts");
    let row = |id: i64| rows.iter().find(|row| row["id"] == id).expect("the account is there");
    assert_eq!(row(alice.id.0)["updated_at"], row(alice.id.0)["last_webfingered_at"]);
    assert!(row(bob.id.0)["last_webfingered_at"].is_null());
    let size = row(bob.id.0)["avatar_file_size"].as_u64().expect("a size");
    assert_eq!(FileTree::of(folder.path()).expect("the files are read").size(), size);
}

#[tokio::test]
async fn a_snapshot_tells_what_changed() {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let world = World::on(&database).await;
    let admin = world.member("admin").await;
    let before = seen(&world).await;
    assert_eq!(before.changes(&seen(&world).await), Vec::<String>::new());
    world.status(&admin).visibility(Visibility::Unlisted).await;
    let changes = before.changes(&seen(&world).await);
    let tables: Vec<&str> = changes.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(tables, ["account_stats", "account_stats", "conversations", "statuses"]);
}

#[tokio::test]
async fn a_file_tree_tells_what_changed() {
    let folder = tempfile::tempdir().expect("a folder is made");
    std::fs::create_dir_all(folder.path().join("a/b")).expect("a folder is made");
    std::fs::write(folder.path().join("a/one"), "one").expect("a file is written");
    let before = FileTree::of(folder.path()).expect("the files are read");
    std::fs::write(folder.path().join("a/one"), "two").expect("a file is written");
    std::fs::write(folder.path().join("a/b/new"), "new").expect("a file is written");
    let after = FileTree::of(folder.path()).expect("the files are read");
    assert_eq!(before.changes(&after), ["- a/b/", "- a/one", "+ a/b/new", "+ a/one"]);
}
