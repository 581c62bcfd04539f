//! Removing saved profile pictures.

use mastodon::files::{FileResult, StoredFile};
use mastodon::journal::MemoryJournal;
use mastodon::profile_media::select_after;
use mastodon::writer::Cleared;
use mastodon::{Journal, WriteError, Writer};
use model::jobs::remove_profile_media::Options;
use model::{AccountId, Bytes};
use serde_json::Value;
use simulator::{Account, FileTree, Kind, MastodonVersion, Snapshot, days_ago};

use crate::support::{Site, StoppingJournal, When};

/// Two accounts that have been quiet for long, and one that has not.
struct Quiet {
    site: Site,
    alice: Account,
    bob: Account,
    picks: Vec<StoredFile>,
    before: Snapshot,
    files: FileTree,
}

impl Quiet {
    async fn on(version: MastodonVersion) -> Self {
        let site = Site::of(version).await;
        let alice =
            site.world.remote_account("alice@quiet.example").seen(days_ago(90)).avatar(Kind::Gif).header(Kind::Png);
        let alice = alice.await;
        let bob = site.world.remote_account("bob@quiet.example").never_webfingered().updated(days_ago(90));
        let bob = bob.header(Kind::Jpeg).storage_schema(Some(0)).await;
        site.world.remote_account("carol@lively.example").seen(days_ago(1)).avatar(Kind::Png).await;
        let (now, options) = (site.world.now(), Options::default());
        let chosen =
            select_after(&site.mastodon, AccountId(0), 10, &options, (now, now)).await.expect("they are judged");
        let picks = chosen.expect("there are accounts").picked.into_iter().flatten().collect();
        let (before, files) = (site.rows().await, site.files());
        Self { site, alice, bob, picks, before, files }
    }

    fn writer(&self) -> Writer {
        Writer::Apply(self.site.mastodon.clone())
    }

    /// The columns are empty, the files are gone, and nothing else has changed: not even `updated_at`.
    async fn check(&self) {
        let keys = [&self.alice.avatar, &self.alice.header, &self.bob.header];
        let mut gone: Vec<String> = keys.into_iter().flatten().map(|key| format!("- {key}")).collect();
        gone.sort();
        assert_eq!(self.files.changes(&self.site.files()), gone);
        assert_eq!(self.site.files().empty_folders().count(), 0);

        let mut expected = self.before.rows("accounts");
        for row in &mut expected {
            if row["id"] == self.alice.id.0 {
                empty(row, "avatar");
                empty(row, "header");
            } else if row["id"] == self.bob.id.0 {
                empty(row, "header");
            }
        }
        let after = self.site.rows().await;
        let by_id = |mut rows: Vec<Value>| {
            rows.sort_by_key(|row| row["id"].as_i64());
            rows
        };
        assert_eq!(by_id(expected), by_id(after.rows("accounts")));
        assert_eq!(self.before.clone().without(&["accounts"]), after.without(&["accounts"]));
    }
}

/// Lets go of the pictures and removes their files.
async fn remove(writer: &Writer, picks: &[StoredFile], journal: &dyn Journal) -> Result<Cleared, WriteError> {
    let let_go = writer.let_go_of_profile_media(picks, journal).await?;
    writer.remove_profile_media(let_go, journal).await
}

fn empty(row: &mut Value, attachment: &str) {
    for column in ["file_name", "content_type", "file_size", "updated_at"] {
        row[format!("{attachment}_{column}")] = Value::Null;
    }
}

async fn old_pictures_go_and_can_come_back(version: MastodonVersion) {
    let quiet = Quiet::on(version).await;
    let journal = MemoryJournal::default();

    let cleared = remove(&quiet.writer(), &quiet.picks, &journal).await.expect("they go");

    quiet.check().await;
    assert_eq!((cleared.accounts, cleared.media.files, cleared.changed), (2, 4, 0));
    assert_eq!(cleared.media.bytes, Bytes(quiet.files.size() - quiet.site.files().size()));
    assert!(cleared.media.failures.is_empty());
    assert!(journal.open_entries().is_empty());
}

