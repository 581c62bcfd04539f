//! One execution of a job.

use serde::{Deserialize, Serialize};

use crate::ids::RunId;
use crate::job::Job;
use crate::mode::Mode;
use crate::progress::Progress;
use crate::report::Report;
use crate::time::Millis;

/// A run as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: RunId,
    pub job: Job,
    pub mode: Mode,
    pub trigger: Trigger,
    pub state: RunState,
    /// Changes while the run is at work.
    pub progress: Progress,
    pub created_at: Millis,
    /// Present once the run has ended, and for a stopped or failed one as far as it came.
    pub report: Option<Report>,
    /// Something that was written down of it cannot be read. It is missing here, be it the report
    /// or the options; nothing is done with the run.
    #[serde(default)]
    pub damaged: bool,
}

/// Who or what started a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Trigger {
    Operator { name: String },
    Schedule,
    CommandLine,
}

/// Where a run stands. Queued → running → finished, stopped or failed; a queued one can be stopped too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum RunState {
    /// Waits for a worker, not before `due_at`.
    Queued {
        due_at: Millis,
    },
    /// A worker holds its lease. `stopping` once somebody asked it to stop after the batch.
    Running {
        since: Millis,
        stopping: bool,
    },
    Finished {
        since: Millis,
        at: Millis,
    },
    /// Stopped by somebody after a batch; what was done stays done.
    Stopped {
        since: Option<Millis>,
        at: Millis,
    },
    Failed {
        since: Millis,
        at: Millis,
        failure: RunFailure,
    },
}

/// Why a run could not go on, in what a person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "failure", rename_all = "kebab-case")]
pub enum RunFailure {
    /// Mastodon's database does not answer or refuses us.
    Database,
    /// Our own state could not be read or written.
    OwnState,
    /// What was written down of the run cannot be read.
    Damaged,
    /// The rights of the database role do not suffice for this table.
    Permission { table: String },
    /// What we found is not a schema we can remove from; the sentence names what is in the way.
    Unsupported { sentence: String },
    /// The folder or bucket of the media files cannot be reached.
    Storage,
    /// The disk that holds our own state is full.
    DiskFull,
    /// The process ended and nobody took the run over.
    Interrupted,
    /// A fault of ours; the log has the whole chain.
    Internal,
}

impl RunState {
    /// Nothing more will happen.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Stopped { .. } | Self::Failed { .. })
    }

    #[must_use]
    pub fn ended_at(&self) -> Option<Millis> {
        match self {
            Self::Queued { .. } | Self::Running { .. } => None,
            Self::Finished { at, .. } | Self::Stopped { at, .. } | Self::Failed { at, .. } => Some(*at),
        }
    }

    #[must_use]
    pub fn since(&self) -> Option<Millis> {
        match self {
            Self::Queued { .. } => None,
            Self::Stopped { since, .. } => *since,
            Self::Running { since, .. } | Self::Finished { since, .. } | Self::Failed { since, .. } => Some(*since),
        }
    }
}
