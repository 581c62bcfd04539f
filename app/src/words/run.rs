//! What came of a run, in one clause, and who or what started it.

use leptos_i18n::td_string;
use model::{JobKind, Millis, Mode, RunState, Trigger};

use super::moment;
use crate::api::runs::RunLine;
use crate::i18n::Locale;
use crate::jobs::{self, purge_domain};

/// The name of a job as the panel says it.
#[must_use]
pub fn job_name(locale: Locale, kind: JobKind) -> &'static str {
    match kind {
        JobKind::CullAccounts => td_string!(locale, nav.accounts),
        JobKind::RemoveProfileMedia => td_string!(locale, nav.pictures),
        JobKind::PurgeDomain => td_string!(locale, purge.name),
        JobKind::RestoreProfileMedia => td_string!(locale, nav.back),
        JobKind::MeasureStorage => td_string!(locale, nav.storage),
    }
}

/// What a job does while it is at work: "Checking for vanished accounts".
#[must_use]
pub fn working(locale: Locale, kind: JobKind) -> &'static str {
    match kind {
        JobKind::CullAccounts => td_string!(locale, acc.working),
        JobKind::RemoveProfileMedia => td_string!(locale, pic.working),
        JobKind::PurgeDomain => td_string!(locale, purge.working),
        JobKind::RestoreProfileMedia => td_string!(locale, back.working),
        JobKind::MeasureStorage => td_string!(locale, storage.working),
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
    let clause = bare_outcome(locale, line, now);
    if line.servers.count == 0 {
        return clause;
    }
    td_string!(locale, purge.of, servers = purge_domain::in_line(locale, &line.servers), clause = clause)
}

fn bare_outcome(locale: Locale, line: &RunLine, now: Millis) -> String {
    if line.damaged {
        return td_string!(locale, run.came_damaged).to_owned();
    }
    let result = line.outcome.as_ref().map(|outcome| jobs::came_of_it(locale, line.kind, line.mode, outcome));
    let percent = line.progress.percent();
    let clause = match &line.state {
        RunState::Queued { due_at } if *due_at > now => {
            return td_string!(locale, run.came_due, when = moment::moment(locale, *due_at, now));
        }
        RunState::Queued { .. } => return td_string!(locale, run.came_planned).to_owned(),
        RunState::Running { .. } => return td_string!(locale, run.came_running, n = percent),
        RunState::Finished { .. } => return result.unwrap_or_default(),
        RunState::Stopped { since: None, .. } => return td_string!(locale, run.came_undone).to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::runs::Servers;
    use model::{Bytes, Progress};

    const NOW: Millis = Millis(1_795_257_720_000);

    fn line(kind: JobKind, state: RunState) -> RunLine {
        let only = (kind == JobKind::PurgeDomain).then(|| "quiet.example".to_owned());
        RunLine {
            id: "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id"),
            kind,
            mode: Mode::Apply,
            trigger: Trigger::Schedule,
            state,
            progress: Progress { done: 51, total: 100, ..Progress::default() },
            created_at: NOW,
            servers: Servers { count: only.iter().count() as u64, only },
            outcome: Some(crate::api::runs::Outcome { accounts: 198, freed: Bytes(7), ..Default::default() }),
            damaged: false,
        }
    }

    #[test]
    fn a_stopped_run_tells_how_far_it_came_and_what_it_did() {
        let stopped = RunState::Stopped { since: Some(NOW), at: NOW };
        let told = outcome(Locale::en, &line(JobKind::CullAccounts, stopped), NOW);
        assert_eq!(told, "Stopped at 51%. 198 accounts removed");
    }

    #[test]
    fn a_purge_names_its_server_whatever_came_of_it() {
        let told = |state| outcome(Locale::en, &line(JobKind::PurgeDomain, state), NOW);
        assert_eq!(told(RunState::Finished { since: NOW, at: NOW }), "quiet.example: 198 accounts removed");
        assert_eq!(told(RunState::Stopped { since: None, at: NOW }), "quiet.example: Undone before it began");
        let damaged = RunLine { damaged: true, ..line(JobKind::PurgeDomain, RunState::Queued { due_at: NOW }) };
        assert_eq!(outcome(Locale::en, &damaged, NOW), "quiet.example: Its record is damaged");
        let due_at = NOW.plus_ms(model::time::DAY_MS);
        assert_eq!(told(RunState::Queued { due_at }), "quiet.example: Waits until tomorrow 10:42");
    }
}
