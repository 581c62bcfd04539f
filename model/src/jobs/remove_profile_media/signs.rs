//! What is known of an account's life and of the people here who care about it.

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// Everything we know about how recently an account lived and whom it is dear to, from Mastodon's
/// database alone. Of posts and of what it did towards our members, a moment that is still to come
/// is left out: it does not tell when anything came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeSigns {
    /// When Mastodon last processed its profile in full; absent when it never did or was told to do it again.
    pub last_webfingered_at: Option<Millis>,
    /// When Mastodon last changed the account's row.
    pub updated_at: Option<Millis>,
    /// Its newest post, boost or reply that reached us: the time in the id of the newest one that is still here, or
    /// `account_stats.last_status_at` when that is later.
    pub last_status_at: Option<Millis>,
    /// Its newest favourite, vote, follow of a member, request to follow a member, or notification that it caused.
    pub last_interaction_at: Option<Millis>,
    /// The newest post of a member that mentions it.
    pub last_addressed_at: Option<Millis>,
    /// It follows, or is followed by, one of our members.
    pub linked_here: bool,
    /// It takes part in any follow at all, also between other servers.
    pub any_follow: bool,
    /// A member has it in a list.
    pub listed: bool,
    /// A member has a note about it, or features it on their profile.
    pub noted: bool,
    /// It is in a report that nobody has closed, as the one reported or the one reporting.
    pub reported: bool,
}

/// Why pictures stay, in the order in which the reasons are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepReason {
    /// Mastodon processed the profile lately.
    ProcessedLately,
    /// Mastodon never processed the profile: a reason only with `tootctl_selection`.
    NeverProcessed,
    /// It posted lately.
    PostedLately,
    /// It had to do with our members lately.
    InteractedLately,
    /// A member wrote to it lately.
    AddressedLately,
    /// Somebody here follows it, or it follows somebody here.
    Followed,
    /// A member has it in a list.
    Listed,
    /// A member has a note about it, or features it.
    Noted,
    /// It is in an open report.
    Reported,
}

impl LifeSigns {
    /// The newest sign of life; an account without any has never been seen to live.
    #[must_use]
    pub fn newest(&self) -> Option<Millis> {
        [
            self.last_webfingered_at,
            self.updated_at,
            self.last_status_at,
            self.last_interaction_at,
            self.last_addressed_at,
        ]
        .into_iter()
        .flatten()
        .max()
    }

    /// Why its pictures stay however quiet it is. With `include_followed` a follow alone is no reason.
    #[must_use]
    pub fn dear(&self, include_followed: bool) -> Option<KeepReason> {
        if self.linked_here && !include_followed {
            Some(KeepReason::Followed)
        } else if self.listed {
            Some(KeepReason::Listed)
        } else if self.noted {
            Some(KeepReason::Noted)
        } else {
            self.reported.then_some(KeepReason::Reported)
        }
    }
}

impl KeepReason {
    pub const ALL: [Self; 9] = [
        Self::ProcessedLately,
        Self::NeverProcessed,
        Self::PostedLately,
        Self::InteractedLately,
        Self::AddressedLately,
        Self::Followed,
        Self::Listed,
        Self::Noted,
        Self::Reported,
    ];

    /// Its name in our tables, in SQL and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProcessedLately => "processed-lately",
            Self::NeverProcessed => "never-processed",
            Self::PostedLately => "posted-lately",
            Self::InteractedLately => "interacted-lately",
            Self::AddressedLately => "addressed-lately",
            Self::Followed => "followed",
            Self::Listed => "listed",
            Self::Noted => "noted",
            Self::Reported => "reported",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_sign_counts_whatever_it_is() {
        let signs =
            LifeSigns { updated_at: Some(Millis(1)), last_addressed_at: Some(Millis(7)), ..LifeSigns::default() };
        assert_eq!(signs.newest(), Some(Millis(7)));
        assert_eq!(LifeSigns::default().newest(), None);
    }

    #[test]
    fn a_reasons_name_is_the_same_everywhere() {
        for reason in KeepReason::ALL {
            assert_eq!(serde_json::to_value(reason).ok(), Some(reason.as_str().into()));
        }
    }
}
