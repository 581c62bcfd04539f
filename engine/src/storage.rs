//! What the page of storage shows, from our own state alone.

use model::storage::{Level, Listed, Snapshot, Terms};
use model::{Act, Bytes, JobKind, Millis, Operator, Permission};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::damage::readable;
use crate::store::runs::read;
use crate::store::{storage_snapshots, storage_terms};

/// Measurements, what was tidied meanwhile, and what storage costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageView {
    /// Absent before the first measurement.
    pub newest: Option<Snapshot>,
    /// Absent before the storage itself was listed.
    pub listed: Option<Listed>,
    /// Sums since the moment that was asked for, oldest first.
    pub levels: Vec<Level>,
    /// Runs that freed storage since then: which job, when it ended, how much.
    pub freed: Vec<(JobKind, Millis, Bytes)>,
    pub terms: Terms,
    /// Something of this cannot be read, and is left out.
    pub damaged: bool,
}

impl Engine {
    /// Storage as it was measured since a moment.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn storage(&self, since: Millis) -> Result<StorageView, EngineError> {
        let (db, site) = (self.db(), self.site());
        let (levels, mut damaged) = storage_snapshots::levels(db, site, since).await?;
        Ok(StorageView {
            newest: readable(storage_snapshots::newest(db, site).await, &mut damaged)?,
            listed: readable(storage_snapshots::listed(db, site).await, &mut damaged)?,
            levels,
            freed: read::freed_since(db, site, since).await?,
            terms: readable(storage_terms::lookup(db, site).await, &mut damaged)?,
            damaged,
        })
    }

    /// Says what storage costs and how much of it there may be.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn set_storage_terms(&self, by: &Operator, terms: &Terms) -> Result<(), ActError> {
        Self::allow(by, Permission::Configure)?;
        let activity = Activity::new(self.site(), self.now(), by, Act::SetStorageTerms, self.site_name()).seeing(terms);
        Ok(storage_terms::put(self.db(), self.site(), terms, &activity).await?)
    }
}
