//! What becomes of the case of a server by what was learnt of it.

use std::slice;

use model::activity::{OURSELVES, subject};
use model::case::{self, CaseReason, Evidence, History, Impact, Learnt, State, StateSettings};
use model::{Act, Domain, Millis, Operator, Role, SiteId};

use super::{Settled, evidence, impact};
use crate::store::activities::Activity;
use crate::store::damage::Reading;
use crate::store::db::StoreError;

/// What was learnt of a server.
pub(super) struct Telling<'a> {
    pub(super) site: SiteId,
    pub(super) domain: &'a Domain,
    /// What a look found; absent when nobody looked.
    pub(super) look: Option<Option<CaseReason>>,
    /// What the look before that found.
    pub(super) reason_before: Option<String>,
    pub(super) life: Option<Millis>,
    pub(super) at: Millis,
    pub(super) settings: &'a StateSettings,
}

/// What is to be written.
pub(super) struct Told {
    pub(super) settled: Settled,
    pub(super) since: Option<i64>,
    pub(super) purge_from: Option<i64>,
    pub(super) next_look: Option<i64>,
    pub(super) silent_since: Option<i64>,
    pub(super) impact: String,
    pub(super) change: Option<Change>,
}

/// A change of state to be told, in the list and in the activity log.
pub(super) struct Change {
    pub(super) json: String,
    pub(super) activity: Activity,
}

impl Telling<'_> {
    /// Whether there is anything to judge anew: a look, or a sign of life that was not known.
    pub(super) fn is_news(&self, impact: &str) -> bool {
        let known = serde_json::from_str::<Impact>(impact).unwrap_or_default().last_sign_of_life;
        self.look.is_some() || self.life.map(|life| life.min(self.at)) > known
    }

    pub(super) fn tell(
        &self,
        (written, state_before, silent_before): (&str, &str, i64),
        rows: Vec<(i64, Option<String>)>,
        hands_remembered: bool,
    ) -> Result<Told, StoreError> {
        let &Self { domain, at: now, settings, .. } = self;
        // Empty until it is counted for the first time.
        let read = impact(&mut Reading::of(domain), written);
        let mut impact = read.unwrap_or_default();
        // Our clock may have been set back; by a time to come a server would be spared for ever.
        let life = impact.last_sign_of_life.max(self.life).map(|life| life.min(now));
        let new_life = life.filter(|life| Some(*life) > impact.last_sign_of_life && life.0 > silent_before);
        impact.last_sign_of_life = life;
        let evidence: Vec<Evidence> = rows.into_iter().rev().filter_map(|row| evidence(domain, row)).collect();
        let history = History { domain, evidence: &evidence, last_sign_of_life: life, hands_remembered };
        let state = case::state(&history, now, settings);
        let next_look = case::next_look(&history, state, now, settings);
        let moment = |at: Option<Millis>| at.map(|at| at.0);
        Ok(Told {
            // Only a look finds that a server is well.
            settled: Settled { state, closed: self.look.is_some() && next_look.is_none() },
            since: moment(case::state_since(&history, state, now)),
            purge_from: moment(case::purge_from(&history, state, now, settings)),
            next_look: moment(next_look),
            silent_since: moment(case::state_since(&history, State::Silent, now)),
            change: self.change(state_before, state, new_life, &history)?,
            // What cannot be read stays until it is counted again.
            impact: match read {
                Some(_) => serde_json::to_string(&impact).map_err(|_| StoreError::Damaged("cases.impact"))?,
                None => written.to_owned(),
            },
        })
    }

    fn change(
        &self,
        before: &str,
        state: State,
        new_life: Option<Millis>,
        history: &History<'_>,
    ) -> Result<Option<Change>, StoreError> {
        let reason_before = self.reason_before.as_deref().and_then(CaseReason::from_word);
        let (Some(before), Some(reason_before)) = (State::from_word(before), reason_before) else { return Ok(None) };
        if before == state {
            return Ok(None);
        }
        let mut evidence = history.evidence.to_vec();
        if let (Some(_), Some(look)) = (self.look, evidence.last_mut()) {
            look.reason = Some(reason_before);
        }
        let had_it_lasted = case::state(&History { evidence: &evidence, ..*history }, self.at, self.settings);
        let learnt = Learnt { look: self.look, had_it_lasted, new_life };
        let Some(change) = case::change(before, state, &learnt, self.at) else { return Ok(None) };
        let by = Operator { name: OURSELVES.to_owned(), role: Role::Caretaker };
        let activity = Activity::new(self.site, self.at, &by, Act::ChangeState, subject(slice::from_ref(self.domain)));
        Ok(Some(Change {
            json: serde_json::to_string(&change).map_err(|_| StoreError::Damaged("cases.state_change"))?,
            activity: activity.seeing(&(state, change)),
        }))
    }
}
