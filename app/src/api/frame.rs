//! What stands around every page: who is signed in, what waits for a decision, what is at work.

use leptos::prelude::*;
use model::{JobKind, Millis, Operator, RunId};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::{engine, operator};

/// What every page shows around its own matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    pub operator: Operator,
    /// The name of the site, such as `example.social`.
    pub site: String,
    /// Servers waiting for a decision.
    pub cases: u64,
    /// Purges in the waiting room.
    pub waiting: u64,
    /// The run at work, if there is one.
    pub active: Option<Active>,
    pub now: Millis,
}

/// A run at work, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Active {
    pub run: RunId,
    pub kind: JobKind,
    pub percent: u8,
}

/// Reads the frame.
#[server(prefix = "/api", endpoint = "frame")]
pub async fn read_frame() -> Result<Frame, ApiError> {
    use model::Run;

    let operator = operator()?;
    let engine = engine()?;
    let active = |run: Run| Active { kind: run.job.kind(), percent: run.progress.percent(), run: run.id };
    Ok(Frame {
        operator,
        site: engine.site_name().to_owned(),
        cases: engine.cases_waiting().await?,
        waiting: engine.purges_waiting().await?,
        active: engine.at_work().await?.map(active),
        now: engine.now(),
    })
}
