//! The activity log as it is read.

use model::activity::Entry;
use model::{Operator, Permission};

use crate::engine::Engine;
use crate::error::ActError;
use crate::store::activities::{self, ActivityFilter};

impl Engine {
    /// A page of the log, newest first.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn activities(&self, by: &Operator, filter: &ActivityFilter) -> Result<Vec<Entry>, ActError> {
        Self::allow(by, Permission::View)?;
        Ok(activities::page(self.db(), self.site(), filter).await?)
    }

    /// Everything that was seen at the moment of an act, as JSON; nothing when there is no such act.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::Store`].
    pub async fn seen_at(&self, by: &Operator, act: &str) -> Result<Option<String>, ActError> {
        Self::allow(by, Permission::View)?;
        Ok(activities::seen(self.db(), self.site(), act).await?)
    }
}
