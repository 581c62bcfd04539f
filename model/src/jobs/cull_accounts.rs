//! Vanished accounts: which answer of which server may lead to a removal.

mod clocks;
mod evidence;
mod guards;
mod hands;
mod turns;
mod witness;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::case::CaseReason;
use crate::domain::Domain;
use crate::failures::Failures;
use crate::ids::RunId;
use crate::probe::Answer;

pub use clocks::{differs, is_own_clock_wrong};
pub use evidence::{
    ANSWER_COUNTS_MS, Sighting, Signs, check_counts, hidden_between, judge, may_hide, still_counts, was_hidden,
};
pub use guards::{HeldAccounts, HeldReason, MASS_DAYS, Removed, Vanishings, is_own_outage, size_brake};
pub use hands::{Hands, HeardHands, HeardKey, Sameness};
pub use turns::{CONFIRMED_WITHIN_DAYS, due_turn, is_worth_a_try};
pub use witness::{Finger, Witness};

/// What a cull may be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Days for which a confirmed account is not asked about again.
    pub confirmed_within_days: u32,
    /// Only these servers; empty means all.
    pub domains: Vec<Domain>,
    /// Hours between the first 410 and the look that confirms it; 0 removes at once.
    pub second_look_410_hours: u32,
    /// Hours between the first 404 and the look that confirms it; 0 removes at once, as `tootctl` does.
    pub second_look_404_hours: u32,
    /// Days for which a first look counts; a later look begins anew. 1 to 3,650.
    pub first_look_days: u32,
    /// Most requests at a time to one origin, 1 to 4.
    pub per_origin: u32,
    /// Most requests at a time in all.
    pub concurrency: u32,
    /// Most accounts the run may remove.
    pub limit: Option<u32>,
    /// Removes accounts, too, whose posts are quoted in a report that nobody has resolved, as Mastodon does; otherwise they are held.
    pub remove_reported: bool,
    /// Only the accounts that this run held: a person has released them. Each is asked about once more; one that still is gone goes,
    /// without a second look and without the guards.
    pub release: Option<RunId>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            confirmed_within_days: 7,
            domains: Vec::new(),
            second_look_410_hours: 0,
            second_look_404_hours: 312,
            first_look_days: 60,
            per_origin: 2,
            concurrency: 512,
            limit: None,
            remove_reported: false,
            release: None,
        }
    }
}

/// What the rule says of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "kebab-case")]
pub enum Verdict {
    Keep(KeepReason),
    SecondLook(Vanished),
    Remove(Vanished),
}

/// Why an account stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepReason {
    /// Its server showed it. This is what the ledger records.
    StillThere,
    /// Its server is there but gave no clear answer about it.
    NoClearAnswer,
    /// No answer at all.
    NoAnswer,
}

/// With which words a server said that an account is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vanished {
    /// 410: deleted.
    Gone,
    /// 404: unknown.
    NotFound,
}

impl Vanished {
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Gone => 410,
            Self::NotFound => 404,
        }
    }
}

/// What the domain check found: whether the answers of this server about its accounts can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "health", content = "reason", rename_all = "kebab-case")]
pub enum Health {
    Healthy,
    /// Nothing of it is asked or removed in this run.
    SetAside(CaseReason),
}

/// Judges the canary pair: what must exist (NodeInfo, else the instance actor) and what cannot (a random account).
///
/// Healthy means that the first is there and the second is refused. The same kind of answer to both proves nothing.
#[must_use]
pub fn judge_domain(must_exist: &Answer, cannot_exist: &Answer) -> Health {
    let reason = match (must_exist, cannot_exist) {
        (Answer::Present, Answer::NotFound | Answer::Gone { .. } | Answer::Refused { .. }) => return Health::Healthy,
        (Answer::Present, Answer::Present | Answer::SomethingElse) => CaseReason::SomethingElse,
        (Answer::Gone { .. }, _) => CaseReason::SaysClosed,
        (Answer::Present, other) | (other, _) => CaseReason::of_answer(other),
    };
    Health::SetAside(reason)
}