async fn a_preview_of_pictures_changes_nothing(version: MastodonVersion) {
    let quiet = Quiet::on(version).await;
    let journal = MemoryJournal::default();

    let preview = Writer::Preview(quiet.site.mastodon.clone());
    let foreseen = remove(&preview, &quiet.picks, &journal).await.expect("they are counted");

    assert_eq!(quiet.before, quiet.site.rows().await);
    assert_eq!(quiet.files, quiet.site.files());
    assert!(journal.open_entries().is_empty());
    let cleared = remove(&quiet.writer(), &quiet.picks, &journal).await.expect("they go");
    assert_eq!(foreseen, cleared);
}

async fn pictures_do_not_go_twice(version: MastodonVersion) {
    let quiet = Quiet::on(version).await;
    let journal = MemoryJournal::default();
    remove(&quiet.writer(), &quiet.picks, &journal).await.expect("they go");

    let again = remove(&quiet.writer(), &quiet.picks, &journal).await.expect("there is nothing to do");

    assert_eq!(again, Cleared { changed: 3, ..Cleared::default() });
    assert!(journal.open_entries().is_empty());
    quiet.check().await;
}

async fn stopped_anywhere_no_picture_is_left_half(version: MastodonVersion) {
    for when in [When::Before, When::After] {
        for good in 0..2 {
            let quiet = Quiet::on(version).await;
            let journal = MemoryJournal::default();
            let stopping = StoppingJournal::new(&journal, when, good);

            let stopped = remove(&quiet.writer(), &quiet.picks, &stopping).await;

            assert!(matches!(stopped, Err(WriteError::Journal(_))), "{when:?} {good}: {stopped:?}");
            quiet.writer().settle(&journal.open_entries(), &journal).await.expect("it is settled");
            remove(&quiet.writer(), &quiet.picks, &journal).await.expect("they go");
            quiet.check().await;
            assert!(journal.open_entries().is_empty());
        }
    }
}

async fn a_picture_that_changed_meanwhile_is_left_alone(version: MastodonVersion) {
    let quiet = Quiet::on(version).await;
    let journal = MemoryJournal::default();
    quiet.site.execute("UPDATE accounts SET header_file_name = 'fedcba9876543210.png' WHERE domain IS NOT NULL").await;
    let mut picks = quiet.picks.clone();
    picks.retain(|pick| pick.file_name.ends_with(".png") || pick.file_name.ends_with(".jpeg"));
    let (before, files) = (quiet.site.rows().await, quiet.site.files());

    let cleared = remove(&quiet.writer(), &picks, &journal).await.expect("nothing goes");

    assert_eq!(cleared, Cleared { changed: picks.len() as u64, ..Cleared::default() });
    assert_eq!((before, files), (quiet.site.rows().await, quiet.site.files()));
    assert!(journal.open_entries().is_empty());
}

async fn a_picture_with_a_strange_name_keeps_its_columns(version: MastodonVersion) {
    let quiet = Quiet::on(version).await;
    quiet
        .site
        .execute("UPDATE accounts SET avatar_file_name = '../x.gif' WHERE avatar_content_type = 'image/gif'")
        .await;
    let (before, files) = (quiet.site.rows().await, quiet.site.files());
    let mut strange = quiet.picks[0].clone();
    strange.file_name = "../x.gif".to_owned();

    let cleared = remove(&quiet.writer(), &[strange], &MemoryJournal::default()).await.expect("it is left alone");

    assert_eq!(cleared.media.failures[0].result, FileResult::Strange);
    assert_eq!((before, files), (quiet.site.rows().await, quiet.site.files()));
}

on_every_release_and_fork!(old_pictures_go_and_can_come_back);
on_every_release!(
    a_preview_of_pictures_changes_nothing,
    pictures_do_not_go_twice,
    stopped_anywhere_no_picture_is_left_half,
    a_picture_that_changed_meanwhile_is_left_alone,
    a_picture_with_a_strange_name_keeps_its_columns,
);
