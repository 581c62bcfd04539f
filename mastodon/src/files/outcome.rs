//! What became of one file.

use model::Bytes;

use super::StoredFile;
use super::store::Gone;

/// A file, and what was really removed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    pub file: StoredFile,
    /// Objects that were there and are gone, one per style: really counted in a folder, believed in a service.
    pub objects: u64,
    /// Their sizes: the real ones in a folder; of a service that of the original, as its row has it.
    pub bytes: Bytes,
    pub result: FileResult,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileResult {
    /// At least one style was there, as far as can be known; none is any more.
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

impl FileResult {
    /// How it ended with a single object.
    pub(super) fn of(gone: Gone) -> Self {
        match gone {
            Gone::Seen(_) | Gone::Unseen => Self::Removed,
            Gone::Absent => Self::Absent,
            Gone::Failed(reason) => Self::Failed(reason),
        }
    }
}

impl FileOutcome {
    /// The sum of what became of its objects.
    pub(super) fn of(file: StoredFile, gone: impl Iterator<Item = Gone>) -> Self {
        let (mut objects, mut bytes, mut unseen, mut trouble) = (0, Bytes::ZERO, false, None);
        for gone in gone {
            match gone {
                Gone::Seen(size) => {
                    objects += 1;
                    bytes += size;
                }
                Gone::Unseen => unseen = true,
                Gone::Absent => {}
                Gone::Failed(reason) => trouble = Some(reason),
            }
        }
        if unseen && trouble.is_none() {
            objects = file.believed_objects();
            bytes = file.size;
        }
        let result = match trouble {
            Some(reason) => FileResult::Failed(reason),
            None if objects == 0 => FileResult::Absent,
            None => FileResult::Removed,
        };
        Self { file, objects, bytes, result }
    }

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
