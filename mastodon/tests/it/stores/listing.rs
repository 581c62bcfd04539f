//! Listing everything, in order and in pages.

use futures::TryStreamExt;
use model::Bytes;

use super::{Subject, avatar};

on_every_store!(
    the_listing_is_complete_and_in_order,
    the_listing_goes_on_after_a_key,
    a_folder_is_listed_without_its_neighbours,
);

async fn keys(subject: &Subject, folder: &str, after: Option<&str>) -> Vec<String> {
    subject.files.list(folder, after).map_ok(|object| object.key).try_collect().await.expect("it is listed")
}

async fn the_listing_is_complete_and_in_order(subject: Subject) {
    let files: Vec<_> = (1..=1_250).map(avatar).collect();
    subject.put_all(&files);
    // A slash comes after a point where whole keys are compared.
    subject.put("cache/accounts.txt", "12345");
    let listed: Vec<_> = subject.files.list("", None).try_collect().await.expect("it is listed");
    assert!(listed.iter().all(|object| object.size == Bytes(5) && object.last_modified.0 > 0));
    let there: Vec<String> = subject.keys().into_iter().collect();
    assert_eq!(listed.into_iter().map(|object| object.key).collect::<Vec<_>>(), there);
}

async fn the_listing_goes_on_after_a_key(subject: Subject) {
    subject.put_all(&[avatar(1), avatar(2), avatar(3)]);
    let all = keys(&subject, "", None).await;
    assert_eq!(all.len(), 6);
    for (place, key) in all.iter().enumerate() {
        assert_eq!(keys(&subject, "", Some(key)).await, all[place + 1..], "after {key}");
    }
}

async fn a_folder_is_listed_without_its_neighbours(subject: Subject) {
    for key in ["a/b/1.png", "a/bc/2.png", "a/b.png", "z/3.png"] {
        subject.put(key, "12345");
    }
    assert_eq!(keys(&subject, "a/b", None).await, ["a/b/1.png"]);
    assert_eq!(keys(&subject, "a/nothing", None).await, [""; 0]);
}
