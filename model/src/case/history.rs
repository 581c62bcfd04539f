//! What we have seen of one server.

use serde::{Deserialize, Serialize};

use super::CaseReason;
use super::looks::Looks;
use crate::domain::Domain;
use crate::time::Millis;

/// One time that we asked a server: `None` means it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub at: Millis,
    pub reason: Option<CaseReason>,
}

/// Everything that decides the state of one server.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    pub domain: &'a Domain,
    /// Every look, oldest first, at least back to the last two good answers in a row. While our own connection was broken there are no
    /// looks: a gap says neither that a server was there nor that it was not.
    pub evidence: &'a [Evidence],
    /// The newest thing that reached us from there. One that is still to come, as only a clock that
    /// was set back makes it, counts as new, so that the server is spared.
    pub last_sign_of_life: Option<Millis>,
    /// Whether it is remembered who ran the server: its software or its key. What was never known
    /// cannot change.
    pub hands_remembered: bool,
}

impl<'a> History<'a> {
    pub(super) fn latest(&self) -> Option<Evidence> {
        self.evidence.last().copied()
    }

    /// Every look, as seen at a moment.
    pub(super) fn looks(&self, now: Millis) -> Looks<'a> {
        Looks::new(self.evidence, now)
    }

    /// The looks that may prove silence: the failed ones since the server was last there. It was there when it gave a good answer,
    /// when it refused, and when something reached us from it.
    pub(super) fn silence(&self, now: Millis) -> Looks<'a> {
        self.since_sign_of_life(self.looks(now).latest_while(|look| look.reason.is_some_and(CaseReason::opens_case)))
    }

    /// The latest looks that all met a stranger. A web page is one only where it is remembered who
    /// ran the server, and proves nothing against one that sent us something after it was first
    /// seen; another key or software does, because whoever has the address now may well send, too.
    pub(super) fn strangers(&self, now: Millis) -> Looks<'a> {
        let met = self.looks(now).latest_while(|look| match look.reason {
            Some(CaseReason::SomethingElse) => self.hands_remembered,
            reason => reason == Some(CaseReason::ChangedHands),
        });
        if met.any(|look| look.reason == Some(CaseReason::ChangedHands)) { met } else { self.since_sign_of_life(met) }
    }

    /// The latest looks of the silence to which nobody answered. Where it was never known who ran
    /// the server, whoever says that nothing is found answers: software written by hand may have
    /// neither NodeInfo nor an instance actor, and says so when all accounts known here are gone.
    pub(super) fn unreached(&self, now: Millis) -> Looks<'a> {
        let may_be_it = |reason| reason == CaseReason::NothingFound && !self.hands_remembered;
        let is_answer = |reason: CaseReason| reason.is_occupied() || may_be_it(reason);
        self.silence(now).latest_while(|look| !look.reason.is_some_and(is_answer))
    }

    /// The latest look at which the server itself was there.
    pub(super) fn last_seen(&self) -> Option<Millis> {
        let was_there = |look: &&Evidence| look.reason.is_none_or(CaseReason::is_refusal);
        self.evidence.iter().rev().find(was_there).map(|look| look.at)
    }

    fn since_sign_of_life(&self, looks: Looks<'a>) -> Looks<'a> {
        looks.latest_while(|look| self.last_sign_of_life.is_none_or(|life| look.at > life))
    }
}
