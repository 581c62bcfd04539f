//! Signs of life of a server whose purge waits: they cancel it.

use model::{CaseReason, Job, Operator, Role, RunId};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::store::activities::Activity;
use crate::store::looks::Look;
use crate::store::{runs, waiting_room};

/// In whose name a purge is cancelled that nobody has to cancel.
const OURSELVES: &str = "groundskeeper";

impl Engine {
    /// Takes a server out of the purge that waits for it, when it answers, be it that it refuses us, or has sent something since the purge was ordered. What
    /// else the purge was ordered for still waits.
    pub(super) async fn cancel_purge_of_the_living(&self, look: &Look<'_>) -> Result<(), EngineError> {
        let Some(run) = waiting_room::purge_of(self.db(), look.site, look.domain).await? else { return Ok(()) };
        let Some(ordered) = runs::read::lookup(self.db(), &run).await? else { return Ok(()) };
        let sent = look.life.is_some_and(|life| life > ordered.created_at);
        // Who refuses us is there as well.
        let is_there = look.found.is_none_or(CaseReason::is_refusal);
        if !is_there && !sent {
            return Ok(());
        }
        let Job::PurgeDomain(mut options) = ordered.job else { return Ok(()) };
        options.domains.retain(|domain| domain != look.domain);
        let rest = (!options.domains.is_empty()).then_some(Job::PurgeDomain(options));
        if self.spare(&run, rest.as_ref(), look).await? {
            tracing::info!(server = %look.domain, run.id = %run, "A server whose purge waited shows signs of life: it is not purged.");
        }
        Ok(())
    }

    async fn spare(&self, run: &RunId, rest: Option<&Job>, look: &Look<'_>) -> Result<bool, EngineError> {
        let by = Operator { name: OURSELVES.to_owned(), role: Role::Caretaker };
        let seen = (look.found, look.life);
        let activity = Activity::new(look.site, look.at, &by, "cancel-purge", look.domain.as_str()).seeing(&seen);
        Ok(waiting_room::cancel(self.db(), run, rest, look.domain, &activity).await?)
    }
}
