//! How a command ended, as its exit status says.

use std::process::ExitCode;

/// The statuses that others script against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Finished,
    Failed,
    /// Arguments or settings that make no sense; also clap's own status.
    BadArguments,
    /// Nothing was done: the schema is not supported, or the job is already at work.
    Refused,
    /// Stopped by somebody after a batch; 128 + SIGINT, as shells write it.
    Cancelled,
}

impl Outcome {
    pub(crate) fn status(self) -> u8 {
        match self {
            Self::Finished => 0,
            Self::Failed => 1,
            Self::BadArguments => 2,
            Self::Refused => 3,
            Self::Cancelled => 130,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        outcome.status().into()
    }
}
