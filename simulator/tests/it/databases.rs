//! Databases on the tests' PostgreSQL, and servers of our own.

use simulator::{Durability, MastodonVersion, PrivatePostgres, TestDatabase};
use sqlx::{Connection, PgConnection};

async fn tables(database: &TestDatabase) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        .fetch_one(database.pool())
        .await
        .expect("the catalogue is read")
}

#[tokio::test]
async fn every_release_has_its_tables() {
    let releases = MastodonVersion::ALL.into_iter().chain(MastodonVersion::FORKS);
    for (version, expected) in releases.zip([89, 92, 96, 106, 107, 113, 113, 92, 97]) {
        let database = TestDatabase::fresh(version).await;
        assert!(tables(&database).await >= expected, "{version}");
    }
}

#[tokio::test]
async fn databases_of_one_release_do_not_share_rows() {
    let (one, other) =
        tokio::join!(TestDatabase::fresh(MastodonVersion::V4_6), TestDatabase::fresh(MastodonVersion::V4_6));
    sqlx::query("INSERT INTO domain_allows (domain, created_at, updated_at) VALUES ('a.example', now(), now())")
        .execute(one.pool())
        .await
        .expect("a row is written");
    let count = "SELECT count(*) FROM domain_allows";
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(one.pool()).await.ok(), Some(1));
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(other.pool()).await.ok(), Some(0));
}

#[tokio::test]
async fn a_copy_holds_the_same_and_is_its_own() {
    let original = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let allow = "INSERT INTO domain_allows (domain, created_at, updated_at) VALUES ($1, now(), now())";
    sqlx::query(allow).bind("a.example").execute(original.pool()).await.expect("a row is written");
    let copy = original.copy().await;
    sqlx::query(allow).bind("b.example").execute(copy.pool()).await.expect("a row is written");
    let count = "SELECT count(*) FROM domain_allows";
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(copy.pool()).await.ok(), Some(2));
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(original.pool()).await.ok(), Some(1));
}

#[tokio::test]
async fn a_database_goes_with_its_value() {
    let observer = TestDatabase::empty().await;
    let gone = TestDatabase::empty().await;
    let name = gone.url().rsplit('/').next().map(str::to_owned);
    drop(gone);
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(observer.pool())
        .await
        .expect("the catalogue is read");
    assert!(!there);
}

#[tokio::test]
async fn a_server_keeps_its_data_and_replaces_one_left_running() {
    let folder = tempfile::Builder::new().prefix("gk").tempdir_in("/tmp").expect("a folder is made");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("PostgreSQL's user may pass");
    let dir = folder.path().join("postgres");
    let first = PrivatePostgres::start(&dir, Durability::Kept).expect("a server starts");
    let mut connection = PgConnection::connect(&first.url("postgres")).await.expect("it answers");
    sqlx::query("CREATE TABLE kept ()").execute(&mut connection).await.expect("a table is made");
    // A killed process cannot stop its server.
    std::mem::forget(first);
    let second = PrivatePostgres::start(&dir, Durability::Kept).expect("a second server starts on the same data");
    let mut connection = PgConnection::connect(&second.url("postgres")).await.expect("it answers");
    sqlx::query("SELECT FROM kept").execute(&mut connection).await.expect("the table is still there");
}
