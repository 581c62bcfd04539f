//! The origins of one server's accounts: each is checked before its answers count, and set aside when it stops making sense.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Answer;
use model::case::CaseReason;
use model::jobs::cull_accounts::Health;

/// Unclear answers in a row after which an origin is left in peace.
const STRIKES: u32 = 3;

/// What is known of the origins so far. A server has one, seldom two.
#[derive(Debug, Default)]
pub(super) struct Origins(Mutex<HashMap<String, Origin>>);

#[derive(Clone, Copy, Debug)]
struct Origin {
    health: Health,
    strikes: u32,
}

impl Origins {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Origin>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn health(&self, origin: &str) -> Option<Health> {
        self.lock().get(origin).map(|origin| origin.health)
    }

    pub(super) fn learn(&self, origin: &str, health: Health) {
        self.lock().insert(origin.to_owned(), Origin { health, strikes: 0 });
    }

    /// Notes an answer about an account. Silence and a wish to slow down set the origin aside at once, errors and refusals after a few.
    pub(super) fn note(&self, origin: &str, answer: &Answer) {
        let mut all = self.lock();
        let Some(known) = all.get_mut(origin) else { return };
        match answer {
            Answer::Present | Answer::Gone { .. } | Answer::NotFound => known.strikes = 0,
            Answer::Silent { .. } | Answer::SlowDown { .. } => {
                known.health = Health::SetAside(CaseReason::of_answer(answer));
            }
            Answer::Refused { .. } | Answer::Trouble { .. } => {
                known.strikes += 1;
                if known.strikes >= STRIKES {
                    known.health = Health::SetAside(CaseReason::of_answer(answer));
                }
            }
        }
    }

    /// Why something of the server was set aside, if it was.
    pub(super) fn reason(&self) -> Option<CaseReason> {
        self.lock().values().find_map(|origin| match origin.health {
            Health::SetAside(reason) => Some(reason),
            Health::Healthy => None,
        })
    }
}

/// Scheme, host and port of an account's address, or nothing when it is not a usable one.
pub(super) fn origin_of(uri: &str) -> Option<String> {
    let url = url::Url::parse(uri).ok()?;
    let usable = matches!(url.scheme(), "http" | "https") && url.has_host();
    usable.then(|| url.origin().ascii_serialization())
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
            origins.learn("o", Health::Healthy);
            for answer in answers {
                origins.note("o", answer);
            }
            origins.reason()
        };
        let trouble = Answer::Trouble { status: 500 };
        assert_eq!(after(&[Silence::Timeout.into()]), Some(CaseReason::TooSlow));
        assert_eq!(after(&[trouble.clone(), trouble.clone()]), None);
        assert_eq!(after(&[trouble.clone(), trouble.clone(), trouble.clone()]), Some(CaseReason::Errors));
        assert_eq!(after(&[trouble.clone(), trouble.clone(), Answer::Present, trouble]), None);
    }
}
