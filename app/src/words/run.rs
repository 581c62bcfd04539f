//! What came of a run, in one clause, and who or what started it.

use leptos_i18n::td_string;
use model::{JobKind, Millis, Mode, RunState, Trigger};

use super::moment;
use crate::api::runs::RunLine;
use crate::i18n::Locale;
use crate::jobs;

/// The name of a job as the panel says it.
#[must_use]
pub fn job_name(locale: Locale, kind: JobKind) -> &'static str {
    match kind {
        JobKind::CullAccounts => td_string!(locale, nav.accounts),
        JobKind::RemoveProfileMedia => td_string!(locale, nav.pictures),
        JobKind::PurgeDomain => td_string!(locale, purge.name),
    }
}

/// What a job does while it is at work: "Checking for vanished accounts".
#[must_use]
pub fn working(locale: Locale, kind: JobKind) -> &'static str {
    match kind {
        JobKind::CullAccounts => td_string!(locale, acc.working),
        JobKind::RemoveProfileMedia => td_string!(locale, pic.working),
        JobKind::PurgeDomain => td_string!(locale, purge.working),
    }
}

/// Who or what started it, for a table.
#[must_use]
pub fn by(locale: Locale, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Operator { name } => name.clone(),
        Trigger::Schedule => td_string!(locale, job.by_schedule).to_owned(),
        Trigger::CommandLine => td_string!(locale, job.by_command).to_owned(),
    }
}

/// Who or what started it and when, as a sentence.
#[must_use]
pub fn started(locale: Locale, trigger: &Trigger, at: Millis, now: Millis) -> String {
    let when = moment::moment(locale, at, now);
    match trigger {
        Trigger::Operator { name } => td_string!(locale, run.by_operator, name = name.clone(), when = when),
        Trigger::Schedule => td_string!(locale, run.by_schedule, when = when),
        Trigger::CommandLine => td_string!(locale, run.by_command, when = when),
    }
}

/// What came of a run: "1,284 accounts removed", "Stopped at 51%. 198 accounts removed".
#[must_use]
pub fn outcome(locale: Locale, line: &RunLine, now: Millis) -> String {
    let result = line.outcome.as_ref().map(|outcome| jobs::came_of_it(locale, line.kind, line.mode, outcome));
    let percent = line.progress.percent();
    let clause = match &line.state {
        RunState::Queued { due_at } if *due_at > now => {
            return td_string!(locale, run.came_due, when = moment::moment(locale, *due_at, now));
        }
        RunState::Queued { .. } => return td_string!(locale, run.came_planned).to_owned(),
        RunState::Running { .. } => return td_string!(locale, run.came_running, n = percent),
        RunState::Finished { .. } => return result.unwrap_or_default(),
        RunState::Stopped { .. } => td_string!(locale, run.came_stopped, n = percent),
        RunState::Failed { .. } => td_string!(locale, run.came_failed).to_owned(),
    };
    match (result, locale) {
        (None, _) => clause,
        (Some(result), Locale::en) => format!("{clause} {result}"),
        (Some(result), Locale::ja) => format!("{clause}{result}"),
    }
}

/// Real or preview.
#[must_use]
pub fn mode(locale: Locale, mode: Mode) -> &'static str {
    match mode {
        Mode::Preview => td_string!(locale, run.kind_preview),
        Mode::Apply => td_string!(locale, run.kind_apply),
    }
}
