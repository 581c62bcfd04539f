//! A journal that forgets with its process: for tests, and for looking at what was written down.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{Journal, JournalError};
use crate::files::{FileOutcome, StoredFile};

/// Entries in memory, in the order in which they were opened.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    entries: Mutex<Vec<StoredFile>>,
}

impl MemoryJournal {
    /// The entries that are not closed.
    #[must_use]
    pub fn open_entries(&self) -> Vec<StoredFile> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn open(&self, files: &[StoredFile]) -> Result<(), JournalError> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files {
            if !entries.contains(file) {
                entries.push(file.clone());
            }
        }
        Ok(())
    }

    async fn close(&self, outcomes: &[FileOutcome]) -> Result<(), JournalError> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| !outcomes.iter().any(|outcome| outcome.is_settled() && outcome.file == *entry));
        Ok(())
    }
}
