//! Bringing pictures back: whose avatar or header is missing, and who is waiting for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::remove_profile_media::LifeSigns;
use crate::failures::Failures;
use crate::time::Millis;

/// What the job may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Days within which a sign of life means that an account is active again.
    pub active_days: u32,
    /// Only these accounts, as `name@server`, whether anybody here knows them or not; everybody when empty.
    pub handles: Vec<String>,
    /// Days after which Mastodon is asked again for a picture that did not come.
    pub again_days: u32,
    /// Most accounts whose pictures the run may ask for.
    pub limit: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { active_days: 30, handles: Vec::new(), again_days: 7, limit: None }
    }
}

/// Who waits for a picture, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Somebody asked for this very account.
    Named,
    /// It follows or is followed by a member, or a member has it in a list, a note or on their profile.
    Known,
    /// It and our members had to do with one another lately.
    InTouch,
    /// It posted lately.
    Active,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Named, Self::Known, Self::InTouch, Self::Active];

    /// Its name in our tables and on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Known => "known",
            Self::InTouch => "in-touch",
            Self::Active => "active",
        }
    }
}

/// How urgent a missing picture is; `None` when nobody here would miss it. When Mastodon last processed the profile says nothing: the
/// picture did not come then.
#[must_use]
pub fn urgency(signs: &LifeSigns, options: &Options, now: Millis) -> Option<Urgency> {
    let cutoff = now.days_before(options.active_days);
    let lately = |at: Option<Millis>| at.is_some_and(|at| at > cutoff);
    if signs.linked_here || signs.listed || signs.noted {
        Some(Urgency::Known)
    } else if lately(signs.last_interaction_at) || lately(signs.last_addressed_at) {
        Some(Urgency::InTouch)
    } else {
        lately(signs.last_status_at).then_some(Urgency::Active)
    }
}

/// What the job did, or in a preview would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RestoreReport {
    /// Accounts whose missing picture somebody here would miss.
    pub candidates: u64,
    /// The same by who waits for them.
    pub waiting: BTreeMap<Urgency, u64>,
    /// Accounts whose pictures Mastodon was asked to fetch.
    pub asked: u64,
    /// Those of them with a picture again when we last looked.
    pub came: u64,
    /// Accounts whose server does not answer at the moment: a later run asks.
    pub silent: u64,
    pub limit_reached: bool,
    pub failures: Failures,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    #[test]
    fn who_waits_for_a_picture_is_told_by_the_nearest_tie() {
        let (lately, long_ago) = (Some(NOW.days_before(29)), Some(NOW.days_before(30)));
        let none = LifeSigns::default();
        let table = [
            (none, None),
            (LifeSigns { last_webfingered_at: lately, updated_at: lately, ..none }, None),
            (LifeSigns { last_status_at: long_ago, last_interaction_at: long_ago, ..none }, None),
            (LifeSigns { last_status_at: lately, ..none }, Some(Urgency::Active)),
            (LifeSigns { last_status_at: lately, last_interaction_at: lately, ..none }, Some(Urgency::InTouch)),
            (LifeSigns { last_addressed_at: lately, ..none }, Some(Urgency::InTouch)),
            (LifeSigns { linked_here: true, last_addressed_at: lately, ..none }, Some(Urgency::Known)),
            (LifeSigns { listed: true, ..none }, Some(Urgency::Known)),
            (LifeSigns { noted: true, ..none }, Some(Urgency::Known)),
            (LifeSigns { any_follow: true, reported: true, ..none }, None),
        ];
        for (signs, expected) in table {
            assert_eq!(urgency(&signs, &Options::default(), NOW), expected, "{signs:?}");
        }
    }

    #[test]
    fn a_names_place_in_the_order_is_its_urgency() {
        assert!(Urgency::ALL.is_sorted());
        for urgency in Urgency::ALL {
            assert_eq!(serde_json::to_value(urgency).ok(), Some(urgency.as_str().into()));
        }
    }
}
