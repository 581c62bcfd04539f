//! The removal journal: what is about to be removed, written down before it is, so that a stop at any moment leaves no doubt.

mod memory;

use async_trait::async_trait;

use crate::files::{FileOutcome, StoredFile};

pub use memory::MemoryJournal;

/// Where files are written down before their owner lets go of them.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Writes these files down, durably. Writing one down again is fine.
    async fn open(&self, files: &[StoredFile]) -> Result<(), JournalError>;

    /// Closes the entries of these files, except where [`FileOutcome::is_settled`] says that they have to be tried again.
    async fn close(&self, outcomes: &[FileOutcome]) -> Result<(), JournalError>;
}

/// Why the journal could not be kept; nothing may be removed then.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("the removal journal could not be written")]
    Open(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("entries of the removal journal could not be closed")]
    Close(#[source] Box<dyn std::error::Error + Send + Sync>),
}
