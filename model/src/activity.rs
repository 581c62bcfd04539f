//! The activity log: which acts there are, and how one is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Millis;
use crate::domain::Domain;

/// Who does what nobody has to do, such as cancelling the purge of a server that lives.
pub const OURSELVES: &str = "groundskeeper";

/// What somebody did. The word is the same in our tables and on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    StartRun,
    StartPreview,
    StopRun,
    SetSchedule,
    PauseSchedule,
    SetStorageTerms,
    DecideWait,
    DecideKeep,
    DecidePurge,
    /// Keeps servers about which nobody is asked.
    Keep,
    AskAgain,
    AgreePurge,
    UndoPurge,
    PurgeNow,
    /// A sign of life did it, or that nobody could look once more.
    CancelPurge,
    /// What was seen of a server did it.
    ChangeState,
    /// Has servers looked at that somebody named.
    Suspect,
    RestartDelivery,
    ApproveNotice,
    CancelNotice,
    ResumeNotices,
}

/// To what an act is done; the subject of its line in the log is written accordingly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Names of servers, as [`subject`] writes them.
    Servers,
    /// The id of a run.
    Run,
    /// The name of a job.
    Job,
    /// The site as a whole.
    Site,
}

impl Act {
    pub const ALL: [Self; 21] = [
        Self::StartRun,
        Self::StartPreview,
        Self::StopRun,
        Self::SetSchedule,
        Self::PauseSchedule,
        Self::SetStorageTerms,
        Self::DecideWait,
        Self::DecideKeep,
        Self::DecidePurge,
        Self::Keep,
        Self::AskAgain,
        Self::AgreePurge,
        Self::UndoPurge,
        Self::PurgeNow,
        Self::CancelPurge,
        Self::ChangeState,
        Self::Suspect,
        Self::RestartDelivery,
        Self::ApproveNotice,
        Self::CancelNotice,
        Self::ResumeNotices,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StartRun => "start-run",
            Self::StartPreview => "start-preview",
            Self::StopRun => "stop-run",
            Self::SetSchedule => "set-schedule",
            Self::PauseSchedule => "pause-schedule",
            Self::SetStorageTerms => "set-storage-terms",
            Self::DecideWait => "decide-wait",
            Self::DecideKeep => "decide-keep",
            Self::DecidePurge => "decide-purge",
            Self::Keep => "keep",
            Self::AskAgain => "ask-again",
            Self::AgreePurge => "agree-purge",
            Self::UndoPurge => "undo-purge",
            Self::PurgeNow => "purge-now",
            Self::CancelPurge => "cancel-purge",
            Self::ChangeState => "change-state",
            Self::Suspect => "suspect",
            Self::RestartDelivery => "restart-delivery",
            Self::ApproveNotice => "approve-notice",
            Self::CancelNotice => "cancel-notice",
            Self::ResumeNotices => "resume-notices",
        }
    }

    #[must_use]
    pub fn about(self) -> About {
        match self {
            Self::DecideWait
            | Self::DecideKeep
            | Self::DecidePurge
            | Self::Keep
            | Self::AskAgain
            | Self::CancelPurge
            | Self::ChangeState
            | Self::Suspect
            | Self::RestartDelivery => About::Servers,
            Self::StopRun
            | Self::AgreePurge
            | Self::UndoPurge
            | Self::PurgeNow
            | Self::ApproveNotice
            | Self::CancelNotice => About::Run,
            Self::StartRun | Self::StartPreview | Self::SetSchedule | Self::PauseSchedule => About::Job,
            Self::SetStorageTerms | Self::ResumeNotices => About::Site,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no act of that word, or a newer version wrote it.
#[derive(Debug, thiserror::Error)]
#[error("there is no act of that word")]
pub struct UnknownAct;

impl FromStr for Act {
    type Err = UnknownAct;
    fn from_str(text: &str) -> Result<Self, UnknownAct> {
        Self::ALL.into_iter().find(|act| act.as_str() == text).ok_or(UnknownAct)
    }
}

/// How servers stand in the log: their names with a space between two.
#[must_use]
pub fn subject(servers: &[Domain]) -> String {
    let names: Vec<String> = servers.iter().map(|server| written(server.as_str())).collect();
    names.join(" ")
}

/// A name, or a part of one, as it stands in a subject: with `%20` for a space and `%25` for `%`.
/// The name that is empty is `%`.
#[must_use]
pub fn written(name: &str) -> String {
    if name.is_empty() { "%".to_owned() } else { name.replace('%', "%25").replace(' ', "%20") }
}

/// The names that stand in a subject; those of earlier releases are as they are.
pub fn names(subject: &str) -> impl Iterator<Item = String> {
    let name = |word: &str| match word {
        "%" => String::new(),
        word => word.replace("%20", " ").replace("%25", "%"),
    };
    subject.split(' ').map(name)
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub at: Millis,
    pub operator: String,
    /// The word of an [`Act`], perhaps one of a newer version.
    pub act: String,
    /// To what it was done; of many servers the first.
    pub subject: String,
    /// How many servers the subject has, if it has servers.
    pub names: u64,
    /// What was seen at that moment, as JSON; of very much the beginning.
    pub seen: String,
    /// Whether that is all of it.
    pub seen_whole: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_acts_word_is_the_same_everywhere() {
        for act in Act::ALL {
            assert_eq!(act.as_str().parse::<Act>().ok(), Some(act));
            assert_eq!(serde_json::to_value(act).expect("serializes"), act.as_str());
        }
    }

    #[test]
    fn a_name_with_a_space_stays_one_name() {
        let all = ["quiet.example", "a b", "", "%", "%20", "%2520", " ", "100%", "x"];
        let servers = all.map(|name| Domain::from_database(name.to_owned()));
        assert_eq!(names(&subject(&servers)).collect::<Vec<_>>(), all);
        for server in &servers {
            assert_eq!(names(&subject(std::slice::from_ref(server))).collect::<Vec<_>>(), [server.as_str()]);
        }
        assert_eq!(
            names("a.example b%c.example").collect::<Vec<_>>(),
            ["a.example", "b%c.example"],
            "of an earlier release"
        );
    }

    #[test]
    fn an_act_of_a_newer_version_is_unknown_and_no_fault() {
        assert!("plant-tree".parse::<Act>().is_err());
    }
}
