//! The origins of one server's accounts: each is checked before its answers count, and set aside when it stops making sense.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Answer;
use model::case::CaseReason;
use model::jobs::cull_accounts::Health;
use model::probe::Proof;

use crate::remotes::{DomainCheck, Probe, askable};

/// Unclear answers in a row after which an origin is left in peace.
const STRIKES: u32 = 3;

/// What is known of the origins so far. A server has one, seldom two.
#[derive(Debug, Default)]
pub(super) struct Origins(Mutex<HashMap<String, Origin>>);

#[derive(Clone, Debug)]
struct Origin {
    /// An account that lives there.
    sample: String,
    check: DomainCheck,
    strikes: u32,
    /// Set aside because it fell silent, which might have been us.
    silent: bool,
}

impl Origins {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Origin>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn health(&self, origin: &str) -> Option<Health> {
        self.lock().get(origin).map(|origin| origin.check.health)
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
    pub(super) fn learn(&self, origin: &str, sample: &str, check: DomainCheck) {
        let silent = check.is_silent();
        self.lock().insert(origin.to_owned(), Origin { sample: sample.to_owned(), check, strikes: 0, silent });
    }

    /// Notes an answer about an account. Silence and a wish to slow down set the origin aside at once, what is unclear after a few.
    pub(super) fn note(&self, origin: &str, probe: &Probe) {
        let mut all = self.lock();
        let Some(known) = all.get_mut(origin) else { return };
        let is_last_straw = match &probe.answer {
            Answer::Present | Answer::Gone { .. } | Answer::NotFound => {
                known.strikes = 0;
                return;
            }
            Answer::Silent { .. } | Answer::SlowDown { .. } => true,
            Answer::SomethingElse | Answer::Refused { .. } | Answer::Trouble { .. } => {
                known.strikes += 1;
                known.strikes >= STRIKES
            }
        };
        if is_last_straw {
            known.check.health = Health::SetAside(CaseReason::of_answer(&probe.answer));
            known.check.proof = probe.proof.clone();
            known.silent = matches!(probe.answer, Answer::Silent { .. });
        }
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

    /// An account at a healthy origin, and the software that is there.
    pub(super) fn healthy(&self) -> Option<(String, Option<String>)> {
        let all = self.lock();
        let healthy = all.values().find(|origin| origin.check.health == Health::Healthy)?;
        Some((healthy.sample.clone(), healthy.check.software.clone()))
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

    #[test]
    fn an_origin_is_set_aside_by_silence_at_once_and_by_errors_in_a_row() {
        let after = |answers: &[Answer]| {
            let origins = Origins::default();
            let check = DomainCheck {
                health: Health::Healthy,
                must_exist: Answer::Present,
                cannot_exist: Answer::NotFound,
                software: None,
                headers_suffice: false,
                proof: Proof::default(),
            };
            origins.learn("o", "https://o.example/users/x", check);
            for answer in answers {
                origins.note("o", &Probe { answer: answer.clone(), proof: Proof::default() });
            }
            (origins.reason(), origins.is_silent())
        };
        let trouble = Answer::Trouble { status: 500 };
        assert_eq!(after(&[Silence::Timeout.into()]), (Some(CaseReason::TooSlow), true));
        assert_eq!(after(&[trouble.clone(), trouble.clone()]), (None, false));
        assert_eq!(after(&[trouble.clone(), trouble.clone(), trouble.clone()]), (Some(CaseReason::Errors), false));
        assert_eq!(after(&[trouble.clone(), trouble.clone(), Answer::Present, trouble]), (None, false));
        let page = Answer::SomethingElse;
        assert_eq!(after(&[page.clone(), page.clone(), page]), (Some(CaseReason::SomethingElse), false));
    }
}
