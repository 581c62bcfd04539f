//! What became of one file.

use model::Bytes;

use super::StoredFile;

/// A file, and what was really removed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    pub file: StoredFile,
    /// Objects that were there and are gone: one per style.
    pub objects: u64,
    /// Their real sizes.
    pub bytes: Bytes,
    pub result: FileResult,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileResult {
    /// At least one style was there; none is any more.
    Removed,
    /// No style was there.
    Absent,
    /// Its row still holds it, so nothing was done.
    StillOwned,
    /// Its name is none that Mastodon writes, so nothing was done.
    Strange,
    /// Some style is still there; the reason is the system's.
    Failed(String),
}

impl FileOutcome {
    /// An outcome in which no object was touched.
    pub(crate) fn nothing(file: StoredFile, result: FileResult) -> Self {
        Self { file, objects: 0, bytes: Bytes::ZERO, result }
    }

    /// Whether a journal entry about the file is done with; only a failure has to be tried again.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !matches!(self.result, FileResult::Failed(_))
    }
}
