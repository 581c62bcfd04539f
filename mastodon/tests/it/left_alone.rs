//! What the database is told about a transaction whose client leaves it alone.

use mastodon::journal::MemoryJournal;
use mastodon::{Mastodon, Writer};
use simulator::{Kind, MastodonVersion};

use crate::support::{Site, settings_with};

/// Notes, when an account goes, what holds for the transaction that removes it.
const NOTES: &str = "CREATE TABLE noted (idle text, statement text, waits text);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO noted VALUES (current_setting('idle_in_transaction_session_timeout'),
            current_setting('statement_timeout'), current_setting('lock_timeout'));
        RETURN OLD; END $$;
    CREATE TRIGGER noted BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION note()";

async fn noted_by(version: MastodonVersion, variables: &str) -> (String, String, String) {
    let site = Site::of(version).await;
    let alice = site.world.remote_account("alice@gone.example").avatar(Kind::Png).await;
    site.execute(NOTES).await;
    let settings = settings_with(&site.database.url(), site.root(), variables);
    let writer = Writer::Apply(Mastodon::connect(&settings).await.expect("it connects"));
    writer.remove_accounts(&[alice.id], &MemoryJournal::default()).await.expect("it is removed");
    sqlx::query_as("SELECT idle, statement, waits FROM noted").fetch_one(site.world.pool()).await.expect("it was noted")
}

/// A lease lasts for 30 seconds: whoever takes over afterwards meets no lock of the one before.
#[tokio::test]
async fn a_removal_that_is_left_alone_ends_before_another_worker_takes_over() {
    for variables in ["", "PREPARED_STATEMENTS=false"] {
        let limits = noted_by(MastodonVersion::V4_6, variables).await;
        assert_eq!(limits, ("20s".to_owned(), "20s".to_owned(), "100ms".to_owned()), "{variables}");
    }
}

/// Where posts expire, no index knows all of an account: each removal looks through all posts.
#[tokio::test]
async fn a_removal_that_looks_through_all_posts_has_the_time_for_it() {
    let limits = noted_by(MastodonVersion::Fedibird, "").await;
    assert_eq!(limits, ("20s".to_owned(), "10min".to_owned(), "100ms".to_owned()));
}
