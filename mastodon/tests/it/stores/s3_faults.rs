//! What is said when S3 fails: gone is what is gone, and everything else comes out with its reason.

use mastodon::files::{FileOutcome, FileResult, StoredFile};
use simulator::S3Fault;

use super::subject::open;
use super::{Kind, Subject, avatar, header};

/// A store with that many files of one object each.
async fn filled(count: i64) -> (Subject, Vec<StoredFile>) {
    let subject = Subject::of(Kind::S3).await;
    let files: Vec<StoredFile> = (1..=count).map(header).collect();
    subject.put_all(&files);
    (subject, files)
}

/// Removes them; whatever happened, what counts as gone is exactly what is gone.
async fn removed(subject: &Subject, files: &[StoredFile]) -> Vec<FileOutcome> {
    let outcomes = subject.files.remove(files).await;
    let there = subject.keys();
    for outcome in &outcomes {
        let gone = outcome.file.keys().expect("plain").iter().all(|key| !there.contains(key));
        assert_eq!(gone, outcome.result == FileResult::Removed, "{outcome:?}");
        assert_eq!(outcome.objects, u64::from(gone), "{outcome:?}");
    }
    outcomes
}

fn failures(outcomes: &[FileOutcome]) -> Vec<&str> {
    let reasons = outcomes.iter().filter_map(|outcome| match &outcome.result {
        FileResult::Failed(reason) => Some(reason.as_str()),
        _ => None,
    });
    reasons.collect()
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let passing = [
        S3Fault::InternalError,
        S3Fault::SlowDown { retry_after: Some(0) },
        S3Fault::Dropped,
        S3Fault::HalfDone,
        S3Fault::Refused { containing: "0.png".to_owned(), code: "SlowDown" },
        S3Fault::Refused { containing: "1.png".to_owned(), code: "InternalError" },
        S3Fault::Refused { containing: "2.png".to_owned(), code: "ServiceUnavailable" },
        S3Fault::ForeignKey,
    ];
    for fault in passing {
        let (subject, files) = filled(120).await;
        subject.s3().fail_next([fault.clone()]);
        let outcomes = removed(&subject, &files).await;
        assert_eq!(failures(&outcomes), [""; 0], "{fault:?}");
        assert_eq!(subject.requests(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_refused_comes_out_alone() {
    let (subject, files) = filled(200).await;
    subject.s3().fail_always(Some(S3Fault::Refused { containing: "11.png".to_owned(), code: "AccessDenied" }));
    let outcomes = removed(&subject, &files).await;
    assert_eq!(failures(&outcomes), ["AccessDenied"]);
    assert_eq!(subject.requests(), 1);
}

#[tokio::test]
async fn a_key_that_always_fails_is_found_by_halving() {
    let (subject, files) = filled(64).await;
    subject.s3().fail_always(Some(S3Fault::Refused { containing: "11.png".to_owned(), code: "InternalError" }));
    let outcomes = removed(&subject, &files).await;
    assert_eq!(failures(&outcomes).len(), 1);
    assert!(failures(&outcomes)[0].contains("InternalError"), "{outcomes:?}");
}

#[tokio::test]
async fn answers_that_make_no_sense_end_in_single_requests() {
    let (subject, files) = filled(8).await;
    subject.s3().fail_always(Some(S3Fault::ForeignKey));
    assert_eq!(failures(&removed(&subject, &files).await), [""; 0]);
}

#[tokio::test]
async fn a_store_that_never_answers_is_given_up() {
    for fault in [S3Fault::Dropped, S3Fault::InternalError, S3Fault::SlowDown { retry_after: None }] {
        let (subject, files) = filled(40).await;
        subject.s3().fail_always(Some(fault.clone()));
        let outcomes = removed(&subject, &files).await;
        assert_eq!(failures(&outcomes).len(), 40, "{fault:?}");
        assert!(subject.requests() < 60, "{fault:?}: {}", subject.requests());
        subject.s3().fail_always(None);
        assert_eq!(failures(&removed(&subject, &files).await), [""; 0], "{fault:?}");
    }
}

#[tokio::test]
async fn a_store_without_batches_is_remembered() {
    for status in [400, 404, 405, 501] {
        let (subject, files) = filled(30).await;
        subject.s3().fail_always(Some(S3Fault::NoBulk { status }));
        assert_eq!(failures(&removed(&subject, &files[..20]).await), [""; 0], "{status}");
        assert_eq!(failures(&removed(&subject, &files[20..]).await), [""; 0], "{status}");
        let seen = subject.s3().seen();
        assert_eq!((seen.batches, seen.singles), (1, 30), "{status}");
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_no_success() {
    let subject = Subject::of(Kind::S3).await;
    for files in [vec![header(1)], vec![avatar(1), header(2)]] {
        let elsewhere = open(&subject.s3().env().replace("S3_BUCKET=media", "S3_BUCKET=nowhere"));
        let outcomes = elsewhere.remove(&files).await;
        assert_eq!(failures(&outcomes).len(), files.len(), "{outcomes:?}");
    }
}

#[tokio::test]
async fn a_404_that_names_no_object_is_no_success() {
    let (subject, files) = filled(3).await;
    subject.s3().fail_always(Some(S3Fault::Elsewhere));
    assert_eq!(failures(&removed(&subject, &files).await).len(), 3);
    assert_eq!(failures(&removed(&subject, &files[..1]).await).len(), 1, "not of a single one either");
    subject.s3().fail_always(None);
    assert_eq!(failures(&removed(&subject, &files).await), [""; 0]);
}

#[tokio::test]
async fn wrong_keys_are_told_in_the_services_words_without_the_secret() {
    let (subject, files) = filled(3).await;
    let env = subject.s3().env().replace("AWS_SECRET_ACCESS_KEY=", "AWS_SECRET_ACCESS_KEY=hunter2");
    let outcomes = open(&env).remove(&files).await;
    assert_eq!(failures(&outcomes).len(), 3);
    assert!(failures(&outcomes)[0].contains("SignatureDoesNotMatch"), "{outcomes:?}");
    assert!(!format!("{outcomes:?}").contains("hunter2"));
}
