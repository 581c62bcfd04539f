//! What people decide about cases: wait, keep, purge; and the waiting room in which a purge can still be undone.

use model::{Case, Decision, Domain, Job, Mode, Operator, Permission, RunId, Trigger};

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::store::activities::Activity;
use crate::store::cases::{self, Set};
use crate::store::{runs, waiting_room};

impl Engine {
    /// Every case that waits for a person, and those in the waiting room; longest silence first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn cases(&self) -> Result<Vec<Case>, EngineError> {
        Ok(cases::open(self.db(), self.site(), self.now()).await?)
    }

    /// Servers that failed lately but about which nobody is asked yet, and those whose purge was cancelled because they live.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn watched(&self) -> Result<Vec<Case>, EngineError> {
        Ok(cases::watched(self.db(), self.site()).await?)
    }

    /// Carries out a decision about one or more servers. A purge enters the waiting room.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchCase`], [`ActError::NothingToPurge`], [`ActError::Store`].
    pub async fn decide(&self, by: &Operator, domains: &[Domain], decision: Decision) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        let seen: Vec<Case> = self.cases().await?.into_iter().filter(|case| domains.contains(&case.domain)).collect();
        if seen.len() != domains.len() || seen.iter().any(|case| case.purge.is_some()) {
            return Err(ActError::NoSuchCase);
        }
        let names: Vec<&str> = domains.iter().map(Domain::as_str).collect();
        let activity = |act| Activity::new(self.site(), self.now(), by, act, names.join(" ")).seeing(&seen);
        match decision {
            Decision::Wait { until } => {
                cases::decide(self.db(), domains, Set::WaitUntil(until), &activity("decide-wait")).await?;
            }
            Decision::Keep => {
                cases::decide(self.db(), domains, Set::Keep, &activity("decide-keep")).await?;
            }
            Decision::Purge => {
                let job = Job::PurgeDomain(model::jobs::purge_domain::Options { domains: domains.to_vec() });
                let wait_ms = i64::try_from(self.timing().waiting_room.as_millis()).unwrap_or(i64::MAX);
                let trigger = Trigger::Operator { name: by.name.clone() };
                let due_at = self.now().plus_ms(wait_ms);
                let run = self.queue(job, Mode::Apply, trigger, due_at, Some(&activity("decide-purge"))).await?;
                waiting_room::enter(self.db(), self.site(), domains, &run, due_at).await?;
            }
        }
        Ok(())
    }

    /// Takes a purge out of the waiting room: nothing was removed, the servers are back on the list.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`] when it has begun, [`ActError::Store`].
    pub async fn undo_purge(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        let domains = self.waiting(run).await?;
        let activity = Activity::new(self.site(), self.now(), by, "undo-purge", run.as_str());
        if !runs::stop(self.db(), run, Some(&activity), self.now()).await? {
            return Err(ActError::NoSuchRun);
        }
        Ok(waiting_room::leave(self.db(), self.site(), &domains).await?)
    }

    /// Ends the wait of a purge: after a last look at its servers it happens and cannot be undone.
    ///
    /// # Errors
    /// [`ActError::NotAllowed`], [`ActError::NoSuchRun`] when it no longer waits, [`ActError::Store`].
    pub async fn purge_now(&self, by: &Operator, run: &RunId) -> Result<(), ActError> {
        Self::allow(by, Permission::Decide)?;
        self.waiting(run).await?;
        let activity = Activity::new(self.site(), self.now(), by, "purge-now", run.as_str());
        if !runs::make_due(self.db(), run, &activity, self.now()).await? {
            return Err(ActError::NoSuchRun);
        }
        waiting_room::look_now(self.db(), run, self.now()).await?;
        self.wake().notify_one();
        Ok(())
    }

    /// The servers of a purge that has not begun.
    async fn waiting(&self, run: &RunId) -> Result<Vec<Domain>, ActError> {
        let run = self.run(run).await?.ok_or(ActError::NoSuchRun)?;
        match (run.job, run.state) {
            (Job::PurgeDomain(options), model::RunState::Queued { .. }) => Ok(options.domains),
            _ => Err(ActError::NoSuchRun),
        }
    }
}
