//! From a job to what is seen of it: its page, its sums, its report. The matches are exhaustive, so a new job is missing
//! nowhere. What belongs to one job is in its own file: the form, the server functions, the report.

pub mod cull_accounts;
pub mod purge_domain;
pub mod remove_profile_media;
pub mod restore_profile_media;
pub mod start;

pub mod measure_storage;

use leptos::prelude::*;
use model::{JobKind, Mode, Operator, Report, Run};

use crate::api::runs::Outcome;
use crate::components::icon::Icon;
use crate::components::ledger::Line;
use crate::i18n::Locale;

/// The page of a job. Purges begin in the list of unreachable servers and wait in the waiting room.
#[must_use]
pub fn address(kind: JobKind) -> &'static str {
    match kind {
        JobKind::CullAccounts => "/jobs/cull-accounts",
        JobKind::RemoveProfileMedia => "/jobs/remove-profile-media",
        JobKind::PurgeDomain => "/waiting-room",
        JobKind::RestoreProfileMedia => "/jobs/restore-profile-media",
        JobKind::MeasureStorage => "/storage",
    }
}

/// The picture of a job, the same everywhere.
#[must_use]
pub fn picture(kind: JobKind) -> Icon {
    match kind {
        JobKind::CullAccounts => Icon::UserX,
        JobKind::RemoveProfileMedia => Icon::Images,
        JobKind::PurgeDomain => Icon::Trash2,
        JobKind::RestoreProfileMedia => Icon::Undo2,
        JobKind::MeasureStorage => Icon::HardDrive,
    }
}

/// The sums of a report.
#[must_use]
pub fn outcome(report: &Report) -> Outcome {
    match report {
        Report::CullAccounts(report) => cull_accounts::outcome(report),
        Report::RemoveProfileMedia(report) => remove_profile_media::outcome(report),
        Report::PurgeDomain(report) => purge_domain::outcome(report),
        Report::RestoreProfileMedia(report) => restore_profile_media::outcome(report),
        Report::MeasureStorage(report) => measure_storage::outcome(report),
    }
}

/// The sums in one clause: "1,284 accounts removed".
#[must_use]
pub fn came_of_it(locale: Locale, kind: JobKind, mode: Mode, outcome: &Outcome) -> String {
    match kind {
        // A purge removes accounts as well; which servers it is about is told before.
        JobKind::CullAccounts | JobKind::PurgeDomain => cull_accounts::came_of_it(locale, mode, outcome),
        JobKind::RemoveProfileMedia => remove_profile_media::came_of_it(locale, mode, outcome),
        JobKind::RestoreProfileMedia => restore_profile_media::came_of_it(locale, mode, outcome),
        JobKind::MeasureStorage => measure_storage::came_of_it(locale, mode, outcome),
    }
}

/// The three figures of a job's card on the overview.
#[must_use]
pub fn card_lines(locale: Locale, kind: JobKind, mode: Mode, outcome: &Outcome) -> Vec<Line> {
    match kind {
        JobKind::CullAccounts => cull_accounts::card_lines(locale, mode, outcome),
        JobKind::RemoveProfileMedia => remove_profile_media::card_lines(locale, mode, outcome),
        JobKind::PurgeDomain => Vec::new(),
        JobKind::RestoreProfileMedia => restore_profile_media::card_lines(locale, mode, outcome),
        JobKind::MeasureStorage => measure_storage::card_lines(locale, outcome),
    }
}

/// A report in one sentence and its figures.
pub struct Summary {
    pub headline: String,
    pub lines: Vec<Line>,
    /// What else must be known about it.
    pub note: Option<&'static str>,
}

/// The sentence and the figures of a report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &Report) -> Summary {
    match report {
        Report::CullAccounts(report) => cull_accounts::summary(locale, mode, report),
        Report::RemoveProfileMedia(report) => remove_profile_media::summary(locale, mode, report),
        Report::PurgeDomain(report) => purge_domain::summary(locale, mode, report),
        Report::RestoreProfileMedia(report) => restore_profile_media::summary(locale, mode, report),
        Report::MeasureStorage(report) => measure_storage::summary(locale, mode, report),
    }
}

/// What a report says beyond its sums: lists, and what could not be settled.
pub fn details(run: &Run, report: Report, operator: Operator) -> AnyView {
    match report {
        Report::CullAccounts(report) => cull_accounts::details(run, report, operator).into_any(),
        Report::RemoveProfileMedia(report) => remove_profile_media::details(report).into_any(),
        Report::PurgeDomain(report) => purge_domain::details(run, report).into_any(),
        Report::RestoreProfileMedia(report) => restore_profile_media::details(report).into_any(),
        Report::MeasureStorage(report) => measure_storage::details(report).into_any(),
    }
}
