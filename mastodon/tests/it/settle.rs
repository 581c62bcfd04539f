//! Judging what a stop left in the journal.

use std::fs;

use mastodon::files::{FileOwner, StoredFile};
use mastodon::journal::{Journal, MemoryJournal};
use mastodon::writer::Settled;
use mastodon::{WriteError, Writer};
use model::Bytes;
use serde_json::Value;
use simulator::{Kind, MastodonVersion};

use crate::support::Site;

/// The file that a row holds.
fn stored(row: &Value, owner: FileOwner, attachment: &str) -> StoredFile {
    let column = |what: &str| row[format!("{attachment}_{what}")].clone();
    StoredFile {
        owner,
        owner_id: row["id"].as_i64().expect("a number"),
        file_name: column("file_name").as_str().expect("a name").to_owned(),
        content_type: column("content_type").as_str().map(str::to_owned),
        size: Bytes::from_column(column("file_size").as_i64()),
        schema_version: column("storage_schema_version").as_i64().unwrap_or(0) as i32,
        remote: true,
    }
}

async fn a_file_goes_when_nobody_holds_it_and_stays_when_somebody_does(version: MastodonVersion) {
    let site = Site::of(version).await;
    let alice = site.world.remote_account("alice@gone.example").avatar(Kind::Gif).header(Kind::Png).await;
    let post = site.world.status(&alice).await;
    let (kept, lost) = (site.world.attach(&post, Kind::Video).await, site.world.attach(&post, Kind::Png).await);
    let emoji = site.world.emoji("wave", Some("gone.example")).await;
    let rows = site.rows().await;
    let account = rows.rows("accounts").into_iter().find(|a| a["id"] == alice.id.0).expect("is there");
    let media = |id: i64| rows.rows("media_attachments").into_iter().find(|m| m["id"] == id).expect("is there");
    let files = [
        stored(&account, FileOwner::AccountAvatar, "avatar"),
        stored(&account, FileOwner::AccountHeader, "header"),
        stored(&media(kept.id), FileOwner::MediaFile, "file"),
        stored(&media(kept.id), FileOwner::MediaThumbnail, "thumbnail"),
        stored(&media(lost.id), FileOwner::MediaFile, "file"),
        stored(&rows.rows("custom_emojis")[0], FileOwner::EmojiImage, "image"),
    ];
    let journal = MemoryJournal::default();
    journal.open(&files).await.expect("it is written down");
    // The process ended after its owners had let go and before the files were removed.
    site.execute("UPDATE accounts SET avatar_file_name = NULL; DELETE FROM custom_emojis").await;
    sqlx::query("DELETE FROM media_attachments WHERE id = $1")
        .bind(lost.id)
        .execute(site.world.pool())
        .await
        .expect("ok");
    let before = (site.rows().await, site.files());

    let foreseen = Writer::Preview(site.mastodon.clone()).settle(&files, &journal).await.expect("it is judged");
    assert_eq!(before, (site.rows().await, site.files()));
    assert_eq!(journal.open_entries().len(), files.len());

    let settled = Writer::Apply(site.mastodon.clone()).settle(&files, &journal).await.expect("it is settled");

    let mut gone: Vec<String> = [&alice.avatar, &lost.files, &emoji.files].into_iter().flatten().cloned().collect();
    gone.sort();
    let lines: Vec<String> = gone.iter().map(|key| format!("- {key}")).collect();
    assert_eq!(before.1.changes(&site.files()), lines);
    assert_eq!((settled.still_owned, settled.media.files), (3, gone.len() as u64));
    assert_eq!(settled, foreseen);
    assert!(journal.open_entries().is_empty());
}

async fn a_file_that_cannot_be_removed_stays_in_the_journal(version: MastodonVersion) {
    let site = Site::of(version).await;
    let alice = site.world.remote_account("alice@gone.example").avatar(Kind::Png).await;
    let row = site.rows().await.rows("accounts").into_iter().find(|a| a["id"] == alice.id.0).expect("is there");
    let file = stored(&row, FileOwner::AccountAvatar, "avatar");
    // A file where a folder should be cannot be entered, whoever we are.
    let folder = site.root().join(&alice.avatar[0]).parent().expect("has a folder").to_owned();
    std::fs::remove_dir_all(&folder).expect("it goes");
    std::fs::write(&folder, "in the way").expect("it is written");
    let journal = MemoryJournal::default();

    let writer = Writer::Apply(site.mastodon.clone());
    let removed = writer.remove_accounts(&[alice.id], &journal).await.expect("the account goes");
    assert_eq!(removed.media.failures.len(), 1);
    assert_eq!(journal.open_entries(), [file]);

    std::fs::remove_file(&folder).expect("it goes");
    let settled = writer.settle(&journal.open_entries(), &journal).await.expect("it is settled");
    assert_eq!(settled, Settled::default());
    assert!(journal.open_entries().is_empty());
}

/// The disk of the files goes between the columns and the files: nothing is taken for removed.
async fn files_whose_disk_is_gone_stay_in_the_journal(version: MastodonVersion) {
    let site = Site::of(version).await;
    let alice = site.world.remote_account("alice@gone.example").avatar(Kind::Gif).header(Kind::Png).await;
    let rows = site.rows().await;
    let account = rows.rows("accounts").into_iter().find(|a| a["id"] == alice.id.0).expect("is there");
    let files =
        [stored(&account, FileOwner::AccountAvatar, "avatar"), stored(&account, FileOwner::AccountHeader, "header")];
    let (journal, writer) = (MemoryJournal::default(), Writer::Apply(site.mastodon.clone()));
    let let_go = writer.let_go_of_profile_media(&files, &journal).await.expect("lets go");
    let elsewhere = site.root().with_extension("elsewhere");
    fs::rename(site.root(), &elsewhere).expect("is moved");
    fs::create_dir(site.root()).expect("is made");

    let removed = writer.remove_profile_media(let_go, &journal).await;
    assert!(matches!(removed, Err(WriteError::Storage(_))), "{removed:?}");
    assert!(matches!(writer.settle(&files, &journal).await, Err(WriteError::Storage(_))));
    let foreseen = Writer::Preview(site.mastodon.clone()).settle(&files, &journal).await;
    assert!(matches!(foreseen, Err(WriteError::Storage(_))), "{foreseen:?}");
    assert_eq!(journal.open_entries().len(), 2);

    fs::remove_dir(site.root()).expect("nobody wrote there");
    fs::rename(&elsewhere, site.root()).expect("is moved back");
    let settled = writer.settle(&files, &journal).await.expect("is settled");
    assert!(settled.media.files > 0 && settled.media.failures.is_empty(), "{settled:?}");
    assert!(site.files().is_empty() && journal.open_entries().is_empty());
}

on_every_release!(
    a_file_goes_when_nobody_holds_it_and_stays_when_somebody_does,
    a_file_that_cannot_be_removed_stays_in_the_journal,
    files_whose_disk_is_gone_stay_in_the_journal,
);
