//! Whole populations: the same for the same seed, sound in every release, and answered for by the fediverse.

use std::path::Path;

use model::Millis;
use simulator::world::Tables;
use simulator::{AccountState, Behaviour, FileTree, MastodonVersion, Population, Snapshot, TestDatabase, snapshot};
use sqlx::AssertSqlSafe;

const NOW: Millis = Millis(1_760_000_000_000);

fn small() -> Population {
    Population { accounts: 600, servers: 40, members: 6, http_port: 8_080, ..Population::default() }
}

/// Fewer, for what reads every byte of every file, holes included.
fn few() -> Population {
    Population { accounts: 60, servers: 10, ..small() }
}

async fn written(population: Population, version: MastodonVersion, files: &Path) -> TestDatabase {
    let database = TestDatabase::fresh(version).await;
    population.write(database.pool(), files, NOW).await.expect("a population is written");
    database
}

async fn seen(database: &TestDatabase) -> Snapshot {
    snapshot(database.pool()).await.expect("the database is read")
}

async fn number(database: &TestDatabase, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(database.pool()).await.expect("a number is read")
}

#[tokio::test]
async fn the_same_seed_gives_the_same_world() {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let one = written(few(), MastodonVersion::V4_6, folders[0].path()).await;
    let other = written(few(), MastodonVersion::V4_6, folders[1].path()).await;
    assert_eq!(seen(&one).await.changes(&seen(&other).await), Vec::<String>::new());
    let trees = folders.map(|folder| FileTree::of(folder.path()).expect("the files are read"));
    assert_eq!(trees[0].changes(&trees[1]), Vec::<String>::new());
    assert!(trees[0].files().count() > 60);
}

async fn every_pointer_finds_its_row(version: MastodonVersion) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = written(small(), version, folder.path()).await;
    let tables = Tables::read(database.pool()).await.expect("the catalogue is read");
    for to in ["accounts", "statuses", "conversations", "polls", "follows"] {
        for key in tables.pointing_at(to) {
            let query = format!(
                "SELECT count(*) FROM \"{0}\" WHERE \"{1}\" IS NOT NULL AND \"{1}\" NOT IN (SELECT id FROM \"{to}\")",
                key.table, key.column
            );
            let lost: i64 = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(database.pool()).await.expect("counted");
            assert_eq!(lost, 0, "Mastodon {version}: {}.{}", key.table, key.column);
        }
    }
    // The tables count on from what was written.
    sqlx::query(
        "INSERT INTO follows (account_id, target_account_id, created_at, updated_at)
         SELECT a.id, a.id, now(), now() FROM accounts a LIMIT 1",
    )
    .execute(database.pool())
    .await
    .expect("a row gets a free id");
    let members = number(&database, "SELECT count(*) FROM users").await;
    assert_eq!(members, 6, "Mastodon {version}");
}

macro_rules! on_every_release {
    ($($name:ident: $version:ident),*) => {
        $(#[tokio::test]
        async fn $name() {
            every_pointer_finds_its_row(MastodonVersion::$version).await;
        })*
    };
}

on_every_release! {
    every_pointer_finds_its_row_on_4_1: V4_1,
    every_pointer_finds_its_row_on_4_2: V4_2,
    every_pointer_finds_its_row_on_4_3: V4_3,
    every_pointer_finds_its_row_on_4_4: V4_4,
    every_pointer_finds_its_row_on_4_5: V4_5,
    every_pointer_finds_its_row_on_4_6: V4_6
}

#[tokio::test]
async fn every_table_a_removal_must_care_for_has_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = written(small(), MastodonVersion::V4_6, folder.path()).await;
    let after = seen(&database).await;
    for table in [
        "statuses",
        "conversations",
        "mentions",
        "media_attachments",
        "polls",
        "poll_votes",
        "statuses_tags",
        "preview_cards",
        "preview_cards_statuses",
        "quotes",
        "account_conversations",
        "follows",
        "lists",
        "list_accounts",
        "favourites",
        "bookmarks",
        "blocks",
        "mutes",
        "follow_requests",
        "account_notes",
        "fasp_follow_recommendations",
        "notifications",
        "reports",
        "unavailable_domains",
        "domain_blocks",
        "relationship_severance_events",
        "severed_relationships",
        "custom_emojis",
        "account_stats",
        "status_stats",
        "instances",
        "users",
    ] {
        assert!(!after.rows(table).is_empty(), "{table} is empty");
    }
}

#[tokio::test]
async fn every_stored_picture_is_on_disk_with_its_length() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = written(few(), MastodonVersion::V4_6, folder.path()).await;
    let tree = FileTree::of(folder.path()).expect("the files are read");
    let after = seen(&database).await;
    let mut pictures = 0;
    for row in after.rows("accounts") {
        for attachment in ["avatar", "header"] {
            let Some(name) = row[format!("{attachment}_file_name")].as_str() else {
                continue;
            };
            pictures += 1;
            let there: Vec<&str> = tree.files().filter(|path| path.ends_with(name)).collect();
            assert_eq!(there.len(), 1, "{name}");
            let cached = row[format!("{attachment}_storage_schema_version")] == 1;
            assert_eq!(there[0].starts_with("cache/accounts/"), cached, "{}", there[0]);
            let length = std::fs::metadata(folder.path().join(there[0])).expect("a file").len();
            assert_eq!(row[format!("{attachment}_file_size")], length);
        }
    }
    assert!(pictures > 50, "{pictures}");
}

#[tokio::test]
async fn the_fediverse_of_a_population_knows_its_accounts() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = written(small(), MastodonVersion::V4_6, folder.path()).await;
    let plan = small().plan();
    let mut left = 0;
    for row in seen(&database).await.rows("accounts") {
        let Some(domain) = row["domain"].as_str() else {
            continue;
        };
        let server = plan.servers.get(domain).expect("the server is in the plan");
        let name = row["username"].as_str().expect("a name");
        let uri = row["uri"].as_str().expect("an address");
        assert!(uri.ends_with(&format!("{}{name}", server.software.account_path())), "{uri}");
        assert!(
            uri.starts_with(&format!("http://{domain}:8080/")) || uri.starts_with(&format!("https://{domain}:443/"))
        );
        let state = server.accounts.get(name).expect("the account is in the plan");
        left += u32::from(matches!(state, AccountState::Gone | AccountState::NotFound));
    }
    assert!(left > 20, "{left}");
    assert!(plan.servers.values().any(|server| server.behaviour == Behaviour::NoSuchName));
}

#[tokio::test]
async fn a_database_in_use_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = written(small(), MastodonVersion::V4_6, folder.path()).await;
    let before = seen(&database).await;
    let error = small().write(database.pool(), folder.path(), NOW).await.expect_err("it is refused");
    assert!(error.to_string().contains("accounts already"), "{error}");
    assert_eq!(before, seen(&database).await);
}
