//! What we would do about a server, with its reason, and what we do next by ourselves.

use leptos_i18n::td_string;
use model::case::{Advice, ChangedBecause, State, StateChange};
use model::{Case, CaseReason, Millis};

use super::{cause, moment, standing};
use crate::i18n::Locale;

/// For so many days it is told that a purge was cancelled.
const TOLD_DAYS: u32 = 7;

/// The reason of what we would do, in one sentence.
#[must_use]
pub fn reason(locale: Locale, case: &Case, now: Millis) -> String {
    let days = case.silent_days(now);
    match case.advice(now) {
        Advice::WaitSilentOnly => td_string!(locale, cause.wait_silent, count = days, n = days),
        Advice::PurgeNoAddress => td_string!(locale, cause.purge_no_address, count = days, n = days),
        Advice::PurgeLongSilent => td_string!(locale, cause.purge_long_silent, count = days, n = days),
        Advice::PurgeSaysClosed => {
            let since = case.state_since.unwrap_or(case.silent_since);
            td_string!(locale, cause.purge_says_closed, day = moment::day(locale, since, now))
        }
        other => standing(locale, other, case.reason).to_owned(),
    }
}

/// The reason of an advice that goes by no number.
fn standing(locale: Locale, advice: Advice, reason: CaseReason) -> &'static str {
    match advice {
        Advice::WaitSomethingElse => td_string!(locale, cause.wait_something_else),
        Advice::WaitNothingFound => td_string!(locale, cause.wait_nothing_found),
        Advice::WaitUnavailable => td_string!(locale, cause.wait_unavailable),
        Advice::WaitSaysClosed => td_string!(locale, cause.wait_says_closed),
        Advice::UnfollowAndLimit => td_string!(locale, cause.unfollow_and_limit),
        Advice::MendNotTalking => mend(locale, reason),
        _ => td_string!(locale, cause.nothing_to_decide),
    }
}

/// What its admins can be asked for; nothing, where it is they who asked us for something.
fn mend(locale: Locale, reason: CaseReason) -> &'static str {
    match reason {
        CaseReason::SlowDown | CaseReason::OptedOut => td_string!(locale, cause.wants_quiet),
        _ => td_string!(locale, cause.mend_not_talking),
    }
}

/// Why nobody is asked about a server that is watched.
#[must_use]
pub fn watched(locale: Locale, state: State, reason: CaseReason) -> &'static str {
    match state {
        State::Here => td_string!(locale, cause.is_here),
        State::NotTalking => mend(locale, reason),
        _ => td_string!(locale, cause.is_wobbly),
    }
}

/// That a purge was cancelled by signs of life; nothing where none was, of late.
#[must_use]
pub fn cancelled(locale: Locale, at: Option<Millis>, now: Millis) -> Option<String> {
    let when = |at| moment::moment(locale, at, now);
    at.filter(|at| *at > now.days_before(TOLD_DAYS)).map(|at| td_string!(locale, queue.cancelled, when = when(at)))
}

/// That the server was held to be something else until lately, and why that changed; nothing where it did not, of late.
#[must_use]
pub fn changed(locale: Locale, change: Option<StateChange>, now: Millis) -> Option<String> {
    let change = change.filter(|change| change.at > now.days_before(TOLD_DAYS))?;
    let when = moment::moment(locale, change.at, now);
    let from = standing::word(locale, change.from);
    Some(match change.because {
        ChangedBecause::Answered => td_string!(locale, queue.changed_answered, when = when, from = from),
        ChangedBecause::Sent { at } => {
            let sent = moment::moment(locale, at, now);
            td_string!(locale, queue.changed_sent, when = when, from = from, sent = sent)
        }
        ChangedBecause::Found { reason } => {
            let found = cause::clause(locale, reason);
            td_string!(locale, queue.changed_found, when = when, from = from, found = found)
        }
        ChangedBecause::Lasted => td_string!(locale, queue.changed_lasted, when = when, from = from),
    })
}

/// "We look again 3 December, 04:10."; nothing where no look is planned.
#[must_use]
pub fn next(locale: Locale, next_look_at: Option<Millis>, now: Millis) -> Option<String> {
    next_look_at.map(|at| td_string!(locale, queue.watched_next, when = moment::moment(locale, at, now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::case::Impact;
    use model::time::DAY_MS;

    const NOW: Millis = Millis(1_795_257_720_000);

    fn case(state: State, days: u32) -> Case {
        Case {
            domain: "quiet.example".parse().expect("a name"),
            reason: CaseReason::TooSlow,
            silent_since: NOW.days_before(days),
            last_asked_at: NOW,
            state,
            state_since: Some(NOW.days_before(days)),
            purge_from: Some(NOW),
            next_look_at: Some(NOW.plus_ms(12 * DAY_MS)),
            purge_cancelled_at: None,
            change: None,
            damaged: false,
            evidence: Vec::new(),
            impact: Impact::default(),
            purge: None,
        }
    }

    #[test]
    fn one_day_is_not_several_days() {
        let says = |days| reason(Locale::en, &case(State::Silent, days), NOW);
        assert_eq!(says(1), "Silent for only 1 day. Many come back, even after weeks.");
        assert_eq!(says(9), "Silent for 9 days. Many come back, even after weeks.");
        let long = case(State::LongSilent, 203);
        assert_eq!(reason(Locale::en, &long, NOW), "It has been silent for 203 days.");
        assert_eq!(reason(Locale::ja, &long, NOW), "203日間、応答がありません。");
    }

    #[test]
    fn every_state_says_why_and_when_we_look_again() {
        for locale in [Locale::en, Locale::ja] {
            let mut said = Vec::new();
            for state in State::ALL {
                let case = case(state, 40);
                let why = if state.opens_case() {
                    reason(locale, &case, NOW)
                } else {
                    watched(locale, state, case.reason).to_owned()
                };
                assert!(why.ends_with(['.', '。']) && !said.contains(&why), "{state:?}: {why}");
                said.push(why);
            }
        }
        let next = next(Locale::en, case(State::Silent, 9).next_look_at, NOW).expect("is planned");
        assert_eq!(next, "We look again Thu 3 Dec, 10:42.");
    }

    #[test]
    fn who_does_not_talk_to_us_is_asked_to_let_us_pass_unless_it_wants_quiet() {
        for locale in [Locale::en, Locale::ja] {
            for reason in CaseReason::ALL.into_iter().filter(|reason| reason.is_refusal()) {
                let says = watched(locale, State::NotTalking, reason);
                let asks = says.contains("Groundskeeper") && says.contains("application/activity+json");
                assert_eq!(asks, reason == CaseReason::NotTalking, "{says}");
                let case = Case { reason, ..case(State::NotTalking, 9) };
                assert_eq!(super::reason(locale, &case, NOW), says, "an opened row says the same");
            }
        }
    }

    #[test]
    fn a_cancelled_purge_is_told_for_a_week() {
        assert!(cancelled(Locale::en, Some(NOW.days_before(6)), NOW).expect("is told").contains("signs of life"));
        assert_eq!(cancelled(Locale::en, Some(NOW.days_before(8)), NOW), None);
        assert_eq!(cancelled(Locale::en, None, NOW), None);
    }
}
