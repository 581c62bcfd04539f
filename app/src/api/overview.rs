//! The first page: what needs a decision, what happened, what comes next.

use leptos::prelude::*;
use model::overview::Totals;
use model::{JobKind, Millis, Operator, Series};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::cases::waiting::Waiting;
use super::runs::RunLine;
#[cfg(feature = "ssr")]
use super::{cases::waiting::waiting_in, engine, operator};

/// The overview, with its runs as lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewPage {
    pub operator: Operator,
    /// Servers waiting for a decision.
    pub cases: u64,
    /// Purges in the waiting room, soonest first.
    pub waiting: Vec<Waiting>,
    pub jobs: Vec<JobCard>,
    /// Absent when Mastodon's database does not answer.
    pub totals: Option<Totals>,
    pub reclaimed: Series,
    /// The latest runs of any job, newest first.
    pub lately: Vec<RunLine>,
    pub now: Millis,
}

/// One job in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCard {
    pub kind: JobKind,
    /// At work or waiting for a worker.
    pub active: Option<RunLine>,
    /// The latest that ended.
    pub last: Option<RunLine>,
    pub next_at: Option<Millis>,
}

impl JobCard {
    /// The card of a summary.
    #[must_use]
    pub fn of(summary: &model::overview::JobSummary) -> Self {
        Self {
            kind: summary.kind,
            active: summary.active.as_ref().map(RunLine::of),
            last: summary.last.as_ref().map(RunLine::of),
            next_at: summary.next_at,
        }
    }
}

/// Reads the overview.
#[server(prefix = "/api", endpoint = "overview")]
pub async fn read_overview() -> Result<OverviewPage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let overview = engine.overview().await?;
    let waiting = if overview.waiting > 0 { waiting_in(&engine.waiting_room().await?) } else { Vec::new() };
    Ok(OverviewPage {
        operator,
        cases: overview.cases,
        waiting,
        jobs: overview.jobs.iter().map(JobCard::of).collect(),
        totals: overview.totals,
        reclaimed: overview.reclaimed,
        lately: overview.lately.iter().map(RunLine::of).collect(),
        now: overview.now,
    })
}
