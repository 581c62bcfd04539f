//! The page of one job.

use leptos::prelude::*;
use model::stuck_file::StuckFiles;
use model::{Job, JobKind, Millis, Operator, Run};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::overview::JobCard;
use super::runs::RunLine;
use super::schedules::ScheduleView;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// Earlier runs on the page of a job.
#[cfg(feature = "ssr")]
const EARLIER: u32 = 8;
/// Files named of those that could not be removed yet.
#[cfg(feature = "ssr")]
const STUCK: u32 = 20;

/// Everything that the page of a job shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    pub operator: Operator,
    pub card: JobCard,
    /// The latest real run that ended with a report.
    pub last: Option<Run>,
    pub schedule: Option<ScheduleView>,
    /// What the form begins with: the schedule's options, or the usual ones.
    pub job: Job,
    pub runs: Vec<RunLine>,
    /// Files that could not be removed yet; only for the job that removes files.
    pub stuck: StuckFiles,
    /// Whether Mastodon's background jobs can be reached, which fetch missing pictures.
    pub fetches_pictures: bool,
    pub now: Millis,
}

/// Reads the page of a job.
#[server(prefix = "/api", endpoint = "job")]
pub async fn read_job(kind: JobKind) -> Result<JobPage, ApiError> {
    let operator = operator()?;
    let engine = engine()?;
    let summary = engine.job_summary(kind).await?;
    let schedule = engine.schedule(kind).await?;
    let runs = engine.runs(&engine::RunFilter { job: Some(kind), before: None, limit: EARLIER }).await?;
    let stuck = match kind {
        JobKind::RemoveProfileMedia => engine.stuck_files(STUCK).await?,
        _ => StuckFiles::default(),
    };
    Ok(JobPage {
        stuck,
        operator,
        card: JobCard::of(&summary),
        last: summary.last,
        job: schedule.as_ref().map_or_else(|| kind.with_defaults(), |schedule| schedule.job.clone()),
        schedule: schedule.map(ScheduleView::of),
        runs: runs.iter().map(RunLine::of).collect(),
        fetches_pictures: engine.fetches_pictures(),
        now: engine.now(),
    })
}
