//! Outages that pass by themselves, of a database or of the folder of Mastodon's files: a run waits
//! for their end instead of ending.

use std::error::Error;
use std::time::Duration;

use mastodon::files::StorageError;
use model::{Millis, Outage, RunId, Stage};

use crate::engine::Engine;
use crate::failure::is_of_a_standby;
use crate::run_context::Signals;
use crate::store::StoreError;
use crate::store::runs::{lease, read};
use crate::views::chain;

/// The longest pause between two tries, in pauses of the runner; each is twice as long as the one
/// before.
const LONGEST: u32 = 60;

/// How long a run has waited for the end of one outage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wait {
    since: Option<Millis>,
    tries: u32,
    /// How far the run was at its latest try.
    done: u64,
}

impl Engine {
    /// Waits until an outage may be over; `false` when it has lasted longer than anybody waits, or
    /// the run is asked to end. A try that came further has ended the outage before.
    pub(super) async fn wait_out(
        &self,
        (run, owner, signals): (&RunId, &str, &Signals),
        (outage, error): (Outage, &(dyn Error + Send + Sync + 'static)),
        wait: &mut Wait,
    ) -> bool {
        let now = self.now();
        if let Ok(Some(run)) = read::lookup(self.db(), run).await
            && run.progress.done != wait.done
        {
            *wait = Wait { done: run.progress.done, ..Wait::default() };
        }
        let since = *wait.since.get_or_insert(now);
        if since.plus_ms(i64::try_from(self.timing().outages.as_millis()).unwrap_or(i64::MAX)) <= now {
            return false;
        }
        if wait.tries == 0 {
            tracing::warn!(run.id = %run, error = %chain(error), "Something is away: the run waits for it.");
        }
        // Where our own state is away there is nobody to tell.
        let _ = lease::stage(self.db(), run, owner, Stage::Waiting { outage, since }, None).await;
        let pause = pause(self.timing().poll, wait.tries);
        wait.tries += 1;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = signals.ended() => {}
        }
        if outage == Outage::Storage {
            self.reopen_storage().await;
        }
        !signals.wanted()
    }
}

fn pause(poll: Duration, tries: u32) -> Duration {
    poll * 2_u32.saturating_pow(tries).min(LONGEST)
}

/// What is away, where an error may pass by itself; nothing where a person has to do something:
/// give rights, free a disk, name the right server.
pub(super) fn outage_of(error: &(dyn Error + 'static)) -> Option<Outage> {
    let mut whose = Outage::Database;
    let mut link = Some(error);
    while let Some(error) = link {
        match error.downcast_ref::<StoreError>() {
            Some(StoreError::Query { .. }) => whose = Outage::OwnState,
            Some(_) => return None,
            None => {}
        }
        if let Some(StorageError::Away { .. }) = error.downcast_ref::<StorageError>() {
            return Some(Outage::Storage);
        }
        if let Some(error) = error.downcast_ref::<sqlx::Error>() {
            return passes(error).then_some(whose);
        }
        link = error.source();
    }
    None
}

/// Whether what a database answered, or that it did not answer, may be over in a while.
fn passes(error: &sqlx::Error) -> bool {
    /// Connections fail or are ended; none is left, or no memory; it is read-only after a failover;
    /// a lock was not given in time, a statement was ended, or two stood in each other's way; a
    /// transaction was ended because we had left it alone.
    const CODES: [&str; 10] = ["08", "57P0", "53300", "53200", "25006", "55P03", "57014", "40001", "40P01", "25P03"];
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => {
            let passes = |code: &str| CODES.iter().any(|passing| code.starts_with(passing));
            error.code().is_some_and(|code| passes(&code)) || is_of_a_standby(error.as_ref())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::EngineError;
    use crate::run_context::JobError;

    #[test]
    fn what_may_pass_is_waited_for_and_nothing_else() {
        let lost = || sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        let mastodon = EngineError::Read(mastodon::ReadError::Totals(lost()));
        assert_eq!(outage_of(&mastodon), Some(Outage::Database));
        let own = JobError::from(StoreError::Query { question: "runs::stage", source: sqlx::Error::PoolTimedOut });
        assert_eq!(outage_of(&own), Some(Outage::OwnState));
        for lasting in [
            JobError::from(StoreError::LeaseLost),
            JobError::from(StoreError::Damaged("runs.id")),
            JobError::from(StoreError::Full { question: "runs::end", source: lost() }),
            JobError::from(StoreError::Query { question: "runs::end", source: sqlx::Error::RowNotFound }),
        ] {
            assert_eq!(outage_of(&lasting), None, "{lasting:?}");
        }
    }

    #[test]
    fn pauses_grow_up_to_a_minute() {
        let pauses: Vec<u64> = [0, 1, 5, 6, 90].map(|tries| pause(Duration::from_secs(1), tries).as_secs()).to_vec();
        assert_eq!(pauses, [1, 2, 32, 60, 60]);
    }
}
