//! Options of `run`: which job, in which mode.

use clap::{Args, Subcommand};
use model::{Job, Mode};

use super::cull_accounts::CullAccountsOptions;
use super::measure_storage::MeasureStorageOptions;
use super::purge_domain::PurgeDomainOptions;
use super::remove_profile_media::RemoveProfileMediaOptions;
use super::restore_profile_media::RestoreProfileMediaOptions;

/// One job to run now.
#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    #[command(subcommand)]
    job: JobOptions,
}

/// A file per job describes its options.
#[derive(Debug, Subcommand)]
enum JobOptions {
    /// Remove accounts that their own server says are gone.
    CullAccounts {
        #[command(flatten)]
        options: CullAccountsOptions,
        #[command(flatten)]
        way: Way,
    },
    /// Remove saved profile pictures of accounts without a sign of life.
    RemoveProfileMedia {
        #[command(flatten)]
        options: RemoveProfileMediaOptions,
        #[command(flatten)]
        way: Way,
    },
    /// Remove every copy held of the named servers.
    PurgeDomain {
        #[command(flatten)]
        options: PurgeDomainOptions,
        #[command(flatten)]
        way: Way,
    },
    /// Have Mastodon fetch missing profile pictures of those who are active again or known here.
    RestoreProfileMedia {
        #[command(flatten)]
        options: RestoreProfileMediaOptions,
        #[command(flatten)]
        way: Way,
    },
    /// Measure what Mastodon stores, for the panel's page of storage. Nothing of Mastodon's is changed.
    MeasureStorage {
        #[command(flatten)]
        options: MeasureStorageOptions,
        #[command(flatten)]
        way: Way,
    },
}

/// What holds for every job.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Way {
    /// “preview” changes nothing at all, “apply” does the work.
    #[arg(long, value_name = "preview|apply")]
    pub(crate) mode: Mode,
    /// Print one JSON report on standard output when the run has ended.
    #[arg(long)]
    pub(crate) json: bool,
    /// Whether servers below the named ones are meant as well: an option of one job, which needs a Mastodon to be answered.
    #[arg(skip)]
    pub(crate) include_subdomains: bool,
}

impl RunOptions {
    /// The job with its options, and how to run it.
    pub(crate) fn into_job(self) -> (Job, Way) {
        match self.job {
            JobOptions::CullAccounts { options, way } => (Job::CullAccounts(options.into()), way),
            JobOptions::RemoveProfileMedia { options, way } => (Job::RemoveProfileMedia(options.into()), way),
            JobOptions::PurgeDomain { options, way } => {
                let way = Way { include_subdomains: options.includes_subdomains(), ..way };
                (Job::PurgeDomain(options.into()), way)
            }
            JobOptions::RestoreProfileMedia { options, way } => (Job::RestoreProfileMedia(options.into()), way),
            JobOptions::MeasureStorage { options, way } => (Job::MeasureStorage(options.into()), way),
        }
    }
}
