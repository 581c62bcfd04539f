//! Removing objects to which no row leads.

use model::storage::comparison::Row;

use super::{WriteError, Writer};
use crate::files::{FileResult, ObjectName};
use crate::stored_objects;

impl Writer {
    /// Removes these objects, each only if its row is still gone or still holds another file; what became of each is in their order.
    /// In a preview nothing is asked of the storage: what nobody holds would be removed.
    ///
    /// Ids and names are never used twice, so what belonged to nobody once stays so; the second look is for what was wrong with the first.
    ///
    /// # Errors
    /// When the database does not answer; then nothing was removed. [`WriteError::Storage`] when
    /// the storage went away meanwhile.
    pub async fn remove_orphans(&self, objects: &[ObjectName]) -> Result<Vec<FileResult>, WriteError> {
        let rows = stored_objects::rows_of(self.mastodon(), objects).await.map_err(WriteError::AskRows)?;
        let each = objects.iter().zip(&rows);
        let free: Vec<ObjectName> =
            each.filter(|(_, row)| **row != Row::Holds).map(|(object, _)| object.clone()).collect();
        let results = match self {
            Self::Preview(_) => vec![FileResult::Removed; free.len()],
            Self::Apply(mastodon) => {
                let results = mastodon.files.remove_objects(&free).await;
                mastodon.files.prove().await.map_err(WriteError::Storage)?;
                results
            }
        };
        let mut results = results.into_iter();
        let mut result = |row: &Row| match row {
            Row::Holds => FileResult::StillOwned,
            Row::HoldsAnother | Row::Gone => {
                results.next().unwrap_or_else(|| FileResult::Failed("it was not tried".to_owned()))
            }
        };
        Ok(rows.iter().map(&mut result).collect())
    }

    /// Whether files can be taken away at all, by what became of the last ones: asked when these are
    /// written down.
    ///
    /// # Errors
    /// [`WriteError::Storage`] when a hundred in a row stayed.
    pub fn are_files_going(&self) -> Result<(), WriteError> {
        self.mastodon().files.are_going().map_err(WriteError::Storage)
    }
}
