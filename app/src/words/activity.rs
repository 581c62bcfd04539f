//! Who did what to what, in one sentence.

use leptos_i18n::td_string;
use model::activity::{About, OURSELVES, names};
use model::case::{ChangedBecause, State, StateChange};
use model::{Act, JobKind};

use super::quantity::number;
use super::{cause, run, server, standing};
use crate::api::activity::ActivityLine;
use crate::i18n::Locale;
use crate::jobs::purge_domain;

/// The line of the log as a sentence. An act of a newer version is told by its word.
#[must_use]
pub fn sentence(locale: Locale, line: &ActivityLine) -> String {
    let by = by(locale, &line.entry.operator);
    match line.entry.act.parse::<Act>() {
        Ok(Act::ChangeState) => change_of_state(locale, by, line),
        Ok(act) => known(locale, act, by, what(locale, act, line)),
        Err(_) => {
            let (act, what) = (line.entry.act.clone(), line.entry.subject.clone());
            td_string!(locale, activity.unknown, by = by, act = act, what = what)
        }
    }
}

fn known(locale: Locale, act: Act, by: String, what: String) -> String {
    match act {
        Act::StartRun => td_string!(locale, activity.start_run, by = by, what = what),
        Act::StartPreview => td_string!(locale, activity.start_preview, by = by, what = what),
        Act::StopRun => td_string!(locale, activity.stop_run, by = by, what = what),
        Act::SetSchedule => td_string!(locale, activity.set_schedule, by = by, what = what),
        Act::PauseSchedule => td_string!(locale, activity.pause_schedule, by = by, what = what),
        Act::SetStorageTerms => td_string!(locale, activity.set_storage_terms, by = by),
        Act::DecideWait => td_string!(locale, activity.decide_wait, by = by, what = what),
        Act::DecideKeep => td_string!(locale, activity.decide_keep, by = by, what = what),
        Act::DecidePurge => td_string!(locale, activity.decide_purge, by = by, what = what),
        Act::Keep => td_string!(locale, activity.keep, by = by, what = what),
        Act::AskAgain => td_string!(locale, activity.ask_again, by = by, what = what),
        Act::AgreePurge => td_string!(locale, activity.agree_purge, by = by, what = what),
        Act::UndoPurge => td_string!(locale, activity.undo_purge, by = by, what = what),
        Act::PurgeNow => td_string!(locale, activity.purge_now, by = by, what = what),
        Act::CancelPurge => td_string!(locale, activity.cancel_purge, by = by, what = what),
        Act::ChangeState => td_string!(locale, activity.change_state, by = by, what = what),
        Act::Suspect => td_string!(locale, activity.suspect, by = by, what = what),
        Act::RestartDelivery => td_string!(locale, activity.restart_delivery, by = by, what = what),
        Act::ApproveNotice => td_string!(locale, activity.approve_notice, by = by, what = what),
        Act::CancelNotice => td_string!(locale, activity.cancel_notice, by = by, what = what),
        Act::ResumeNotices => td_string!(locale, activity.resume_notices, by = by),
    }
}

/// What a server is held to be now instead of before, and why.
fn change_of_state(locale: Locale, by: String, line: &ActivityLine) -> String {
    let what = what(locale, Act::ChangeState, line);
    let Ok((to, change)) = serde_json::from_str::<(State, StateChange)>(&line.entry.seen) else {
        return td_string!(locale, activity.change_state, by = by, what = what);
    };
    let why = match change.because {
        ChangedBecause::Answered => td_string!(locale, activity.because_answered),
        ChangedBecause::Sent { .. } => td_string!(locale, activity.because_sent),
        ChangedBecause::Found { reason } => cause::short(locale, reason),
        ChangedBecause::Lasted => td_string!(locale, activity.because_lasted),
    };
    let (to, from) = (standing::word(locale, to), standing::word(locale, change.from));
    td_string!(locale, activity.change_state_to, by = by, what = what, to = to, from = from, why = why)
}

