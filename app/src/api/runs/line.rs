//! A run in one line, as lists of runs show it.

use model::{Bytes, Job, JobKind, Millis, Mode, Progress, Run, RunId, RunState, Trigger};
use serde::{Deserialize, Serialize};

/// A run in one line: without the lists of its report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    pub id: RunId,
    pub kind: JobKind,
    pub mode: Mode,
    pub trigger: Trigger,
    pub state: RunState,
    pub progress: Progress,
    pub created_at: Millis,
    /// The servers it is about, when it is a purge.
    pub servers: Servers,
    /// The sums of its report, if it has one.
    pub outcome: Option<Outcome>,
    /// Something of it cannot be read.
    #[serde(default)]
    pub damaged: bool,
}

/// The servers of a purge in short; none of another job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Servers {
    pub count: u64,
    /// The name, when it is one.
    pub only: Option<String>,
}

/// The sums of a report of any job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Accounts looked at.
    pub visited: u64,
    /// Accounts removed, or whose pictures were removed.
    pub accounts: u64,
    /// Accounts that could not be settled.
    pub set_aside: u64,
    pub files: u64,
    pub freed: Bytes,
    pub limit_reached: bool,
}

/// How a run stands, in the words of a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Planned,
    Running,
    Stopping,
    Stopped,
    Done,
    AtItsLimit,
    Failed,
    /// A preview that came to its end.
    Preview,
    /// Something that was written down of it cannot be read.
    Damaged,
}

impl Servers {
    fn of(job: &Job) -> Self {
        match job {
            Job::PurgeDomain(options) => Self {
                count: options.domains.len() as u64,
                only: if let [one] = &options.domains[..] { Some(one.to_string()) } else { None },
            },
            Job::CullAccounts(_)
            | Job::RemoveProfileMedia(_)
            | Job::RestoreProfileMedia(_)
            | Job::MeasureStorage(_) => Self::default(),
        }
    }
}

impl RunLine {
    /// The line of a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        Self {
            id: run.id.clone(),
            kind: run.job.kind(),
            mode: run.mode,
            trigger: run.trigger.clone(),
            state: run.state.clone(),
            progress: run.progress,
            created_at: run.created_at,
            servers: Servers::of(&run.job),
            outcome: run.report.as_ref().map(crate::jobs::outcome),
            damaged: run.damaged,
        }
    }

    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.state {
            _ if self.damaged => Standing::Damaged,
            RunState::Queued { .. } => Standing::Planned,
            RunState::Running { stopping: true, .. } => Standing::Stopping,
            RunState::Running { .. } => Standing::Running,
            RunState::Stopped { .. } => Standing::Stopped,
            RunState::Failed { .. } => Standing::Failed,
            RunState::Finished { .. } if self.mode == Mode::Preview => Standing::Preview,
            RunState::Finished { .. } if self.outcome.as_ref().is_some_and(|outcome| outcome.limit_reached) => {
                Standing::AtItsLimit
            }
            RunState::Finished { .. } => Standing::Done,
        }
    }

    /// When it began, or was asked for while it hasn't.
    #[must_use]
    pub fn began(&self) -> Millis {
        self.state.since().unwrap_or(self.created_at)
    }

    /// How long it took, once it has ended.
    #[must_use]
    pub fn took_ms(&self) -> Option<i64> {
        Some(self.state.ended_at()?.0 - self.state.since()?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Report;
    use model::jobs::remove_profile_media::ProfileMediaReport;

    fn run(mode: Mode, state: RunState, limit_reached: bool) -> Run {
        let report = ProfileMediaReport { limit_reached, ..ProfileMediaReport::default() };
        Run {
            id: "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id"),
            job: JobKind::RemoveProfileMedia.with_defaults(),
            mode,
            trigger: Trigger::Schedule,
            state,
            progress: Progress::default(),
            created_at: Millis(5),
            report: Some(Report::RemoveProfileMedia(report)),
            damaged: false,
        }
    }

    #[test]
    fn a_badge_tells_apart_what_a_person_would_do_next() {
        let ended = RunState::Finished { since: Millis(10), at: Millis(70) };
        let running = |stopping| RunState::Running { since: Millis(10), stopping };
        let table = [
            (Mode::Apply, ended.clone(), false, Standing::Done),
            (Mode::Apply, ended.clone(), true, Standing::AtItsLimit),
            (Mode::Preview, ended.clone(), true, Standing::Preview),
            (Mode::Preview, running(false), false, Standing::Running),
            (Mode::Apply, running(true), false, Standing::Stopping),
            (Mode::Apply, RunState::Queued { due_at: Millis(9) }, false, Standing::Planned),
        ];
        for (mode, state, limit, standing) in table {
            assert_eq!(RunLine::of(&run(mode, state, limit)).standing(), standing);
        }
    }

    #[test]
    fn a_damaged_run_says_so_whatever_else_is_known() {
        let damaged =
            Run { damaged: true, report: None, ..run(Mode::Preview, RunState::Queued { due_at: Millis(9) }, false) };
        assert_eq!(RunLine::of(&damaged).standing(), Standing::Damaged);
    }

    #[test]
    fn a_run_that_never_began_took_no_time() {
        let stopped = RunState::Stopped { since: None, at: Millis(70) };
        let line = RunLine::of(&run(Mode::Apply, stopped, false));
        assert_eq!((line.took_ms(), line.began()), (None, Millis(5)));
        let line = RunLine::of(&run(Mode::Apply, RunState::Finished { since: Millis(10), at: Millis(70) }, false));
        assert_eq!((line.took_ms(), line.began()), (Some(60), Millis(10)));
    }
}
