//! Executes one claimed run to its end.

use std::error::Error;
use std::sync::atomic::Ordering;

use futures::FutureExt;
use mastodon::WriteError;
use model::{Run, RunFailure, RunId};
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::failure::{failure_of, is_of_another_shape};
use crate::jobs;
use crate::run_context::{JobError, RunContext, Signals};
use crate::runner::outages::{Wait, outage_of};
use crate::settling;
use crate::store::StoreError;
use crate::store::runs::lease::{self, Claimed, Ending};
use crate::store::runs::read;
use crate::views::chain;

impl Engine {
    /// Executes a claimed run under its lease. `release` hands it back; `stop` stops it as a person would.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] when another process has taken it over; others when its end could not be written down: then the
    /// lease runs out, and the run goes on elsewhere or later.
    pub(crate) async fn execute(
        &self,
        claimed: Claimed,
        owner: String,
        release: CancellationToken,
        stop: CancellationToken,
    ) -> Result<(), StoreError> {
        let signals = Signals { stop, release, ..Signals::default() };
        let run_id = claimed.id.clone();
        let ended = tokio::select! {
            ended = self.work_on(&claimed, &owner, &signals).boxed() => ended,
            () = self.beat(&run_id, &owner, &signals) => Err(StoreError::LeaseLost),
        };
        match &ended {
            Ok(()) => {}
            Err(StoreError::LeaseLost) => {
                tracing::warn!(run.id = %run_id, "Another process has taken this run over.");
            }
            Err(error) => tracing::error!(run.id = %run_id, error = %chain(error), "A run could not be ended."),
        }
        ended
    }

    async fn work_on(&self, claimed: &Claimed, owner: &str, signals: &Signals) -> Result<(), StoreError> {
        let run = read::lookup(self.db(), &claimed.id).await?.ok_or(StoreError::Damaged("runs.id"))?;
        tracing::info!(run.id = %run.id, job = %run.job.kind(), mode = run.mode.as_str(), resumed = claimed.resumed, "A run is at work.");
        if run.damaged {
            return self.end(&run.id, (owner, signals), Ending::Failed(RunFailure::Damaged), None).await;
        }
        let (mut wait, mut before) = (Wait::default(), None);
        let tried = loop {
            let tried = self.try_job_in_its_shape(&run, claimed, owner, signals).await;
            let away = match &tried {
                Ok((_, Ok(()))) => None,
                Ok((_, Err(error))) => outage_of(error).map(|outage| (outage, error as &(dyn Error + Send + Sync))),
                Err(error) => outage_of(error).map(|outage| (outage, error as _)),
            };
            let Some(away) = away else { break tried };
            if !self.wait_out((&run.id, owner, signals), away, &mut wait).await {
                break tried;
            }
            if let Ok((context, _)) = tried {
                before = Some(context);
            }
        };
        let (context, result) = match tried {
            // Asked to end while it waited: as between two batches.
            Ok((context, Err(error))) if signals.wanted() && outage_of(&error).is_some() => (context, Ok(())),
            Ok(tried) => tried,
            Err(error) => {
                let ending = match outage_of(&error) {
                    Some(_) if signals.stop.is_cancelled() => Ending::Stopped,
                    Some(_) if signals.release.is_cancelled() => Ending::Released,
                    _ => {
                        tracing::error!(run.id = %run.id, error = %chain(&error), "A run could not begin.");
                        Ending::Failed(failure_of(&error))
                    }
                };
                // What it did before it had to wait is told.
                let report = match &before {
                    Some(context) if ending != Ending::Released => jobs::report(context, &run.job).await.ok(),
                    _ => None,
                };
                return self.end(&run.id, (owner, signals), ending, report.as_ref()).await;
            }
        };
        let (ending, report) = match result {
            Ok(()) if signals.stop.is_cancelled() => (Ending::Stopped, jobs::report(&context, &run.job).await),
            Ok(()) if signals.release.is_cancelled() => {
                return self.end(&run.id, (owner, signals), Ending::Released, None).await;
            }
            Ok(()) => (Ending::Finished, jobs::report(&context, &run.job).await),
            Err(error) if error.is_lease_lost() => return Err(StoreError::LeaseLost),
            Err(error) => {
                tracing::error!(run.id = %run.id, error = %chain(&error), "A run failed.");
                (Ending::Failed(failure_of(&error)), jobs::report(&context, &run.job).await)
            }
        };
        match report {
            Ok(report) => self.end(&run.id, (owner, signals), ending, Some(&report)).await,
            // What was written down on the way cannot be read: begun again, the run would come to
            // the same end.
            Err(error @ StoreError::Damaged(_)) => {
                tracing::error!(run.id = %run.id, error = %chain(&error), "A run has no report.");
                self.end(&run.id, (owner, signals), Ending::Failed(RunFailure::Damaged), None).await
            }
            Err(error) => Err(error),
        }
    }

