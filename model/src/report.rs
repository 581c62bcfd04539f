//! The typed result of a run: one struct from the job to the chart.

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::failures::FailureCause;
use crate::jobs::cull_accounts::CullReport;
use crate::jobs::measure_storage::MeasureReport;
use crate::jobs::purge_domain::PurgeReport;
use crate::jobs::remove_profile_media::ProfileMediaReport;
use crate::jobs::restore_profile_media::RestoreReport;

/// What a run did; of a preview, what it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", content = "report", rename_all = "kebab-case")]
pub enum Report {
    CullAccounts(CullReport),
    RemoveProfileMedia(ProfileMediaReport),
    PurgeDomain(PurgeReport),
    RestoreProfileMedia(RestoreReport),
    MeasureStorage(MeasureReport),
}

impl Report {
    #[must_use]
    pub fn bytes_reclaimed(&self) -> Bytes {
        match self {
            Self::CullAccounts(report) => report.bytes_reclaimed,
            Self::RemoveProfileMedia(report) => report.bytes_reclaimed,
            Self::PurgeDomain(report) => report.bytes_reclaimed,
            Self::RestoreProfileMedia(_) => Bytes::ZERO,
            Self::MeasureStorage(_) => Bytes::ZERO,
        }
    }

    /// Whether files were to go, and none did.
    #[must_use]
    pub fn no_file_went(&self) -> bool {
        let (removed, failures) = match self {
            Self::CullAccounts(report) => (report.files_removed, &report.failures),
            Self::RemoveProfileMedia(report) => (report.files_removed, &report.failures),
            Self::PurgeDomain(report) => (report.files_removed, &report.failures),
            Self::RestoreProfileMedia(_) => return false,
            Self::MeasureStorage(report) => (report.removed.files, &report.failures),
        };
        removed == 0 && failures.has(FailureCause::FileNotRemoved)
    }

    /// Accounts removed, or whose pictures were removed or asked for.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        match self {
            Self::CullAccounts(report) => report.removed,
            Self::RemoveProfileMedia(report) => report.accounts,
            Self::PurgeDomain(report) => report.accounts,
            Self::RestoreProfileMedia(report) => report.asked,
            Self::MeasureStorage(_) => 0,
        }
    }
}
