//! What Swift and Keystone may answer besides.

use mastodon::files::{FileResult, StoredFile};

use super::subject::open;
use super::{Kind, Subject, header};

#[tokio::test]
async fn a_token_that_expired_is_replaced() {
    for kind in [Kind::Swift, Kind::SwiftWithoutBulk] {
        let subject = Subject::of(kind).await;
        let files = [header(1), header(2), header(3)];
        subject.put_all(&files);
        subject.files.remove(&files[..1]).await;
        subject.swift().forget_tokens();
        assert!(subject.files.remove(&files[1..]).await.iter().all(|outcome| outcome.result == FileResult::Removed));
        assert!(subject.keys().is_empty());
    }
}

#[tokio::test]
async fn an_object_that_is_refused_comes_out_alone() {
    let subject = Subject::of(Kind::Swift).await;
    let files = [header(1), StoredFile { file_name: "locked.png".to_owned(), ..header(2) }, header(3)];
    subject.put_all(&files);
    let results: Vec<_> = subject.files.remove(&files).await.into_iter().map(|outcome| outcome.result).collect();
    let refused = FileResult::Failed("the service answered 403 Forbidden".to_owned());
    assert_eq!(results, [FileResult::Removed, refused, FileResult::Removed]);
}

#[tokio::test]
async fn a_wrong_password_region_or_container_is_told_and_nothing_counts() {
    let subject = Subject::of(Kind::Swift).await;
    let env = subject.swift().env();
    let cases = [
        ("SWIFT_PASSWORD=", "SWIFT_PASSWORD=hunter2", "SWIFT_PASSWORD"),
        ("SWIFT_REGION=GRA", "SWIFT_REGION=BHS", "SWIFT_REGION"),
        ("SWIFT_CONTAINER=media", "SWIFT_CONTAINER=nowhere", "SWIFT_CONTAINER"),
    ];
    for (right, wrong, told) in cases {
        let outcomes = open(&env.replace(right, wrong)).remove(&[header(1), header(2)]).await;
        for outcome in outcomes {
            let FileResult::Failed(reason) = &outcome.result else { panic!("{wrong}: {outcome:?}") };
            assert!(reason.contains(told) && !reason.contains("hunter2"), "{wrong}: {reason}");
        }
    }
}