    /// Works on a run, and once more where Mastodon's tables have changed meanwhile.
    async fn try_job_in_its_shape(
        &self,
        run: &Run,
        claimed: &Claimed,
        owner: &str,
        signals: &Signals,
    ) -> Result<(RunContext, Result<(), JobError>), BeginError> {
        let tried = self.try_job(run, claimed, owner, signals).await;
        match &tried {
            Ok((_, Err(error))) if is_of_another_shape(error) => {
                tracing::warn!(run.id = %run.id, error = %chain(error), "Mastodon's tables have changed: they are read again.");
                self.forget_mastodon().await;
                self.try_job(run, claimed, owner, signals).await
            }
            _ => tried,
        }
    }

    /// Works on a run from its checkpoint, on a Mastodon as it is now.
    async fn try_job(
        &self,
        run: &Run,
        claimed: &Claimed,
        owner: &str,
        signals: &Signals,
    ) -> Result<(RunContext, Result<(), JobError>), BeginError> {
        // A try before this one may have begun it anew.
        let run = read::lookup(self.db(), &run.id).await?.ok_or(StoreError::Damaged("runs.id"))?;
        let context = self.context(&run, claimed, owner, signals).await?;
        let result = jobs::run(&context, &run.job).await;
        Ok((context, result))
    }

    async fn end(
        &self,
        run: &RunId,
        (owner, signals): (&str, &Signals),
        ending: Ending,
        report: Option<&model::Report>,
    ) -> Result<(), StoreError> {
        signals.ending.store(true, Ordering::SeqCst);
        lease::end(self.db(), run, owner, &ending, report, self.now()).await?;
        tracing::info!(run.id = %run, ending = ?ending, "A run has ended.");
        Ok(())
    }

    /// What the run works with; a run that removes first settles what an earlier stop left.
    async fn context(
        &self,
        run: &Run,
        claimed: &Claimed,
        owner: &str,
        signals: &Signals,
    ) -> Result<RunContext, BeginError> {
        let mastodon = self.mastodon_as_it_is().await?;
        jobs::allowed_on(&mastodon, run.job.kind())?;
        let (_, failures) = read::checkpoint::<serde_json::Value>(self.db(), &run.id).await?;
        let context = RunContext::new(run, claimed, owner.to_owned(), self, mastodon, signals.clone(), failures);
        if context.keeps_records && jobs::settles(run.job.kind()) {
            settling::settle(&context).await?;
        }
        Ok(context)
    }
}

/// Why a run could not begin.
#[derive(Debug, thiserror::Error)]
enum BeginError {
    #[error("Mastodon could not be reached")]
    Engine(#[from] EngineError),
    #[error("Mastodon is not one that we can remove from")]
    Refused(#[from] WriteError),
    #[error("what the run had done could not be read")]
    Store(#[from] StoreError),
    #[error("what an earlier run had begun could not be finished")]
    Job(#[from] JobError),
}
