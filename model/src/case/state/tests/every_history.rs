//! What holds for every history of up to five looks, whatever they found.

use crate::case::story::NOW;
use crate::case::{CaseReason, Evidence, History, State, StateSettings, next_look, purge_from, state, state_since};
use crate::domain::Domain;
use crate::time::{DAY_MS, Millis};

const FOUND: [Option<CaseReason>; 8] = [
    None,
    Some(CaseReason::NoAddress),
    Some(CaseReason::TooSlow),
    Some(CaseReason::SaysClosed),
    Some(CaseReason::SomethingElse),
    Some(CaseReason::NothingFound),
    Some(CaseReason::ChangedHands),
    Some(CaseReason::NotTalking),
];

/// States that may lead to the advice to purge.
fn may_purge(state: State) -> bool {
    matches!(state, State::SaysClosed | State::ProbablyClosed | State::LongSilent)
}

/// Calls `check` with the looks of every history, 23 days apart up to [`NOW`].
fn with_every_history(check: impl Fn(&[Evidence])) {
    for length in 0..=5_u32 {
        for number in 0..FOUND.len().pow(length) {
            let looks: Vec<_> = (0..length)
                .map(|place| Evidence {
                    at: NOW.plus_ms(-i64::from(length - 1 - place) * 23 * DAY_MS),
                    reason: FOUND[number / FOUND.len().pow(place) % FOUND.len()],
                })
                .collect();
            check(&looks);
        }
    }
}

fn is(evidence: &[Evidence], last_sign_of_life: Option<Millis>) -> State {
    let domain = Domain::from_database("subject.example".to_owned());
    let known = History { domain: &domain, evidence, last_sign_of_life, hands_remembered: true };
    state(&known, NOW, &StateSettings::default())
}

fn is_of_unknown_hands(evidence: &[Evidence]) -> State {
    let domain = Domain::from_database("subject.example".to_owned());
    let unknown = History { domain: &domain, evidence, last_sign_of_life: None, hands_remembered: false };
    state(&unknown, NOW, &StateSettings::default())
}

#[test]
fn nobody_changed_hands_of_whom_nothing_was_known_or_found() {
    with_every_history(|looks| {
        let other_hands = |state| state == State::ChangedHands;
        let met = |reason| looks.last().is_some_and(|look| look.reason == Some(reason));
        assert!(!other_hands(is(looks, None)) || !met(CaseReason::NothingFound), "{looks:?}");
        assert!(!other_hands(is_of_unknown_hands(looks)) || met(CaseReason::ChangedHands), "{looks:?}");
    });
}

#[test]
fn who_was_heard_from_lately_is_never_a_stranger() {
    let life = Some(NOW.plus_ms(1 - 7 * DAY_MS));
    with_every_history(|looks| assert_ne!(is(looks, life), State::ChangedHands, "{looks:?}"));
}

#[test]
fn nothing_that_reached_us_lately_leads_to_a_purge() {
    let life = Some(NOW.plus_ms(1 - 7 * DAY_MS));
    with_every_history(|looks| assert!(!may_purge(is(looks, life)), "{looks:?}"));
}

#[test]
fn a_sign_of_life_never_leads_to_a_purge_that_was_not_advised_without_it() {
    with_every_history(|looks| {
        for days in [10, 30, 50, 70, 200] {
            if may_purge(is(looks, Some(NOW.plus_ms(-days * DAY_MS)))) {
                assert!(may_purge(is(looks, None)), "{days} {looks:?}");
            }
        }
    });
}

#[test]
fn two_good_answers_are_enough_for_every_server() {
    with_every_history(|looks| {
        let good = Evidence { at: NOW, reason: None };
        assert_eq!(is(&[looks, &[good, good]].concat(), None), State::Here, "{looks:?}");
        assert!(matches!(is(&[looks, &[good]].concat(), None), State::Here | State::Wobbly), "{looks:?}");
    });
}

#[test]
fn a_purge_needs_a_silence_without_good_answers_and_refusals() {
    with_every_history(|looks| {
        if may_purge(is(looks, None)) {
            let last = &looks[looks.len() - 3..];
            assert!(last.iter().all(|look| look.reason.is_some_and(CaseReason::opens_case)), "{looks:?}");
        }
    });
}

#[test]
fn a_state_has_a_beginning_unless_the_server_is_here() {
    let domain = Domain::from_database("subject.example".to_owned());
    with_every_history(|looks| {
        let history = History { domain: &domain, evidence: looks, last_sign_of_life: None, hands_remembered: true };
        let state = is(looks, None);
        assert_eq!(state_since(&history, state, NOW).is_none(), state == State::Here, "{looks:?}");
        if may_purge(state) {
            assert!(purge_from(&history, state, NOW, &StateSettings::default()).is_some_and(|from| from <= NOW));
        }
    });
}

#[test]
fn no_time_and_no_number_is_too_large() {
    let times = [i64::MIN, -1, 0, 1, i64::MAX].map(Millis);
    let domain = Domain::from_database(String::new());
    let settings = StateSettings { life_days: u32::MAX, long_silent_days: u32::MAX, ..StateSettings::default() };
    for (first, second, now) in
        times.into_iter().flat_map(|a| times.into_iter().flat_map(move |b| times.map(|c| (a, b, c))))
    {
        for reason in FOUND {
            let evidence = [Evidence { at: first, reason }, Evidence { at: second, reason }];
            for last_sign_of_life in [None, Some(first), Some(now)] {
                let history =
                    History { domain: &domain, evidence: &evidence, last_sign_of_life, hands_remembered: true };
                for settings in [StateSettings::default(), settings] {
                    let state = state(&history, now, &settings);
                    let since = state_since(&history, state, now);
                    assert!(since.is_none_or(|since| since <= now));
                    assert!(purge_from(&history, state, now, &settings).is_none_or(|from| Some(from) >= since));
                    assert!(next_look(&history, state, now, &settings).is_none_or(|next| next >= now));
                }
            }
        }
    }
}
