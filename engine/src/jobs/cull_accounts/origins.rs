//! The origins of one server's accounts: each is checked before its answers count, and set aside when it stops making sense.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::case::CaseReason;
use model::jobs::cull_accounts::Health;
use model::probe::Proof;
use model::{Answer, Millis};

use super::proof_now::COUNTS_MS;
use crate::remotes::{DomainCheck, Probe, askable};
use crate::store::remembered_servers::Checked;

/// Unclear answers in a row after which an origin is checked again; each time that it is well, twice as many.
const STRIKES: u32 = 3;

/// What is known of the origins so far. A server has one, seldom two; by name, so that it is the
/// same one whose key is remembered and compared.
#[derive(Debug, Default)]
pub(super) struct Origins {
    met: Mutex<BTreeMap<String, Origin>>,
    checking: tokio::sync::Mutex<()>,
    /// The check by an earlier run that still counts.
    checked_before: Option<Checked>,
}

#[derive(Clone, Debug)]
struct Origin {
    /// An account that lives there.
    sample: String,
    check: DomainCheck,
    /// Unclear answers in a row, and how many of them are too many.
    strikes: u32,
    too_many: u32,
    /// Questions about accounts in a row that got no answer.
    silences: u32,
    /// Set aside because it was silent, which might have been us.
    silent: bool,
    checked: Checks,
    /// An account of it was there.
    shows_accounts: bool,
}

/// How an origin is known to be well, or not, beside the check of an earlier run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checks {
    /// The latest whole check of this run.
    whole: Option<Millis>,
    /// When it proved itself past caches last.
    proven: Option<Millis>,
}

impl Checks {
    /// Whether this run has seen of late how the origin is: it may have gone since, for hours in
    /// which others of its accounts are asked about.
    fn count(self, now: Millis) -> bool {
        let counts = |at: Millis| (0..COUNTS_MS).contains(&(now.0 - at.0));
        self.whole.is_some_and(counts) || self.proven.is_some_and(counts)
    }
}

/// What an answer about an account says of its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// It goes on, or it is set aside.
    Clear,
    /// It was silent, or so many answers in a row were unclear that it has to be checked again.
    Doubtful,
}

impl Origins {
    pub(super) fn of(checked_before: Option<Checked>) -> Self {
        Self { checked_before, ..Self::default() }
    }

