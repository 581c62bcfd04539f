//! The activity log: who did what, when, and what was seen at that moment.

use leptos::prelude::*;
use model::Millis;
use model::activity::Entry;
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::runs::RunLine;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// Acts on one page.
#[cfg(feature = "ssr")]
const PER_PAGE: u32 = 25;

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    pub lines: Vec<ActivityLine>,
    /// Whether older acts follow.
    pub more: bool,
    pub now: Millis,
}

/// A line of the log, with the run that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityLine {
    pub entry: Entry,
    pub run: Option<RunLine>,
}

/// Which part of the log is asked for: empty text means any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Acts of this operator.
    pub by: String,
    /// Acts done to something with this in its name.
    pub about: String,
    /// Acts older than the one of this id.
    pub before: String,
}

/// Reads a page of the log, newest first.
#[server(prefix = "/api", endpoint = "activities")]
pub async fn read_activities(asked: Asked) -> Result<ActivityPage, ApiError> {
    use model::activity::About;
    use model::{Act, RunId};

    let operator = operator()?;
    let engine = engine()?;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = engine::ActivityFilter {
        by: some(&asked.by),
        // Names of servers and jobs and the ids of runs are written small.
        about: some(&asked.about.to_lowercase()),
        before: some(&asked.before),
        // One more than the page shows tells whether there is another page.
        limit: PER_PAGE + 1,
    };
    let mut entries = engine.activities(&operator, &filter).await?;
    let more = entries.len() > PER_PAGE as usize;
    entries.truncate(PER_PAGE as usize);
    let mut lines = Vec::with_capacity(entries.len());
    for entry in entries {
        let about_run = entry.act.parse::<Act>().is_ok_and(|act| act.about() == About::Run);
        let run = match entry.subject.parse::<RunId>() {
            Ok(id) if about_run => engine.run(&id).await?.as_ref().map(RunLine::of),
            _ => None,
        };
        lines.push(ActivityLine { entry, run });
    }
    Ok(ActivityPage { lines, more, now: engine.now() })
}