/// The name of an operator, or ours.
#[must_use]
pub fn by(locale: Locale, operator: &str) -> String {
    if operator == OURSELVES { td_string!(locale, common.product).to_owned() } else { operator.to_owned() }
}

/// To what it was done: the server by name when it is one, the job, the servers or the job of the run.
fn what(locale: Locale, act: Act, line: &ActivityLine) -> String {
    let subject = &line.entry.subject;
    match (act.about(), &line.run) {
        (About::Servers, _) if line.entry.names == 1 => {
            names(subject).map(|name| server::name(locale, &name)).collect()
        }
        (About::Servers, _) => {
            td_string!(locale, purge.many, count = line.entry.names, n = number(line.entry.names))
        }
        (About::Run, Some(run)) if run.servers.count > 0 => purge_domain::in_line(locale, &run.servers),
        (About::Run, Some(run)) => run::job_name(locale, run.kind).to_owned(),
        (About::Job, _) => {
            subject.parse::<JobKind>().map_or_else(|_| subject.clone(), |kind| run::job_name(locale, kind).to_owned())
        }
        (About::Run | About::Site, _) => subject.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use model::Millis;
    use model::activity::Entry;

    fn line(act: &str, subject: &str, names: u64) -> ActivityLine {
        let entry = Entry {
            id: "an-act".to_owned(),
            at: Millis(0),
            operator: "mika".to_owned(),
            act: act.to_owned(),
            subject: subject.to_owned(),
            names,
            seen: "{}".to_owned(),
            seen_whole: true,
        };
        ActivityLine { entry, run: None }
    }

    #[test]
    fn every_act_has_its_own_sentence_in_every_language() {
        for locale in [Locale::en, Locale::ja] {
            let told: BTreeSet<_> =
                Act::ALL.iter().map(|act| sentence(locale, &line(act.as_str(), "quiet.example", 1))).collect();
            assert_eq!(told.len(), Act::ALL.len(), "{told:?}");
            for sentence in told {
                assert!(sentence.contains("mika") && sentence.ends_with(['.', '。']), "{sentence}");
            }
        }
    }

    #[test]
    fn a_change_of_state_is_told_with_its_reason() {
        let change =
            StateChange { from: State::LongSilent, at: Millis(0), because: ChangedBecause::Sent { at: Millis(0) } };
        let mut changed = line("change-state", "quiet.example", 1);
        changed.entry.seen = serde_json::to_string(&(State::Silent, change)).expect("serializes");
        let told = sentence(Locale::en, &changed);
        let says =
            "mika now calls quiet.example “Silent” and no longer “Silent for long”: something reached us from there.";
        assert_eq!(told, says);
    }

    #[test]
    fn one_server_is_named_and_many_are_counted() {
        let told = |subject, names| sentence(Locale::en, &line("decide-purge", subject, names));
        assert_eq!(told("quiet.example", 1), "mika ordered the purge of quiet.example.");
        assert_eq!(told("quiet.example well.example", 2), "mika ordered the purge of 2 servers.");
        assert_eq!(told("a%20b%25.example", 1), "mika ordered the purge of a b%.example.");
    }

    #[test]
    fn a_job_is_told_by_its_name() {
        let told = sentence(Locale::en, &line("start-run", "cull-accounts", 1));
        assert_eq!(told, "mika started a run: Vanished accounts.");
    }

    #[test]
    fn what_nobody_has_to_do_was_done_by_us() {
        let mut line = line("cancel-purge", "quiet.example", 1);
        line.entry.operator = OURSELVES.to_owned();
        assert!(sentence(Locale::en, &line).starts_with("Groundskeeper cancelled the purge of quiet.example"));
    }

    #[test]
    fn an_act_of_a_newer_version_is_told_by_its_word() {
        let told = sentence(Locale::en, &line("plant-tree", "garden", 1));
        assert!(told.contains("plant-tree") && told.contains("garden"), "{told}");
    }
}
