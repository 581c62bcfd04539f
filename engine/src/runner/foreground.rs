//! A run in the foreground, for the command line: the same runner, in this process.

use std::time::Duration;

use model::{Domain, Job, JobKind, Mode, Run, RunId, RunState, Trigger};
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::{ActError, EngineError};
use crate::jobs;
use crate::store::{StoreError, runs};

/// Why a run was not begun.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("this job is already at work (run {0}); wait until it ends, or stop it")]
    AlreadyRunning(RunId),
    #[error("no server was named")]
    NothingToPurge,
    #[error("somebody decided to keep {0} for ever; take that decision back in the panel first")]
    Kept(Domain),
    #[error("{0}")]
    Unsupported(String),
}

/// A run in the foreground came to no end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("another process has taken the run over; it goes on there (run {0})")]
    TakenOver(RunId),
}

impl Engine {
    /// Runs a job here and now until it ends or `stop` asks it to stop after the batch. A run of the same job, options and mode that
    /// a dead process left is gone on with instead of beginning anew.
    ///
    /// # Errors
    /// [`RunError::Refused`] when the job is at work elsewhere, [`RunError::Engine`].
    pub async fn run_in_foreground(
        &self,
        job: Job,
        mode: Mode,
        stop: CancellationToken,
        mut on_progress: impl FnMut(&Run) + Send,
    ) -> Result<Run, RunError> {
        let mastodon = self.mastodon_as_it_is().await?;
        jobs::allowed_on(&mastodon, job.kind()).map_err(|refused| Refused::Unsupported(refused.to_string()))?;
        let id = self.left_or_new(job, mode).await?;
        let claimed = self.claim(Some(&id)).await.map_err(EngineError::from)?;
        let Some((claimed, owner)) = claimed else { return Err(Refused::AlreadyRunning(id).into()) };
        let work = self.execute(claimed, owner, CancellationToken::new(), stop);
        // Both sides are polled together: whoever waits for a connection must not keep the other from giving one back.
        let watching = async {
            let mut every = tokio::time::interval(Duration::from_millis(500));
            loop {
                every.tick().await;
                if let Ok(Some(run)) = self.run(&id).await {
                    on_progress(&run);
                }
            }
        };
        let ended = tokio::select! {
            ended = work => ended,
            () = watching => Ok(()),
        };
        match ended {
            Ok(()) | Err(StoreError::LeaseLost) => {}
            Err(error) => return Err(EngineError::from(error).into()),
        }
        let run = self.run(&id).await?.ok_or_else(|| RunError::TakenOver(id.clone()))?;
        if run.state.is_final() { Ok(run) } else { Err(RunError::TakenOver(id)) }
    }

    /// The run that a dead process left, if it is the same work; otherwise a new one. A left run of other options is closed: its
    /// journal is settled by whatever removes next. A purge that only waits is left to its time: purges may queue up, so it is in
    /// nobody's way, and it may wait for a second person for ever.
    async fn left_or_new(&self, job: Job, mode: Mode) -> Result<RunId, RunError> {
        self.expire_dead().await.map_err(EngineError::from)?;
        let now = self.now();
        let open = runs::open_of(self.db(), self.site(), job.kind(), now).await.map_err(EngineError::from)?;
        if let Some(left) = open {
            let run = self.run(&left).await?;
            let is_it = |run: &Run| run.job == job && run.mode == mode && run.trigger == Trigger::CommandLine;
            if run.as_ref().is_some_and(|run| is_it(run) && !run.damaged) {
                return Ok(left);
            }
            // What was ordered in the panel or by a schedule goes on there when a worker is back.
            let ours = run.as_ref().is_some_and(|run| run.trigger == Trigger::CommandLine);
            let closed = ours && runs::lease::close_left(self.db(), &left, now).await.map_err(EngineError::from)?;
            let in_the_way = run.is_some_and(|run| match run.state {
                RunState::Running { .. } => true,
                RunState::Queued { .. } => run.job.kind() != JobKind::PurgeDomain,
                RunState::Finished { .. } | RunState::Stopped { .. } | RunState::Failed { .. } => false,
            });
            if !closed && in_the_way {
                return Err(Refused::AlreadyRunning(left).into());
            }
        }
        match self.queue(job, mode, Trigger::CommandLine, now, None).await {
            Ok(id) => Ok(id),
            Err(ActError::AlreadyRunning(id)) => Err(Refused::AlreadyRunning(id).into()),
            Err(ActError::NothingToPurge) => Err(Refused::NothingToPurge.into()),
            Err(ActError::Kept(domain)) => Err(Refused::Kept(domain).into()),
            Err(ActError::Store(error)) => Err(error.into()),
            Err(other) => unreachable_act(&other),
        }
    }
}

fn unreachable_act(error: &ActError) -> Result<RunId, RunError> {
    unreachable!("the command line asks for no permission: {error}")
}
