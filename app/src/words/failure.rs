//! Why a run did not finish, and why an item of it could not be settled.

use leptos_i18n::td_string;
use model::failures::FailureCause;
use model::run::RunFailure;

use crate::i18n::Locale;

/// What happened and what is left to do, in plain sentences.
#[must_use]
pub fn of_run(locale: Locale, failure: &RunFailure) -> String {
    match failure {
        RunFailure::Database => td_string!(locale, cause.database).to_owned(),
        RunFailure::OwnState => td_string!(locale, cause.own_state).to_owned(),
        RunFailure::Damaged => td_string!(locale, cause.damaged).to_owned(),
        RunFailure::Permission { table } => td_string!(locale, cause.permission, table = table.clone()),
        RunFailure::Unsupported { .. } => td_string!(locale, cause.unsupported).to_owned(),
        RunFailure::Storage => td_string!(locale, cause.storage).to_owned(),
        RunFailure::DiskFull => td_string!(locale, cause.disk_full).to_owned(),
        RunFailure::Interrupted => td_string!(locale, cause.interrupted).to_owned(),
        RunFailure::Internal => td_string!(locale, cause.internal).to_owned(),
    }
}

/// What stays behind *Technical details*: the sentence of the engine that names what is in the way.
#[must_use]
pub fn details(failure: &RunFailure) -> Option<&str> {
    match failure {
        RunFailure::Unsupported { sentence } => Some(sentence),
        _ => None,
    }
}

/// The heading of a group of failures.
#[must_use]
pub fn of_items(locale: Locale, cause: FailureCause) -> &'static str {
    match cause {
        FailureCause::FileNotRemoved => td_string!(locale, cause.file_not_removed),
        FailureCause::DamagedEntry => td_string!(locale, cause.damaged_entry),
        FailureCause::StrangeFileName => td_string!(locale, cause.strange_file_name),
        FailureCause::AccountNotRemoved => td_string!(locale, cause.account_not_removed),
        FailureCause::InstancesNotRefreshed => td_string!(locale, cause.instances_not_refreshed),
        FailureCause::NotSigned => td_string!(locale, cause.not_signed),
        FailureCause::RedisNotTold => td_string!(locale, cause.redis_not_told),
        FailureCause::NothingMissing => td_string!(locale, cause.nothing_missing),
        FailureCause::QueueStands => td_string!(locale, cause.queue_stands),
    }
}
