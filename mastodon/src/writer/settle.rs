//! Settling what a stop left open.

use super::{Measured, Writer, measure_files, owners, take_away};
use crate::files::{FileOutcome, FileResult, StoredFile};
use crate::journal::Journal;
use crate::writer::WriteError;

/// What became of open entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Entries whose row still holds the file: nothing had happened yet.
    pub still_owned: u64,
    /// The others: their files are gone now.
    pub media: Measured,
}

impl Writer {
    /// Judges each open entry by one question: does its row still hold that file? If so the entry is dropped and the file stays;
    /// otherwise the file is removed, again if need be.
    ///
    /// # Errors
    /// When the journal or the database fails; what was settled is settled.
    pub async fn settle(&self, open: &[StoredFile], journal: &dyn Journal) -> Result<Settled, WriteError> {
        let (held, free) = owners::part(self.mastodon(), open)
            .await
            .map_err(|source| WriteError::AskOwners { count: open.len(), source })?;
        let still_owned = held.len() as u64;
        let media = match self {
            Self::Preview(mastodon) => measure_files(mastodon, &free).await?.into(),
            Self::Apply(mastodon) => {
                let kept: Vec<_> =
                    held.into_iter().map(|file| FileOutcome::nothing(file, FileResult::StillOwned)).collect();
                if !kept.is_empty() {
                    journal.close(&kept).await?;
                }
                let outcomes = take_away(mastodon, &free, journal).await?;
                // That files which stayed before stay again says nothing of others.
                mastodon.files.forget_stuck();
                outcomes.into()
            }
        };
        Ok(Settled { still_owned, media })
    }
}
