//! Removing saved profile pictures.

use std::collections::BTreeSet;
use std::ops::AddAssign;

use super::{Measured, Writer, commit, owners, remove_files};
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

impl Writer {
    /// Removes these avatars and headers, each only if its account still holds that very file. Picks of one account come together.
    ///
    /// The order is: journal, columns, files, journal. A pick with a name that Mastodon does not write is left alone, columns and all.
    ///
    /// # Errors
    /// When the journal or the database fails; what was done is done.
    pub async fn remove_profile_media(
        &self,
        picks: &[StoredFile],
        journal: &dyn Journal,
    ) -> Result<Cleared, WriteError> {
        let (plain, strange): (Vec<_>, Vec<_>) = picks
            .iter()
            .filter(|file| matches!(file.owner, FileOwner::AccountAvatar | FileOwner::AccountHeader))
            .cloned()
            .partition(|file| file.keys().is_ok());
        let mut cleared = match self {
            Self::Preview(mastodon) => preview(mastodon, &plain).await?,
            Self::Apply(mastodon) => apply(mastodon, &plain, journal).await?,
        };
        let strange = strange.into_iter().map(|file| FileOutcome::nothing(file, FileResult::Strange));
        cleared.media.failures.extend(strange);
        Ok(cleared)
    }
}

async fn preview(mastodon: &Mastodon, picks: &[StoredFile]) -> Result<Cleared, WriteError> {
    let (held, changed) =
        owners::part(mastodon, picks).await.map_err(|source| WriteError::AskOwners { count: picks.len(), source })?;
    let media = mastodon.files.measure(&held).await.into();
    Ok(Cleared { accounts: accounts(&held), media, changed: changed.len() as u64 })
}

async fn apply(mastodon: &Mastodon, picks: &[StoredFile], journal: &dyn Journal) -> Result<Cleared, WriteError> {
    if picks.is_empty() {
        return Ok(Cleared::default());
    }
    journal.open(picks).await?;
    let mut let_go = BTreeSet::new();
    for some in picks.chunks(AT_ONCE) {
        let cleared = commit(mastodon, &ClearPictures { picks: some })
            .await
            .map_err(|source| WriteError::ClearPictures { count: some.len(), source })?;
        let_go.extend(cleared);
    }
    let (let_go, changed): (Vec<_>, Vec<_>) =
        picks.iter().cloned().partition(|file| let_go.contains(&(file.owner, file.owner_id)));
    let media = remove_files(mastodon, &let_go, journal).await?.into();
    let untouched: Vec<_> =
        changed.into_iter().map(|file| FileOutcome::nothing(file, FileResult::StillOwned)).collect();
    if !untouched.is_empty() {
        journal.close(&untouched).await?;
    }
    Ok(Cleared { accounts: accounts(&let_go), media, changed: untouched.len() as u64 })
}

fn accounts(files: &[StoredFile]) -> u64 {
    let mut ids: Vec<_> = files.iter().map(|file| file.owner_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len() as u64
}
