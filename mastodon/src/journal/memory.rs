//! A journal that forgets with its process: for tests, and for looking at what was written down.

use std::collections::HashSet;
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
        let mut known: HashSet<StoredFile> = entries.iter().cloned().collect();
        entries.extend(files.iter().filter(|file| known.insert((*file).clone())).cloned());
        Ok(())
    }

    async fn close(&self, outcomes: &[FileOutcome]) -> Result<(), JournalError> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let closed: HashSet<_> = outcomes.iter().filter(|o| o.is_settled()).map(|o| &o.file).collect();
        entries.retain(|entry| !closed.contains(entry));
        Ok(())
    }
}
