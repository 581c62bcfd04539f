//! Vanished accounts: which answer of which server may lead to a removal.

mod guards;
mod hands;

use serde::{Deserialize, Serialize};

use crate::bytes::Bytes;
use crate::case::CaseReason;
use crate::domain::Domain;
use crate::failures::Failures;
use crate::ids::RunId;
use crate::probe::{Answer, Silence};
use crate::time::{HOUR_MS, Millis};

pub use guards::{HeldAccounts, HeldReason, is_mass_gone, is_own_outage, size_brake};
pub use hands::Hands;

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
            second_look_404_hours: 24,
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

/// When an account was first seen to be gone, from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub at: Millis,
}

/// Judges one account of a *healthy* server: only its 404 or 410 can remove, and only when the second look is due.
#[must_use]
pub fn judge(answer: &Answer, first: Option<Sighting>, options: &Options, now: Millis) -> Verdict {
    let (vanished, hours) = match answer {
        Answer::Present => return Verdict::Keep(KeepReason::StillThere),
        Answer::Gone { .. } => (Vanished::Gone, options.second_look_410_hours),
        Answer::NotFound => (Vanished::NotFound, options.second_look_404_hours),
        Answer::SomethingElse | Answer::Refused { .. } | Answer::SlowDown { .. } | Answer::Trouble { .. } => {
            return Verdict::Keep(KeepReason::NoClearAnswer);
        }
        // Nobody was asked, because there is nowhere to ask.
        Answer::Silent { silence: Silence::BadAddress } => return Verdict::Keep(KeepReason::NoClearAnswer),
        Answer::Silent { .. } => return Verdict::Keep(KeepReason::NoAnswer),
    };
    let since = first.map_or(now, |sighting| sighting.at);
    if now >= since.plus_ms(i64::from(hours) * HOUR_MS) {
        Verdict::Remove(vanished)
    } else {
        Verdict::SecondLook(vanished)
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
        (Answer::NotFound | Answer::SomethingElse, _) => CaseReason::SomethingElse,
        (Answer::Present, other) | (other, _) => CaseReason::of_answer(other),
    };
    Health::SetAside(reason)
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
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn answers() -> Vec<Answer> {
        let mut all: Vec<Answer> =
            [200, 204, 401, 403, 404, 410, 418, 429, 451, 500, 503].map(|s| Answer::of_status(s, false, None)).to_vec();
        all.push(Answer::SomethingElse);
        all.extend(Silence::ALL.map(Answer::from));
        all
    }

    #[test]
    fn no_answer_but_404_and_410_ever_removes() {
        let options = Options { second_look_410_hours: 0, second_look_404_hours: 0, ..Options::default() };
        for answer in answers() {
            let removes = matches!(judge(&answer, None, &options, NOW), Verdict::Remove(_));
            assert_eq!(removes, matches!(answer, Answer::NotFound | Answer::Gone { .. }), "{answer:?}");
        }
    }

    #[test]
    fn a_404_waits_for_a_second_look_and_a_410_does_not() {
        let options = Options::default();
        let hours_ago = |h: i64| Some(Sighting { at: NOW.plus_ms(-h * HOUR_MS) });
        let cases = [
            (Answer::NotFound, None, Verdict::SecondLook(Vanished::NotFound)),
            (Answer::NotFound, hours_ago(23), Verdict::SecondLook(Vanished::NotFound)),
            (Answer::NotFound, hours_ago(24), Verdict::Remove(Vanished::NotFound)),
            (Answer::Gone { tombstone: true }, None, Verdict::Remove(Vanished::Gone)),
            (Answer::Present, hours_ago(99), Verdict::Keep(KeepReason::StillThere)),
        ];
        for (answer, first, verdict) in cases {
            assert_eq!(judge(&answer, first, &options, NOW), verdict, "{answer:?} {first:?}");
        }
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
    fn a_server_that_says_the_same_to_everything_is_something_else() {
        let aside = |must: u16, cannot: u16| {
            judge_domain(&Answer::of_status(must, false, None), &Answer::of_status(cannot, false, None))
        };
        assert_eq!(aside(200, 200), Health::SetAside(CaseReason::SomethingElse));
        assert_eq!(aside(404, 404), Health::SetAside(CaseReason::SomethingElse));
        assert_eq!(aside(410, 410), Health::SetAside(CaseReason::SaysClosed));
        assert_eq!(aside(403, 403), Health::SetAside(CaseReason::NotTalking));
        assert_eq!(aside(200, 503), Health::SetAside(CaseReason::Errors));
    }
}
