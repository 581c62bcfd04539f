//! The waiting room: purges that were ordered, can still be undone, and wait for their time or for a second person.

use model::case::confirmation::Confirmation;
use model::{Act, Case, Job, Operator, Permission, RunId};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::{agreements, cases, waiting_room};

impl Engine {
    /// The cases of all servers in the waiting room, by name.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn waiting_room(&self) -> Result<Vec<Case>, EngineError> {
        let domains = waiting_room::domains(self.db(), self.site()).await?;
        Ok(cases::named(self.db(), self.site(), &domains).await?)
    }

    /// How many purges wait for their time or are at work.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn purges_waiting(&self) -> Result<u64, EngineError> {
        Ok(waiting_room::purges(self.db(), self.site()).await?)
    }

    /// How long a purge waits before it happens, in milliseconds.
    #[must_use]
    pub fn purge_wait_ms(&self) -> i64 {
        i64::try_from(self.timing().waiting_room.as_millis()).unwrap_or(i64::MAX)
    }

    /// Which purges a person has to confirm.
    #[must_use]
    pub fn confirmation(&self) -> Confirmation {
        Confirmation { from_accounts: self.timing().confirm_from_accounts, can_be_undone: self.purge_wait_ms() > 0 }
    }

    /// Agrees, as a second person, to a purge that somebody else ordered.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::SamePerson`], [`ActError::NoSuchRun`] when nobody has to agree, [`ActError::Store`].
    pub async fn agree(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        if agreements::wanted_by(self.db(), run).await?.is_some_and(|ordered_by| ordered_by == by.name) {
            return Err(ActError::SamePerson);
        }
        let activity = Activity::new(self.site(), self.now(), by, Act::AgreePurge, run.as_str());
        if !agreements::agree(self.db(), run, &activity).await? {
            return Err(ActError::NoSuchRun);
        }
        self.wake().notify_one();
        Ok(())
    }

    /// Takes a purge out of the waiting room: nothing was removed, the servers are back on the list.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`] when it has begun, [`ActError::Store`].
    pub async fn undo_purge(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        self.is_purge(run).await?;
        let activity = Activity::new(self.site(), self.now(), by, Act::UndoPurge, run.as_str());
        if waiting_room::undo(self.db(), run, &activity).await? { Ok(()) } else { Err(ActError::NoSuchRun) }
    }

    /// Ends the wait of a purge: after a last look at its servers it happens and cannot be undone.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::WantsAgreement`], [`ActError::NoSuchRun`] when it no longer waits, [`ActError::Store`].
    pub async fn purge_now(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        self.is_purge(run).await?;
        if agreements::wanted_by(self.db(), run).await?.is_some() {
            return Err(ActError::WantsAgreement);
        }
        let activity = Activity::new(self.site(), self.now(), by, Act::PurgeNow, run.as_str());
        if !waiting_room::begin(self.db(), run, &activity).await? {
            return Err(ActError::NoSuchRun);
        }
        self.wake().notify_one();
        Ok(())
    }

    /// Refuses a run that is not a purge.
    async fn is_purge(&self, run: &RunId) -> Result<(), ActError> {
        match self.run(run).await?.map(|run| run.job) {
            Some(Job::PurgeDomain(_)) => Ok(()),
            _ => Err(ActError::NoSuchRun),
        }
    }
}
