//! How far a run is, on standard error: one line replaced on a terminal, now and then a line elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use model::progress::Stage;
use model::{Mode, Outage, Progress, Run};

use super::summary::grouped;
use crate::say::complain;

/// How often a line is written where lines stay.
const NOW_AND_THEN: Duration = Duration::from_secs(5);

/// The place where progress is shown.
#[derive(Debug)]
pub(super) struct ProgressLine {
    terminal: bool,
    written: Option<Instant>,
    shown: bool,
}

impl ProgressLine {
    pub(super) fn on_stderr() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), written: None, shown: false }
    }

    /// Shows the run as it stands. Nothing depends on whether that works: standard error may be closed.
    pub(super) fn show(&mut self, run: &Run) {
        let line = line_of(&run.progress, run.mode);
        if self.terminal {
            self.shown = true;
            // As for every line on standard error, nothing is lost with it.
            let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
        } else if self.written.is_none_or(|written| written.elapsed() >= NOW_AND_THEN) {
            self.written = Some(Instant::now());
            complain(line);
        }
    }

    /// Leaves the line, so that what follows begins on a new one.
    pub(super) fn end(&mut self) {
        if self.shown {
            complain("");
        }
    }
}

fn line_of(progress: &Progress, mode: Mode) -> String {
    let stage = match progress.stage {
        Stage::Preparing => return "preparing".to_owned(),
        Stage::Working => "working",
        Stage::Paused => "paused, because our own connection seems to be broken, or our clock is wrong",
        Stage::Waiting { outage: Outage::Database, .. } => "waiting for Mastodon's database",
        Stage::Waiting { outage: Outage::OwnState, .. } => "waiting for the database of our own state",
        Stage::Waiting { outage: Outage::Storage, .. } => "waiting for the folder of Mastodon's files",
        Stage::Closing => "closing",
    };
    let removed = match mode {
        Mode::Preview => "to remove",
        Mode::Apply => "removed",
    };
    format!(
        "{stage}: {} of {} ({} %), {removed} {}, set aside {}, freed {}",
        grouped(progress.done),
        grouped(progress.total),
        progress.percent(),
        grouped(progress.removed),
        grouped(progress.set_aside),
        progress.freed,
    )
}

#[cfg(test)]
mod tests {
    use model::Bytes;

    use super::*;

    #[test]
    fn a_line_says_how_far_the_run_is() {
        let progress = Progress {
            stage: Stage::Working,
            done: 1_240,
            total: 20_000,
            removed: 88,
            set_aside: 12,
            freed: Bytes(41_000_000),
        };
        assert_eq!(
            line_of(&progress, Mode::Apply),
            "working: 1,240 of 20,000 (6 %), removed 88, set aside 12, freed 41 MB"
        );
        assert_eq!(line_of(&Progress::default(), Mode::Preview), "preparing");
    }
}
