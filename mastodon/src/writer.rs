//! The only thing that changes a Mastodon.

mod accounts;
mod delivery;
mod error;
mod measured;
mod orphans;
mod owners;
mod profile_media;
mod purge;
mod restore_profile_media;
mod settle;

use crate::connect::Mastodon;
use crate::deletion::{Step, timed};
use crate::files::{FileOutcome, StoredFile};
use crate::journal::Journal;

pub use accounts::{FULL, Removed};
pub use delivery::Restarted;
pub use error::WriteError;
pub use measured::Measured;
pub use profile_media::{Cleared, LetGo};
pub use purge::{Instances, Purged};
pub use restore_profile_media::Wanted;
pub use settle::Settled;

/// A hand on one Mastodon, in one of two modes. A job cannot ask which; both say what was removed, or would be.
#[derive(Clone, Debug)]
pub enum Writer {
    /// Reads and counts, and changes nothing: not the database, not a file, not the journal.
    Preview(Mastodon),
    /// Does it.
    Apply(Mastodon),
}

impl Writer {
    fn mastodon(&self) -> &Mastodon {
        match self {
            Self::Preview(mastodon) | Self::Apply(mastodon) => mastodon,
        }
    }

    /// Refuses where an unknown table would hold something back.
    fn allow(&self) -> Result<(), WriteError> {
        let refusals = self.mastodon().catalogue.refusals();
        if refusals.is_empty() { Ok(()) } else { Err(WriteError::Refused(refusals)) }
    }
}

/// One short transaction on this Mastodon, when there is room for it.
async fn commit<S: Step>(mastodon: &Mastodon, step: &S) -> Result<S::Done, sqlx::Error> {
    timed(mastodon, step).await.map(|(done, _)| done)
}

/// Files about to lose their owner, written down before anything else. None loses it while the
/// storage is away.
async fn write_down(mastodon: &Mastodon, files: &[StoredFile], journal: &dyn Journal) -> Result<(), WriteError> {
    if !files.is_empty() {
        mastodon.files.prove().await.map_err(WriteError::Storage)?;
        journal.open(files).await?;
    }
    Ok(())
}

/// What [`remove_files`] would say, changing nothing.
async fn measure_files(mastodon: &Mastodon, files: &[StoredFile]) -> Result<Vec<FileOutcome>, WriteError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let outcomes = mastodon.files.measure(files).await;
    mastodon.files.prove().await.map_err(WriteError::Storage)?;
    Ok(outcomes)
}

/// The files that were held by rows just removed: taken away, and their entries closed.
async fn remove_files(
    mastodon: &Mastodon,
    files: &[StoredFile],
    journal: &dyn Journal,
) -> Result<Vec<FileOutcome>, WriteError> {
    let outcomes = take_away(mastodon, files, journal).await?;
    mastodon.files.are_going().map_err(WriteError::Storage)?;
    Ok(outcomes)
}

/// The same, whether files go or not. Where the storage went away meanwhile the entries stay open:
/// nobody knows which files were there.
async fn take_away(
    mastodon: &Mastodon,
    files: &[StoredFile],
    journal: &dyn Journal,
) -> Result<Vec<FileOutcome>, WriteError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let outcomes = mastodon.files.remove(files).await;
    mastodon.files.prove().await.map_err(WriteError::Storage)?;
    journal.close(&outcomes).await?;
    Ok(outcomes)
}
