//! `run`: one job in the foreground, through the same runner as the panel's.

mod document;
mod progress_line;
mod summary;

use std::io::{self, BufWriter, Write};

use engine::{Engine, RunError};
use model::run::RunFailure;
use model::{Job, Mode, Report, Run, RunState};
use tokio_util::sync::CancellationToken;

use super::open_engine;
use crate::command_line::RunOptions;
use crate::failure::Failure;
use crate::outcome::Outcome;
use crate::settings::{Settings, SettingsError};
use progress_line::ProgressLine;

/// Runs the job. With `--json` one document stands on standard output, however it ends; progress goes to standard error.
pub(super) async fn run(
    options: RunOptions,
    settings: impl FnOnce() -> Result<Settings, SettingsError>,
    stop: CancellationToken,
) -> Result<Outcome, Failure> {
    let (job, way) = options.into_job();
    let told = document::Told { job: job.kind(), mode: way.mode };
    let carried_out = async {
        let engine = open_engine(&settings()?).await?;
        let job = match job {
            Job::PurgeDomain(options) if way.include_subdomains => {
                Job::PurgeDomain(engine.with_subdomains(options).await.map_err(Failure::Engine)?)
            }
            job => job,
        };
        let mut line = ProgressLine::on_stderr();
        let ended = engine.run_in_foreground(job, way.mode, stop, |run| line.show(run)).await;
        line.end();
        let outcome = match &ended {
            Ok(run) => report(&engine, run, way.json).await,
            Err(_) => Ok(Outcome::Failed),
        };
        engine.close().await;
        ended?;
        outcome
    };
    let ended: Result<Outcome, Failure> = carried_out.await;
    if let Err(failure) = &ended
        && way.json
        && !matches!(failure, Failure::Output(_))
    {
        document::of_failure(&mut io::stdout().lock(), told, failure)?;
    }
    ended
}

/// Tells what came of the run, and with which status that ends.
async fn report(engine: &Engine, run: &Run, json: bool) -> Result<Outcome, Failure> {
    let outcome = outcome_of(run);
    // A preview saves none.
    let receipt = match (&run.job, run.mode) {
        (Job::PurgeDomain(_), Mode::Apply) => Some(engine.receipt(&run.id).await?),
        _ => None,
    };
    if json {
        let mut out = BufWriter::new(io::stdout());
        let whole = document::of_run(&mut out, engine, run, receipt).await?;
        out.flush()?;
        return Ok(if whole { outcome } else { Outcome::Failed });
    }
    io::stdout().write_all(summary::of_run(run, receipt).as_bytes())?;
    Ok(outcome)
}

/// Failures of single items are part of a finished run's report, but who reads only the status is
/// to know that no file went.
fn outcome_of(run: &Run) -> Outcome {
    match &run.state {
        RunState::Finished { .. } if no_file_went(run) => Outcome::Failed,
        RunState::Finished { .. } => Outcome::Finished,
        RunState::Stopped { .. } => Outcome::Cancelled,
        RunState::Failed { failure: RunFailure::Unsupported { .. }, .. } => Outcome::Refused,
        RunState::Failed { .. } | RunState::Queued { .. } | RunState::Running { .. } => Outcome::Failed,
    }
}

/// Whether a run that was to remove files removed none of them.
fn no_file_went(run: &Run) -> bool {
    run.mode == Mode::Apply && run.report.as_ref().is_some_and(Report::no_file_went)
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(refused) => Self::Refused(refused),
            RunError::Engine(error) => Self::Engine(error),
            taken @ RunError::TakenOver(_) => Self::Run(taken),
        }
    }
}
