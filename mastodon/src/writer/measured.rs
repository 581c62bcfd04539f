//! What became of files, added up.

use std::ops::AddAssign;

use model::Bytes;

use crate::files::{FileOutcome, FileResult};

/// Files that are gone, or in a preview would be, and those that are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Objects: every style counts.
    pub files: u64,
    /// Their real sizes.
    pub bytes: Bytes,
    /// What could not be removed ([`FileResult::Failed`]) or was left alone for its name ([`FileResult::Strange`]).
    pub failures: Vec<FileOutcome>,
}

impl From<Vec<FileOutcome>> for Measured {
    fn from(outcomes: Vec<FileOutcome>) -> Self {
        let mut sum = Self::default();
        for outcome in outcomes {
            sum.files += outcome.objects;
            sum.bytes += outcome.bytes;
            if matches!(outcome.result, FileResult::Failed(_) | FileResult::Strange) {
                sum.failures.push(outcome);
            }
        }
        sum
    }
}

impl AddAssign for Measured {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.failures.extend(other.failures);
    }
}
