//! A kind of work with its options.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::jobs::{cull_accounts, measure_storage, purge_domain, remove_profile_media, restore_profile_media};

/// A job with what it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", content = "options", rename_all = "kebab-case")]
pub enum Job {
    CullAccounts(cull_accounts::Options),
    RemoveProfileMedia(remove_profile_media::Options),
    PurgeDomain(purge_domain::Options),
    RestoreProfileMedia(restore_profile_media::Options),
    MeasureStorage(measure_storage::Options),
}

impl Job {
    #[must_use]
    pub fn kind(&self) -> JobKind {
        match self {
            Self::CullAccounts(_) => JobKind::CullAccounts,
            Self::RemoveProfileMedia(_) => JobKind::RemoveProfileMedia,
            Self::PurgeDomain(_) => JobKind::PurgeDomain,
            Self::RestoreProfileMedia(_) => JobKind::RestoreProfileMedia,
            Self::MeasureStorage(_) => JobKind::MeasureStorage,
        }
    }
}

/// Which job, without options. Its name is the same on the command line, in addresses, in our tables and on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    CullAccounts,
    RemoveProfileMedia,
    PurgeDomain,
    RestoreProfileMedia,
    MeasureStorage,
}

impl JobKind {
    pub const ALL: [Self; 5] = [
        Self::CullAccounts,
        Self::RemoveProfileMedia,
        Self::PurgeDomain,
        Self::RestoreProfileMedia,
        Self::MeasureStorage,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CullAccounts => "cull-accounts",
            Self::RemoveProfileMedia => "remove-profile-media",
            Self::PurgeDomain => "purge-domain",
            Self::RestoreProfileMedia => "restore-profile-media",
            Self::MeasureStorage => "measure-storage",
        }
    }

    /// The job as it runs when nothing else is said; a purge has no servers then.
    #[must_use]
    pub fn with_defaults(self) -> Job {
        match self {
            Self::CullAccounts => Job::CullAccounts(cull_accounts::Options::default()),
            Self::RemoveProfileMedia => Job::RemoveProfileMedia(remove_profile_media::Options::default()),
            Self::PurgeDomain => Job::PurgeDomain(purge_domain::Options::default()),
            Self::RestoreProfileMedia => Job::RestoreProfileMedia(restore_profile_media::Options::default()),
            Self::MeasureStorage => Job::MeasureStorage(measure_storage::Options::default()),
        }
    }
}

impl fmt::Display for JobKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no job of that name.
#[derive(Debug, thiserror::Error)]
#[error("there is no job of that name")]
pub struct UnknownJob;

impl FromStr for JobKind {
    type Err = UnknownJob;
    fn from_str(text: &str) -> Result<Self, UnknownJob> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownJob)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jobs_name_is_the_same_everywhere() {
        for kind in JobKind::ALL {
            assert_eq!(kind.as_str().parse::<JobKind>().ok(), Some(kind));
            let json = serde_json::to_value(kind.with_defaults()).expect("serializes");
            assert_eq!(json["job"], kind.as_str());
        }
    }

    #[test]
    fn options_left_out_take_their_defaults() {
        let job: Job = serde_json::from_str(r#"{"job":"remove-profile-media","options":{}}"#).expect("parses");
        assert_eq!(job, JobKind::RemoveProfileMedia.with_defaults());
    }
}
