//! Runs: one with its report, many as lines, and what can be done with one.

mod line;

use leptos::prelude::*;
use model::{JobKind, Millis, Operator, Run, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};
pub use line::{Outcome, RunLine, Servers, Standing};

/// Runs on one page of the history.
pub const RUNS_PER_PAGE: u32 = 25;
/// Removed accounts on one page of a report.
pub const REMOVED_PER_PAGE: u32 = 50;

/// The page of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPage {
    pub run: Run,
    pub operator: Operator,
    pub now: Millis,
}

/// An account that a run removed, or in a preview would remove.
pub use model::receipt::RemovedAccount;

/// A page of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    pub runs: Vec<RunLine>,
    /// Whether older runs follow.
    pub more: bool,
    pub now: Millis,
}

/// Reads one run. An id that is not one is a run that is not there.
#[server(prefix = "/api", endpoint = "run")]
pub async fn read_run(id: String) -> Result<RunPage, ApiError> {
    let operator = operator()?;
    let id: RunId = id.parse().map_err(|_| ApiError::NoSuchRun)?;
    let engine = engine()?;
    let run = engine.run(&id).await?.ok_or(ApiError::NoSuchRun)?;
    Ok(RunPage { run, operator, now: engine.now() })
}

/// Reads the accounts that a run removed, by keyset: those after the position.
#[server(prefix = "/api", endpoint = "removed-accounts")]
pub async fn read_removed(id: RunId, after: i64) -> Result<Vec<RemovedAccount>, ApiError> {
    operator()?;
    Ok(engine()?.removed_accounts(&id, after, REMOVED_PER_PAGE).await?)
}

/// Reads a page of the history, newest first: the runs of one job or of all, older than `before`.
#[server(prefix = "/api", endpoint = "history")]
pub async fn read_history(job: Option<JobKind>, before: Option<RunId>) -> Result<HistoryPage, ApiError> {
    operator()?;
    let engine = engine()?;
    // One more than the page shows tells whether there is another page.
    let runs = engine.runs(&engine::RunFilter { job, before, limit: RUNS_PER_PAGE + 1 }).await?;
    let more = runs.len() > RUNS_PER_PAGE as usize;
    let runs = runs.iter().take(RUNS_PER_PAGE as usize).map(RunLine::of).collect();
    Ok(HistoryPage { runs, more, now: engine.now() })
}

/// Asks a run to stop after its batch and shows it.
#[server(prefix = "/api", endpoint = "stop-run")]
pub async fn stop_run(id: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    engine()?.stop(&operator, &id).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Does for real what a preview showed: starts its job with the same options.
#[server(prefix = "/api", endpoint = "do-now")]
pub async fn do_now(preview: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    let id = engine()?.do_now(&operator, &preview).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}
