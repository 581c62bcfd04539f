//! What `check` says of the storage, without touching it.

use mastodon::check::{Finding, check};
use mastodon::env_file;
use mastodon::settings::Settings;

use super::subject::open;
use super::{Kind, Subject, avatar};

/// The finding about the storage that these variables name, for a database that nobody answers for.
async fn finding(variables: &str) -> Finding {
    let nowhere = tempfile::tempdir().expect("a folder");
    let text = format!("LOCAL_DOMAIN=home.example\nDB_HOST={}\n{variables}", nowhere.path().display());
    let settings = Settings::from_env(&env_file::parse(&text).expect("is read"), nowhere.path()).expect("is usable");
    check(&settings, || model::Millis(0))
        .await
        .into_iter()
        .find(|finding| finding.name == "storage")
        .expect("there is one")
}

#[tokio::test]
async fn a_service_that_answers_is_good_and_stays_as_it_was() {
    let subject = Subject::of(Kind::S3).await;
    let empty = finding(&subject.s3().env()).await;
    assert!(empty.ok && empty.sentence.contains("no file"), "{empty:?}");
    subject.put_all(&[avatar(7)]);
    let before = subject.keys();
    let filled = finding(&subject.s3().env()).await;
    assert!(filled.ok && filled.sentence.contains("can be listed"), "{filled:?}");
    assert_eq!(subject.keys(), before);
    let seen = subject.s3().seen();
    assert_eq!((seen.lists, seen.all()), (2, 2));
}

#[tokio::test]
async fn a_service_that_does_not_let_us_in_is_told_with_what_to_do() {
    let s3 = Subject::of(Kind::S3).await;
    let bad = finding(&s3.s3().env().replace("AWS_ACCESS_KEY_ID=", "AWS_ACCESS_KEY_ID=not-")).await;
    assert!(!bad.ok && bad.sentence.contains("403"), "{bad:?}");
    assert!(bad.remedy.is_some_and(|remedy| remedy.contains("s3:ListBucket")));

    let swift = Subject::of(Kind::Swift).await;
    let bad = finding(&swift.swift().env().replace("SWIFT_PASSWORD=", "SWIFT_PASSWORD=not-")).await;
    assert!(!bad.ok && bad.sentence.contains("does not let us in"), "{bad:?}");
}

#[tokio::test]
async fn no_store_shows_its_secret() {
    for kind in [Kind::S3, Kind::Azure, Kind::Swift] {
        let subject = Subject::of(kind).await;
        let shown = format!("{:?}", subject.files);
        assert!(!shown.contains("secret-of-the-tests") && !shown.contains("AccessKey("), "{shown}");
    }
    let azure = open(
        "AZURE_ENABLED=true\nAZURE_STORAGE_ACCOUNT=a\nAZURE_STORAGE_ACCESS_KEY=aHVudGVyMg==\nAZURE_CONTAINER_NAME=c",
    );
    // The bytes of the key, as the library would print them.
    assert!(!format!("{azure:?}").contains("104, 117"));
}