    pub(super) fn checked_before(&self) -> Option<Checked> {
        self.checked_before
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Origin>> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn health(&self, origin: &str) -> Option<Health> {
        self.lock().get(origin).map(|origin| origin.check.health)
    }

    /// Whether the origin is well by what no cache can have answered for it.
    pub(super) fn is_well_past_caches(&self, origin: &str) -> bool {
        let is_well = |origin: &Origin| origin.check.health == Health::Healthy && origin.check.past_caches;
        self.lock().get(origin).is_some_and(is_well)
    }

    /// Whether anything of the server was checked.
    pub(super) fn is_met(&self) -> bool {
        !self.lock().is_empty()
    }

    /// Forgets what was found: it was our own fault.
    pub(super) fn forget(&self) {
        self.lock().clear();
    }

    /// Whether the headers alone tell what exists there.
    pub(super) fn headers_suffice(&self, origin: &str) -> bool {
        self.lock().get(origin).is_some_and(|origin| origin.check.headers_suffice)
    }

    /// What an answer of this origin about one of its accounts is worth.
    pub(super) fn believed(&self, origin: &str, answer: Answer) -> Answer {
        match self.lock().get(origin) {
            Some(origin) => origin.check.believed(answer),
            None => answer,
        }
    }

    /// Notes how an origin, where this account lives, was found.
    pub(super) fn learn(&self, origin: &str, sample: &str, check: DomainCheck, now: Millis) {
        self.meet(origin, sample, check, Checks { whole: Some(now), proven: None });
    }

    /// Notes that an earlier run found the server well: of an account that is there, this one
    /// believes it.
    pub(super) fn trust(&self, origin: &str, sample: &str, headers_suffice: bool) {
        self.meet(origin, sample, DomainCheck::of_before(headers_suffice), Checks::default());
    }

    /// Notes that an origin which was found well before proved itself now, by the key that is
    /// remembered. What a whole check of this run told beside that stays.
    pub(super) fn prove(&self, origin: &str, sample: &str, check: DomainCheck, now: Millis) {
        if let Some(known) = self.lock().get_mut(origin).filter(|known| known.checked.whole.is_some()) {
            known.checked.proven = Some(now);
            known.check.past_caches |= check.past_caches;
            return;
        }
        self.meet(origin, sample, check, Checks { whole: None, proven: Some(now) });
    }

    /// Which origins proved themselves in this run, and when.
    pub(super) fn proven(&self) -> Vec<(String, Millis)> {
        let at = |(name, origin): (&String, &Origin)| Some((name.clone(), origin.checked.proven?));
        self.lock().iter().filter_map(at).collect()
    }

    fn meet(&self, origin: &str, sample: &str, check: DomainCheck, checked: Checks) {
        let silent = check.is_silent();
        let sample = sample.to_owned();
        let mut all = self.lock();
        let shows_accounts = all.get(origin).is_some_and(|known| known.shows_accounts);
        let met = Origin { sample, check, strikes: 0, too_many: STRIKES, silences: 0, silent, checked, shows_accounts };
        all.insert(origin.to_owned(), met);
    }

    /// A turn to check an origin: one at a time, so that none is checked twice.
    pub(super) async fn checking(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.checking.lock().await
    }

    /// Whether the origin is known to be well only by an earlier run, or by what this one saw too
    /// long ago.
    pub(super) fn is_checked_before(&self, origin: &str, now: Millis) -> bool {
        self.lock().get(origin).is_some_and(|origin| !origin.checked.count(now))
    }

    /// Notes that an origin is well after all: what was unclear concerns the accounts alone.
    pub(super) fn clear(&self, origin: &str) {
        if let Some(origin) = self.lock().get_mut(origin) {
            origin.strikes = 0;
            origin.too_many = origin.too_many.saturating_mul(2);
        }
    }

    /// Notes an answer about an account. A wish to slow down sets the origin aside at once. Silence
    /// makes it doubtful at once, because it may concern that account alone (it leads to another
    /// server, say), and again after twice as many in a row; what is unclear does after a few in a
    /// row, once: who asks has it checked.
    pub(super) fn note(&self, origin: &str, probe: &Probe) -> Noted {
        let mut all = self.lock();
        let Some(known) = all.get_mut(origin) else { return Noted::Clear };
        known.shows_accounts |= probe.answer == Answer::Present;
        match &probe.answer {
            Answer::Present | Answer::Gone { .. } | Answer::NotFound => (known.strikes, known.silences) = (0, 0),
            Answer::SlowDown { .. } => {
                known.check.health = Health::SetAside(CaseReason::of_answer(&probe.answer));
                known.check.proof = probe.proof.clone();
            }
            Answer::Silent { .. } => {
                known.silences += 1;
                if known.silences.is_power_of_two() {
                    return Noted::Doubtful;
                }
            }
            Answer::SomethingElse | Answer::Refused { .. } | Answer::Trouble { .. } => {
                known.strikes += 1;
                if known.strikes == known.too_many {
                    return Noted::Doubtful;
                }
            }
        }
        Noted::Clear
    }

    /// Whether any account of the server was there.
    pub(super) fn shows_accounts(&self) -> bool {
        self.lock().values().any(|origin| origin.shows_accounts)
    }

    /// Whether nothing is to be decided about the server itself: no check of this run has told
    /// anything new of it.
    pub(super) fn are_as_before(&self) -> bool {
        let is_whole = |origin: &Origin| origin.checked.whole.is_some();
        self.reason().is_none() && !self.lock().values().any(is_whole)
    }

    /// Whether anything of the server fell silent.
    pub(super) fn is_silent(&self) -> bool {
        self.lock().values().any(|origin| origin.silent)
    }

    /// Why something of the server was set aside, if it was.
    pub(super) fn reason(&self) -> Option<CaseReason> {
        self.lock().values().find_map(|origin| match origin.check.health {
            Health::SetAside(reason) => Some(reason),
            Health::Healthy => None,
        })
    }

    /// What proves how the server was found: of what was set aside, if anything was.
    pub(super) fn proof(&self) -> Proof {
        let all = self.lock();
        let aside = all.values().find(|origin| origin.check.health != Health::Healthy);
        aside.or_else(|| all.values().next()).map(|origin| origin.check.proof.clone()).unwrap_or_default()
    }

    /// An account at a healthy origin, and its whole check where this run has made one.
    pub(super) fn healthy(&self) -> Option<(String, Option<DomainCheck>)> {
        let all = self.lock();
        let healthy = || all.values().filter(|origin| origin.check.health == Health::Healthy);
        let origin = healthy().find(|origin| origin.checked.whole.is_some()).or_else(|| healthy().next())?;
        Some((origin.sample.clone(), origin.checked.whole.is_some().then(|| origin.check.clone())))
    }
}

/// Scheme, host and port of an account's address, or nothing when it is not a usable one.
pub(super) fn origin_of(uri: &str) -> Option<String> {
    Some(askable(uri)?.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Silence;

    #[test]
    fn accounts_of_one_server_may_live_at_two_origins() {
        assert_eq!(origin_of("https://a.example/users/x").as_deref(), Some("https://a.example"));
        assert_eq!(origin_of("http://a.example:8080/users/x").as_deref(), Some("http://a.example:8080"));
        assert_eq!(origin_of(""), None);
        assert_eq!(origin_of("acct:x@a.example"), None);
    }

    fn met(answers: &[Answer]) -> (Origins, Vec<Noted>) {
        let origins = Origins::default();
        let check = DomainCheck {
            health: Health::Healthy,
            must_exist: Answer::Present,
            cannot_exist: Answer::NotFound,
            software: None,
            headers_suffice: false,
            past_caches: true,
            proof: Proof::default(),
        };
        origins.learn("o", "https://o.example/users/x", check, Millis(0));
        let note = |answer: &Answer| origins.note("o", &Probe { answer: answer.clone(), proof: Proof::default() });
        let noted = answers.iter().map(note).collect();
        (origins, noted)
    }

    #[test]
    fn silence_about_an_account_makes_an_origin_doubtful_at_once_and_then_seldom() {
        let (well, doubtful) = (Noted::Clear, Noted::Doubtful);
        let silence = || Answer::from(Silence::Timeout);
        let (origins, noted) = met(&[&[Answer::Present][..], &vec![silence(); 5]].concat());
        assert_eq!(noted, [well, doubtful, doubtful, well, doubtful, well]);
        assert_eq!((origins.reason(), origins.is_silent()), (None, false), "its check decides");
        let (_, noted) = met(&[silence(), Answer::NotFound, silence()]);
        assert_eq!(noted, [doubtful, well, doubtful], "a clear answer in between");
    }

    #[test]
    fn a_wish_to_slow_down_sets_an_origin_aside_at_once() {
        let (origins, _) = met(&[Answer::SlowDown { retry_after_s: None }]);
        assert_eq!((origins.reason(), origins.is_silent()), (Some(CaseReason::SlowDown), false));
    }

    #[test]
    fn unclear_answers_in_a_row_make_an_origin_doubtful_once() {
        let (well, doubtful) = (Noted::Clear, Noted::Doubtful);
        let (trouble, page) = (Answer::Trouble { status: 500 }, Answer::SomethingElse);
        let refused = Answer::Refused { status: 403 };
        for answer in [trouble, page, refused] {
            let (origins, noted) = met(&[[Answer::Present].as_slice(), &vec![answer.clone(); 4]].concat());
            assert_eq!(noted, [well, well, well, doubtful, well], "{answer:?}");
            assert_eq!(origins.reason(), None, "its check decides");
            let (_, noted) = met(&[answer.clone(), answer.clone(), Answer::Gone { tombstone: false }, answer]);
            assert_eq!(noted, [well; 4], "a clear answer in between");
        }
    }

    #[test]
    fn an_origin_that_is_well_after_all_is_checked_less_and_less_often() {
        let refused = Answer::Refused { status: 403 };
        let (origins, _) = met(&vec![refused.clone(); 3]);
        origins.clear("o");
        let note = || origins.note("o", &Probe { answer: refused.clone(), proof: Proof::default() });
        let noted: Vec<Noted> = (0..6).map(|_| note()).collect();
        assert_eq!(noted.iter().position(|noted| *noted == Noted::Doubtful), Some(5));
    }
}
