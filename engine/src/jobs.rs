//! The registry is the match: a new job does not compile until every place knows it.

mod cull_accounts;
mod purge_domain;
mod removal;
mod remove_profile_media;
mod restore_profile_media;

mod measure_storage;

use mastodon::{Mastodon, WriteError};
use model::{Job, JobKind, Report};

use crate::run_context::{JobError, RunContext};
use crate::store::StoreError;

/// Whether a job may be done on this Mastodon at all: what removes accounts needs a schema in which nothing unknown holds them, and what
/// brings pictures back needs Mastodon's Redis.
///
/// # Errors
/// [`WriteError::Refused`], which names what is in the way; [`WriteError::NoRedis`].
pub(crate) fn allowed_on(mastodon: &Mastodon, kind: JobKind) -> Result<(), WriteError> {
    let removes_accounts = match kind {
        JobKind::CullAccounts | JobKind::PurgeDomain => true,
        JobKind::RestoreProfileMedia if mastodon.settings().redis.is_none() => return Err(WriteError::NoRedis),
        JobKind::RemoveProfileMedia | JobKind::RestoreProfileMedia | JobKind::MeasureStorage => false,
    };
    let refusals = mastodon.catalogue().refusals();
    if removes_accounts && !refusals.is_empty() { Err(WriteError::Refused(refusals)) } else { Ok(()) }
}

/// Whether a run of the job begins with what an earlier stop left in the removal journal: all do but those that only look.
pub(crate) fn settles(kind: JobKind) -> bool {
    match kind {
        JobKind::CullAccounts | JobKind::RemoveProfileMedia | JobKind::PurgeDomain | JobKind::RestoreProfileMedia => {
            true
        }
        JobKind::MeasureStorage => false,
    }
}

/// Does the job's work, from its checkpoint. Returns early, without an error, when the run is asked to end.
pub(crate) async fn run(ctx: &RunContext, job: &Job) -> Result<(), JobError> {
    match job {
        Job::CullAccounts(options) => cull_accounts::run(ctx, options).await,
        Job::RemoveProfileMedia(options) => remove_profile_media::run(ctx, options).await,
        Job::PurgeDomain(options) => purge_domain::run(ctx, options).await,
        Job::RestoreProfileMedia(options) => restore_profile_media::run(ctx, options).await,
        Job::MeasureStorage(options) => measure_storage::run(ctx, options).await,
    }
}

/// The report of what was done so far.
pub(crate) async fn report(ctx: &RunContext, job: &Job) -> Result<Report, StoreError> {
    Ok(match job {
        Job::CullAccounts(options) => Report::CullAccounts(cull_accounts::report(ctx, options).await?),
        Job::RemoveProfileMedia(options) => {
            Report::RemoveProfileMedia(remove_profile_media::report(ctx, options).await?)
        }
        Job::PurgeDomain(options) => Report::PurgeDomain(purge_domain::report(ctx, options).await?),
        Job::RestoreProfileMedia(options) => {
            Report::RestoreProfileMedia(restore_profile_media::report(ctx, options).await?)
        }
        Job::MeasureStorage(options) => Report::MeasureStorage(measure_storage::report(ctx, options).await?),
    })
}
