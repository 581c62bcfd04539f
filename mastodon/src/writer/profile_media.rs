//! Removing saved profile pictures.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use super::{Measured, Writer, commit, measure_files, owners, remove_files, write_down};
use crate::connect::Mastodon;
use crate::deletion::pictures::ClearPictures;
use crate::files::{FileOutcome, FileOwner, FileResult, StoredFile};
use crate::journal::Journal;
use crate::writer::WriteError;

/// Pictures that let go of their columns in one transaction; it takes some ten milliseconds.
const AT_ONCE: usize = 1_000;

/// What was removed, or in a preview would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Accounts that let go of at least one picture.
    pub accounts: u64,
    pub media: Measured,
    /// Pictures that had changed or gone since they were picked, and were left alone.
    pub changed: u64,
}

impl AddAssign for Cleared {
    fn add_assign(&mut self, other: Self) {
        self.accounts += other.accounts;
        self.media += other.media;
        self.changed += other.changed;
    }
}

/// Pictures that no account holds any more; their files are still to go. In a preview: that would let go.
#[derive(Debug)]
#[must_use = "the files are still there"]
pub struct LetGo {
    files: Vec<StoredFile>,
    /// How many had changed or gone since they were picked.
    changed: u64,
    /// Those with a name that Mastodon does not write, columns and all.
    strange: Vec<StoredFile>,
}

impl LetGo {
    /// How many accounts let go of at least one picture.
    #[must_use]
    pub fn accounts(&self) -> usize {
        let mut ids: Vec<_> = self.files.iter().map(|file| file.owner_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }
}

impl Writer {
    /// Writes these avatars and headers into the journal and empties their columns, each only if its account still holds that very file.
    /// Picks of one account come together. A pick with a name that Mastodon does not write is left alone.
    ///
    /// The files go with [`Self::remove_profile_media`], which may run beside the next letting go: one keeps the database busy, the other
    /// the storage.
    ///
    /// # Errors
    /// When the journal or the database fails; what was done is done.
    pub async fn let_go_of_profile_media(
        &self,
        picks: &[StoredFile],
        journal: &dyn Journal,
    ) -> Result<LetGo, WriteError> {
        let (plain, strange): (Vec<_>, Vec<_>) = picks
            .iter()
            .filter(|file| matches!(file.owner, FileOwner::AccountAvatar | FileOwner::AccountHeader))
            .cloned()
            .partition(|file| file.keys().is_ok());
        let (files, changed) = match self {
            Self::Preview(mastodon) => owners::part(mastodon, &plain)
                .await
                .map_err(|source| WriteError::AskOwners { count: plain.len(), source })?,
            Self::Apply(mastodon) => clear_columns(mastodon, plain, journal).await?,
        };
        Ok(LetGo { files, changed: changed.len() as u64, strange })
    }

    /// Removes the files and closes their entries in the journal.
    ///
    /// # Errors
    /// When the journal fails; what was done is done.
    pub async fn remove_profile_media(&self, let_go: LetGo, journal: &dyn Journal) -> Result<Cleared, WriteError> {
        let accounts = let_go.accounts() as u64;
        let LetGo { files, changed, strange } = let_go;
        let mut media: Measured = match self {
            Self::Preview(mastodon) => measure_files(mastodon, &files).await?.into(),
            Self::Apply(mastodon) => remove_files(mastodon, &files, journal).await?.into(),
        };
        let strange = strange.into_iter().map(|file| FileOutcome::nothing(file, FileResult::Strange));
        media.failures.extend(strange);
        Ok(Cleared { accounts, media, changed })
    }
}

/// Parts the picks into those that let go and those that had changed, whose entries are closed again.
async fn clear_columns(
    mastodon: &Mastodon,
    picks: Vec<StoredFile>,
    journal: &dyn Journal,
) -> Result<(Vec<StoredFile>, Vec<StoredFile>), WriteError> {
    write_down(mastodon, &picks, journal).await?;
    let mut let_go = BTreeSet::new();
    for some in picks.chunks(AT_ONCE) {
        let cleared = commit(mastodon, &ClearPictures { picks: some })
            .await
            .map_err(|source| WriteError::ClearPictures { count: some.len(), source })?;
        let_go.extend(cleared);
    }
    let (let_go, changed): (Vec<_>, Vec<_>) =
        picks.into_iter().partition(|file| let_go.contains(&(file.owner, file.owner_id)));
    let untouched: Vec<_> =
        changed.iter().cloned().map(|file| FileOutcome::nothing(file, FileResult::StillOwned)).collect();
    if !untouched.is_empty() {
        journal.close(&untouched).await?;
    }
    Ok((let_go, changed))
}