/// Judges a server that gave several unclear answers about accounts in a row, by its new check and the last of these answers. Where it is
/// well, only those accounts are without an answer: big servers refuse what concerns suspended accounts. One that refuses even an account
/// that nobody has refuses everything.
#[must_use]
pub fn judge_doubtful(health: Health, cannot_exist: &Answer, answer: &Answer) -> Health {
    match (health, cannot_exist, answer) {
        (Health::Healthy, Answer::Refused { .. }, Answer::Refused { .. }) => Health::SetAside(CaseReason::NotTalking),
        (health, ..) => health,
    }
}

/// A server of which nothing was removed in this run, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedDomain {
    pub domain: Domain,
    pub reason: CaseReason,
}

/// What a cull did, or in a preview would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CullReport {
    /// Accounts looked at: asked about, or left because their server was set aside.
    pub visited: u64,
    /// Still there.
    pub confirmed: u64,
    pub removed: u64,
    /// Gone at a first look; a later run confirms.
    pub second_look: u64,
    /// Held for a person to release.
    pub held: u64,
    /// Why they are held.
    pub held_because: Vec<HeldAccounts>,
    /// Their server is there but gave no clear answer.
    pub unanswered: u64,
    /// Posts that went with the removed accounts.
    pub statuses_removed: u64,
    /// Boosts by members that went with those posts.
    pub boosts_removed: u64,
    pub files_removed: u64,
    pub bytes_reclaimed: Bytes,
    pub skipped_domains: Vec<SkippedDomain>,
    pub limit_reached: bool,
    /// How often the run lay for so long that what it had heard was too old, and it asked everybody again.
    pub begun_anew: u64,
    pub failures: Failures,
}

impl CullReport {
    /// "All green": no server was left unanswered.
    #[must_use]
    pub fn all_green(&self) -> bool {
        self.skipped_domains.is_empty()
            && self.unanswered == 0
            && self.held == 0
            && !self.limit_reached
            && self.failures.is_empty()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::probe::Silence;

    pub(super) fn answers() -> Vec<Answer> {
        let mut all: Vec<Answer> =
            [200, 204, 401, 403, 404, 410, 418, 429, 451, 500, 503].map(|s| Answer::of_status(s, false, None)).to_vec();
        all.push(Answer::SomethingElse);
        all.extend(Silence::ALL.map(Answer::from));
        all
    }

    #[test]
    fn a_server_is_healthy_only_when_it_tells_what_is_from_what_is_not() {
        for must in answers() {
            for cannot in answers() {
                let healthy = judge_domain(&must, &cannot) == Health::Healthy;
                let told_apart = must == Answer::Present
                    && matches!(cannot, Answer::NotFound | Answer::Gone { .. } | Answer::Refused { .. });
                assert_eq!(healthy, told_apart, "{must:?} {cannot:?}");
            }
        }
    }

    #[test]
    fn a_server_that_refuses_some_accounts_is_well_and_one_that_refuses_all_is_not() {
        let (refused, not_found) = (Answer::Refused { status: 403 }, Answer::NotFound);
        let aside = Health::SetAside(CaseReason::Errors);
        let cases = [
            (Health::Healthy, &not_found, &refused, Health::Healthy),
            (Health::Healthy, &refused, &refused, Health::SetAside(CaseReason::NotTalking)),
            (Health::Healthy, &refused, &Answer::SomethingElse, Health::Healthy),
            (aside, &not_found, &refused, aside),
        ];
        for (health, cannot_exist, answer, judged) in cases {
            assert_eq!(judge_doubtful(health, cannot_exist, answer), judged, "{health:?} {cannot_exist:?} {answer:?}");
        }
    }

    #[test]
    fn a_server_that_says_the_same_to_everything_is_set_aside_by_what_it_says() {
        let aside = |must: u16, cannot: u16| {
            judge_domain(&Answer::of_status(must, false, None), &Answer::of_status(cannot, false, None))
        };
        assert_eq!(aside(200, 200), Health::SetAside(CaseReason::SomethingElse));
        assert_eq!(aside(404, 404), Health::SetAside(CaseReason::NothingFound));
        assert_eq!(aside(410, 410), Health::SetAside(CaseReason::SaysClosed));
        assert_eq!(aside(403, 403), Health::SetAside(CaseReason::NotTalking));
        assert_eq!(aside(200, 503), Health::SetAside(CaseReason::Unavailable));
        assert_eq!(aside(200, 502), Health::SetAside(CaseReason::Errors));
    }
}
