//! Removing: what goes, what stays, and what is said of it.

use std::fs;
use std::path::Path;

use futures::TryStreamExt;
use mastodon::files::{FileOutcome, FileResult, StorageError, StoredFile};
use model::Bytes;

use super::{Kind, Subject, avatar, header};

on_every_store!(
    every_style_goes_and_nothing_else,
    missing_is_gone,
    outcomes_are_in_the_order_of_the_files,
    many_objects_go_in_few_requests,
    strange_names_are_left_alone,
    the_schema_version_decides_on_the_place,
    a_preview_changes_nothing_and_says_the_same,
    removing_twice_does_nothing_more,
);

async fn every_style_goes_and_nothing_else(subject: Subject) {
    subject.put_all(&[avatar(7), avatar(8), header(7)]);
    subject.put("cache/accounts/avatars/000/000/007/original/another.gif", "keep");
    fs::write(subject.beside(), "keep").expect("is written");
    let before = subject.keys();

    let removed = subject.files.remove(&[avatar(7), header(7)]).await;

    let gone: Vec<String> = [avatar(7), header(7)].iter().flat_map(|file| file.keys().expect("plain")).collect();
    assert_eq!(before.difference(&subject.keys()).count(), 3);
    assert!(gone.iter().all(|key| before.contains(key) && !subject.keys().contains(key)));
    assert!(subject.beside().exists());
    let (objects, bytes): (Vec<u64>, Vec<Bytes>) =
        removed.iter().map(|outcome| (outcome.objects, outcome.bytes)).unzip();
    assert_eq!(objects, [2, 1]);
    assert_eq!(bytes, if subject.counts_really() { [Bytes(10), Bytes(5)] } else { [Bytes(3), Bytes(3)] });
}

async fn missing_is_gone(subject: Subject) {
    let outcome = subject.files.remove(&[avatar(7)]).await.remove(0);
    assert!(outcome.is_settled());
    assert_eq!(outcome.result, if subject.counts_really() { FileResult::Absent } else { FileResult::Removed });
}

async fn outcomes_are_in_the_order_of_the_files(subject: Subject) {
    let files: Vec<StoredFile> = (1..40).rev().map(|id| if id % 3 == 0 { header(id) } else { avatar(id) }).collect();
    subject.put_all(&files);
    let told: Vec<StoredFile> = subject.files.remove(&files).await.into_iter().map(|outcome| outcome.file).collect();
    assert_eq!(told, files);
    assert!(subject.keys().is_empty());
}

async fn many_objects_go_in_few_requests(subject: Subject) {
    let files: Vec<StoredFile> = (1..=1_250).map(avatar).collect();
    subject.put_all(&files);
    assert_eq!(subject.keys().len(), 2_500);
    let removed = subject.files.remove(&files).await;
    assert_eq!(objects(&removed), 2_500);
    assert!(subject.keys().is_empty());
    match subject.kind {
        Kind::Local => {}
        Kind::S3 | Kind::S3Prefixed => assert_eq!(subject.requests(), 3),
        // Each batch may have found it out by itself.
        Kind::Swift => assert_eq!(subject.requests(), 3),
        Kind::Azure => assert_eq!(subject.requests(), 10),
        Kind::SwiftWithoutBulk | Kind::S3WithoutBatches => {
            assert!(subject.requests() <= 2_503, "{}", subject.requests())
        }
    }
}

async fn strange_names_are_left_alone(subject: Subject) {
    let strange = StoredFile { file_name: "../../../../../../../beside.png".to_owned(), ..avatar(7) };
    fs::write(subject.beside(), "keep").expect("is written");
    subject.put_all(&[avatar(8)]);
    let outcomes = subject.files.remove(&[strange, avatar(8)]).await;
    assert_eq!(outcomes[0].result, FileResult::Strange);
    assert_eq!(outcomes[1].result, FileResult::Removed);
    assert!(subject.beside().exists());
}

async fn the_schema_version_decides_on_the_place(subject: Subject) {
    let old = StoredFile { schema_version: 0, ..avatar(7) };
    subject.put_all(&[old.clone(), avatar(7)]);
    subject.files.remove(&[old]).await;
    assert!(subject.keys().iter().all(|key| key.starts_with("cache/")));
    assert_eq!(subject.keys().len(), 2);
}

async fn a_preview_changes_nothing_and_says_the_same(subject: Subject) {
    let files = [avatar(7), header(7), header(9)];
    subject.put_all(&files[..2]);
    let (before, asked) = (subject.keys(), subject.requests());
    let measured = subject.files.measure(&files).await;
    assert_eq!((subject.keys(), subject.requests()), (before, asked));
    assert_eq!(subject.files.remove(&files).await, measured);
}

async fn removing_twice_does_nothing_more(subject: Subject) {
    subject.put_all(&[avatar(7), avatar(8)]);
    subject.files.remove(&[avatar(7)]).await;
    let before = subject.keys();
    assert!(subject.files.remove(&[avatar(7)]).await[0].is_settled());
    assert_eq!(subject.keys(), before);
}

fn objects(outcomes: &[FileOutcome]) -> u64 {
    outcomes.iter().map(|outcome| outcome.objects).sum()
}

mod in_a_folder {
    use super::*;

    #[tokio::test]
    async fn emptied_folders_go_but_for_those_right_below_the_root() {
        let subject = Subject::of(Kind::Local).await;
        subject.put_all(&[avatar(7)]);
        subject.files.remove(&[avatar(7)]).await;
        let root = subject.beside().with_file_name("system");
        let left = |folder: &Path| -> Vec<_> {
            let entries = fs::read_dir(folder).expect("the folder is there");
            entries.map(|entry| entry.expect("is read").file_name()).collect()
        };
        assert_eq!(left(&root), ["cache"]);
        assert!(left(&root.join("cache")).is_empty());
    }

    #[tokio::test]
    async fn a_folder_whose_disk_is_gone_is_not_listed_as_empty() {
        let subject = Subject::of(Kind::Local).await;
        subject.put_all(&[avatar(7)]);
        let root = subject.beside().with_file_name("system");
        fs::rename(&root, root.with_extension("elsewhere")).expect("is moved");
        fs::create_dir(&root).expect("is made");
        let listed: Result<Vec<_>, _> = subject.files.list("", None).try_collect().await;
        assert!(matches!(listed, Err(StorageError::Away { .. })), "{listed:?}");
    }

    #[tokio::test]
    async fn what_cannot_be_removed_is_a_failure_with_its_reason() {
        let subject = Subject::of(Kind::Local).await;
        // A folder that is a file cannot be entered, whoever we are.
        subject.put("cache/accounts/avatars/000/000/007", "a file");
        let outcome = subject.files.remove(&[avatar(7)]).await.remove(0);
        assert_eq!(outcome.result, FileResult::Failed("not a directory".to_owned()));
    }
}
