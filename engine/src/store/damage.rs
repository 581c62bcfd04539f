//! Rows of our own state that can no longer be read in part. They take nothing else with them: a
//! list shows them as damaged, with what of them can be told, and a run that is damaged is not
//! worked on.

use std::fmt::Display;

use super::db::StoreError;

/// The reading of one row. Whatever of it cannot be read is told in the log once, with the id of
/// the row.
pub(crate) struct Reading<'a> {
    row: &'a (dyn Display + Sync),
    damaged: bool,
}

impl<'a> Reading<'a> {
    pub(crate) fn of(row: &'a (dyn Display + Sync)) -> Self {
        Self { row, damaged: false }
    }

    /// What was read of a column; nothing when it could not be read, or holds no word that we know.
    pub(crate) fn part<T>(&mut self, column: &'static str, read: impl IntoPart<T>) -> Option<T> {
        let part = read.into_part();
        if part.is_none() {
            self.damaged = true;
            tracing::error!(column, row = %self.row, "A row of our own state is damaged.");
        }
        part
    }

    /// Whether anything of the row could not be read.
    pub(crate) fn is_damaged(&self) -> bool {
        self.damaged
    }
}

/// A result or an option, as parsers give it.
pub(crate) trait IntoPart<T> {
    fn into_part(self) -> Option<T>;
}

impl<T> IntoPart<T> for Option<T> {
    fn into_part(self) -> Self {
        self
    }
}

impl<T, E> IntoPart<T> for Result<T, E> {
    fn into_part(self) -> Option<T> {
        self.ok()
    }
}

/// What was read, or what there is without it when it is damaged, which is noted.
pub(crate) fn readable<T: Default>(read: Result<T, StoreError>, damaged: &mut bool) -> Result<T, StoreError> {
    match read {
        Err(StoreError::Damaged(_)) => {
            *damaged = true;
            Ok(T::default())
        }
        read => read,
    }
}
