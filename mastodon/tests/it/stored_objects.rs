//! Whose the objects in the storage are, told by the rows.

use std::collections::BTreeMap;

use mastodon::files::{FileResult, ObjectName, Place};
use mastodon::stored_objects::rows_of;
use mastodon::{Mastodon, Writer};
use model::storage::comparison::Row;
use simulator::{Kind, MastodonVersion};

use crate::support::Site;

/// Every object that lies there. All that the world stores is known by its place.
fn objects(site: &Site) -> Vec<ObjectName> {
    let named = |key| match Place::of(key) {
        Place::File(name) => name,
        other => panic!("{key}: {other:?}"),
    };
    site.files().files().map(named).collect()
}

async fn rows(mastodon: &Mastodon, objects: &[ObjectName]) -> BTreeMap<String, Row> {
    let rows = rows_of(mastodon, objects).await.expect("is read");
    objects.iter().map(|object| object.key().to_owned()).zip(rows).collect()
}

async fn furnished(version: MastodonVersion) -> Site {
    let site = Site::of(version).await;
    let world = &site.world;
    world.member("member").avatar(Kind::Gif).header(Kind::Png).await;
    let poster = world.remote_account("poster@a.example").avatar(Kind::Gif).header(Kind::Jpeg).await;
    world.remote_account("old@a.example").avatar(Kind::Png).storage_schema(Some(0)).await;
    for kind in [Kind::Video, Kind::Jpeg, Kind::Audio, Kind::Gif] {
        world.stray_attachment(&poster, kind).await;
    }
    world.emoji("ours", None).await;
    world.emoji("theirs", Some("a.example")).await;
    site
}

async fn every_style_of_every_file_leads_to_its_row(version: MastodonVersion) {
    let site = furnished(version).await;
    let objects = objects(&site);
    assert!(objects.len() > 15, "{objects:?}");
    assert!(rows(&site.mastodon, &objects).await.values().all(|row| *row == Row::Holds));

    site.execute(
        "DELETE FROM media_attachments; DELETE FROM custom_emojis WHERE domain IS NULL;
         UPDATE accounts SET header_file_name = NULL WHERE domain IS NULL;
         UPDATE accounts SET avatar_file_name = 'ffff.png' WHERE domain IS NOT NULL",
    )
    .await;
    for (key, row) in rows(&site.mastodon, &objects).await {
        let expected = match key.trim_start_matches("cache/").split('/').collect::<Vec<_>>()[..2] {
            ["media_attachments", _] => Row::Gone,
            ["custom_emojis", _] if !key.starts_with("cache/") => Row::Gone,
            ["accounts", "headers"] if !key.starts_with("cache/") => Row::HoldsAnother,
            ["accounts", "avatars"] if key.starts_with("cache/") => Row::HoldsAnother,
            // Stored before there was a cache, which no key tells.
            ["accounts", "avatars"] => continue,
            _ => Row::Holds,
        };
        assert_eq!(row, expected, "{key}");
    }
}

async fn what_a_row_holds_after_all_is_never_removed(version: MastodonVersion) {
    let site = furnished(version).await;
    let objects = objects(&site);
    let before = site.files();
    let writer = Writer::Apply(site.mastodon.clone());
    let results = writer.remove_orphans(&objects).await.expect("is judged");
    assert!(results.iter().all(|result| *result == FileResult::StillOwned));
    assert_eq!(before, site.files());

    site.execute("DELETE FROM media_attachments").await;
    let (rows, planned) = (site.rows().await, Writer::Preview(site.mastodon.clone()));
    let told = planned.remove_orphans(&objects).await.expect("is judged");
    assert_eq!(before, site.files(), "a preview changes nothing");
    assert_eq!(writer.remove_orphans(&objects).await.expect("they go"), told);
    for (object, result) in objects.iter().zip(&told) {
        assert_eq!(site.files().has(object.key()), *result == FileResult::StillOwned, "{}", object.key());
    }
    let again = writer.remove_orphans(&objects).await.expect("is judged");
    assert!(again.iter().all(|result| matches!(result, FileResult::StillOwned | FileResult::Absent)));
    assert_eq!(rows, site.rows().await);
}

on_every_release_and_fork!(every_style_of_every_file_leads_to_its_row, what_a_row_holds_after_all_is_never_removed);
