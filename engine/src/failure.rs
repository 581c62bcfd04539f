//! What a person can do about an error, read from its chain.

use std::error::Error;

use mastodon::files::StorageError;
use mastodon::{ConnectError, WriteError};
use model::RunFailure;
use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

use crate::error::EngineError;
use crate::store::StoreError;

/// The kind of failure that an error stands for. The whole chain is logged where it is handled; a page shows only this.
pub(crate) fn failure_of(error: &(dyn Error + 'static)) -> RunFailure {
    let mut link = Some(error);
    while let Some(error) = link {
        if let Some(failure) = known(error) {
            return failure;
        }
        link = error.source();
    }
    RunFailure::Internal
}

/// Whether a statement failed because a table or a column is not as it was: Mastodon was upgraded meanwhile.
pub(crate) fn is_of_another_shape(error: &(dyn Error + 'static)) -> bool {
    /// Undefined table, undefined column.
    const CODES: [&str; 2] = ["42P01", "42703"];
    let mut link = Some(error);
    while let Some(error) = link {
        let said = error.downcast_ref::<sqlx::Error>().and_then(sqlx::Error::as_database_error);
        if let Some(said) = said
            && (said.code().is_some_and(|code| CODES.contains(&code.as_ref())) || is_of_a_kept_statement(said))
        {
            return true;
        }
        link = error.source();
    }
    false
}

/// Whether a kept statement has other columns now. A standby says *not supported*, too, when it is
/// asked to write: the part of PostgreSQL that says so tells them apart, in whatever language.
fn is_of_a_kept_statement(said: &dyn DatabaseError) -> bool {
    is_not_supported_by(said, |part| part == "RevalidateCachedQuery")
}

/// Whether the server is a standby that was asked to write.
pub(crate) fn is_of_a_standby(said: &dyn DatabaseError) -> bool {
    is_not_supported_by(said, |part| part.starts_with("check_"))
}

fn is_not_supported_by(said: &dyn DatabaseError, is_it: impl Fn(&str) -> bool) -> bool {
    let part = said.try_downcast_ref::<PgDatabaseError>().and_then(PgDatabaseError::routine);
    said.code().as_deref() == Some("0A000") && part.is_some_and(is_it)
}

fn known(error: &(dyn Error + 'static)) -> Option<RunFailure> {
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Full { .. }) => return Some(RunFailure::DiskFull),
        Some(StoreError::Damaged(_)) => return Some(RunFailure::Damaged),
        Some(_) => return Some(RunFailure::OwnState),
        None => {}
    }
    if let Some(refused @ (WriteError::Refused(_) | WriteError::NoRedis)) = error.downcast_ref::<WriteError>() {
        return Some(RunFailure::Unsupported { sentence: refused.to_string() });
    }
    if let Some(EngineError::NoMastodon) = error.downcast_ref::<EngineError>() {
        return Some(RunFailure::Database);
    }
    if error.downcast_ref::<StorageError>().is_some() {
        return Some(RunFailure::Storage);
    }
    match error.downcast_ref::<ConnectError>() {
        Some(ConnectError::Storage(_)) => return Some(RunFailure::Storage),
        Some(error @ ConnectError::NotMastodon { .. }) => {
            return Some(RunFailure::Unsupported { sentence: error.to_string() });
        }
        _ => {}
    }
    error.downcast_ref::<sqlx::Error>().map(database)
}

/// Mastodon's database: refused rights are told from everything else.
fn database(error: &sqlx::Error) -> RunFailure {
    const INSUFFICIENT_PRIVILEGE: &str = "42501";
    match error.as_database_error() {
        Some(error) if error.code().as_deref() == Some(INSUFFICIENT_PRIVILEGE) => RunFailure::Permission {
            // PostgreSQL says "permission denied for table accounts", without a field of its own for the name.
            table: error.message().rsplit(' ').next().unwrap_or_default().to_owned(),
        },
        _ => RunFailure::Database,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_context::JobError;

    #[test]
    fn an_error_is_known_by_the_deepest_thing_a_person_can_act_on() {
        let none = EngineError::NoMastodon;
        assert_eq!(failure_of(&none), RunFailure::Database);
        let own = EngineError::Store(StoreError::LeaseLost);
        assert_eq!(failure_of(&own), RunFailure::OwnState);
        let damaged = EngineError::Store(StoreError::Damaged("runs.id"));
        assert_eq!(failure_of(&damaged), RunFailure::Damaged);
        let lost = EngineError::Read(mastodon::ReadError::Totals(sqlx::Error::PoolTimedOut));
        assert_eq!(failure_of(&lost), RunFailure::Database);
        assert_eq!(failure_of(&EngineError::Password), RunFailure::Internal);
    }

    #[test]
    fn what_stopped_a_job_is_known_through_every_wrapping() {
        let full = || StoreError::Full { question: "runs::end", source: sqlx::Error::PoolClosed };
        let journal = mastodon::journal::JournalError::Open(Box::new(full()));
        assert_eq!(failure_of(&JobError::from(full())), RunFailure::DiskFull);
        assert_eq!(failure_of(&JobError::from(WriteError::from(journal))), RunFailure::DiskFull);
        assert_eq!(failure_of(&JobError::from(StoreError::Damaged("runs.id"))), RunFailure::Damaged);
        let refused = failure_of(&JobError::from(WriteError::Refused(Vec::new())));
        assert!(matches!(refused, RunFailure::Unsupported { .. }), "{refused:?}");
    }
}
