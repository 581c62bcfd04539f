//! What the first page shows: what needs a decision, what happened, what comes next.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::job::JobKind;
use crate::run::Run;
use crate::series::Series;
use crate::time::Millis;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The name of the site, such as `example.social`.
    pub site: String,
    /// Cases waiting for a person.
    pub cases: u64,
    /// Purges in the waiting room.
    pub waiting: u64,
    pub jobs: Vec<JobSummary>,
    /// What we look after; absent when Mastodon's database does not answer.
    pub totals: Option<Totals>,
    pub reclaimed: Series,
    /// The latest runs of any job, newest first.
    pub lately: Vec<Run>,
    /// The server's clock when this was read, so that both sides print the same ages.
    pub now: Millis,
}

/// One job on the overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobSummary {
    pub kind: JobKind,
    /// At work or waiting for a worker.
    pub active: Option<Run>,
    /// The latest that ended.
    pub last: Option<Run>,
    pub next_at: Option<Millis>,
}

/// What Mastodon holds of other servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub accounts: u64,
    pub servers: u64,
    pub pictures: u64,
    pub picture_bytes: Bytes,
}
