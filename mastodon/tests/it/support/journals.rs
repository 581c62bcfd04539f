//! A journal that stops the work.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use mastodon::files::{FileOutcome, StoredFile};
use mastodon::journal::{Journal, JournalError, MemoryJournal};

/// On which side of its work a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
}

/// A journal whose n-th call fails, as if the process ended there. Later calls are not made by anybody.
pub(crate) struct StoppingJournal<'a> {
    pub(crate) kept: &'a MemoryJournal,
    pub(crate) when: When,
    /// Calls that still go well.
    pub(crate) good: AtomicUsize,
}

impl<'a> StoppingJournal<'a> {
    pub(crate) fn new(kept: &'a MemoryJournal, when: When, good: usize) -> Self {
        Self { kept, when, good: AtomicUsize::new(good) }
    }

    fn stops(&self) -> bool {
        self.good.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err()
    }
}

#[async_trait]
impl Journal for StoppingJournal<'_> {
    async fn open(&self, files: &[StoredFile]) -> Result<(), JournalError> {
        let stops = self.stops();
        if !stops || self.when == When::After {
            self.kept.open(files).await?;
        }
        if stops { Err(JournalError::Open("stopped".into())) } else { Ok(()) }
    }

    async fn close(&self, outcomes: &[FileOutcome]) -> Result<(), JournalError> {
        let stops = self.stops();
        if !stops || self.when == When::After {
            self.kept.close(outcomes).await?;
        }
        if stops { Err(JournalError::Close("stopped".into())) } else { Ok(()) }
    }
}
