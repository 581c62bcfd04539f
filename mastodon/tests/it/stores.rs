//! Every place for files keeps the same promises.

/// Makes a module of a story, with a test for each place, so that a failure names it.
macro_rules! on_every_store {
    ($($story:ident),+ $(,)?) => {$(
        on_stores!(
            $story,
            local: Local, s3: S3, s3_with_prefix: S3Prefixed, s3_without_batches: S3WithoutBatches,
            azure: Azure, swift: Swift, swift_without_bulk: SwiftWithoutBulk
        );
    )+};
}

macro_rules! on_stores {
    ($story:ident, $($name:ident: $kind:ident),+) => {
        mod $story {$(
            #[tokio::test]
            async fn $name() {
                let subject = crate::stores::Subject::of(crate::stores::Kind::$kind).await;
                super::$story(subject).await;
            }
        )+}
    };
}

mod cache_buster;
mod check;
mod listing;
mod promises;
mod s3_faults;
mod subject;
mod swift_faults;

use subject::{Kind, Subject, avatar, header};
