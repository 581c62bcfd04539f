//! When servers in trouble are looked at again.

use crate::case::CaseReason::{self, *};
use crate::case::story::{NOW, Story, ago, unseen};
use crate::case::{EarlyLooks, State, StateSettings, next_look};
use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

/// A name that is given no share of the tenth, so that intervals are exact.
const EXACT: &str = "n1441.example";

fn next(story: &Story) -> Option<Millis> {
    next_look(&story.history(), story.state(), NOW, story.settings())
}

/// Milliseconds from now to the next look at a server that was looked at now.
fn interval(story: Story) -> i64 {
    next(&story.named(EXACT)).expect("it is looked at again").0 - NOW.0
}

#[test]
fn the_looks_become_fewer() {
    let failing_since = |when: &str| unseen().failed(TooSlow, when).failed(TooSlow, "now");
    let table = [
        ("now", 15 * MINUTE_MS),
        ("15 min - 1 ms", 1),
        ("15 min", 45 * MINUTE_MS),
        ("1 h", 5 * HOUR_MS),
        ("6 h", 18 * HOUR_MS),
        ("1 day - 1 ms", 1),
        ("1 day", DAY_MS),
        ("14 days - 1 ms", DAY_MS),
        ("14 days", 7 * DAY_MS),
        ("90 days - 1 ms", 7 * DAY_MS),
        ("90 days", 30 * DAY_MS),
        ("900 days", 30 * DAY_MS),
    ];
    for (when, expected) in table {
        assert_eq!(interval(failing_since(when)), expected, "failing since {when}");
    }
}

#[test]
fn a_server_that_stays_silent_is_looked_at_on_these_days() {
    let mut at = ago("400 days");
    let mut story = unseen().named(EXACT);
    let mut ages = Vec::new();
    while at <= NOW {
        ages.push(at.0 - ago("400 days").0);
        story = story.failed_at(RefusesConnections, at);
        at = next_look(&story.history(), State::Silent, at, story.settings()).expect("it is looked at again");
    }
    assert_eq!(&ages[..5], [0, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS]);
    let days: Vec<i64> = ages[5..].iter().map(|age| age / DAY_MS).collect();
    let daily = 2..=14;
    let weekly = (21..=91).step_by(7);
    let monthly = (121..=400).step_by(30);
    assert_eq!(days, daily.chain(weekly).chain(monthly).collect::<Vec<_>>());
}

#[test]
fn a_server_that_is_well_or_unknown_has_no_next_look() {
    assert_eq!(next(&unseen()), None);
    assert_eq!(next(&unseen().good("now")), None);
    assert_eq!(next(&unseen().failed(Errors, "1 h").good("30 min").good("now")), None);
    assert_eq!(next(&unseen().failed(Errors, "1 h").good("now").life("5 min")), None);
}

#[test]
fn one_good_answer_among_failures_is_confirmed_soon() {
    assert_eq!(interval(unseen().weekly(Errors, "100 days", "1 day").good("now")), 15 * MINUTE_MS);
}

#[test]
fn a_server_that_fails_but_sends_to_us_is_still_looked_at() {
    assert_eq!(interval(unseen().daily(Errors, "5 days", "now").life("1 h")), DAY_MS);
}

#[test]
fn a_good_answer_begins_the_timetable_again() {
    assert_eq!(
        interval(unseen().weekly(Errors, "100 days", "3 days").good("2 days").failed(Errors, "now")),
        15 * MINUTE_MS
    );
}

#[test]
fn a_server_that_answers_now_and_then_is_not_asked_every_few_minutes() {
    let mut story = unseen().named(EXACT);
    let mut at = ago("10 days");
    let mut looks = 0;
    while at <= NOW {
        story = if looks % 2 == 0 { story.failed_at(Errors, at) } else { story.good_at(at) };
        looks += 1;
        at = next_look(&story.history(), State::Wobbly, at, story.settings()).expect("it is looked at again");
    }
    assert!(looks < 100, "{looks} looks in 10 days");
}

#[test]
fn a_server_that_refuses_is_not_asked_again_within_a_day() {
    for reason in CaseReason::ALL {
        let soon = interval(unseen().failed(reason, "now"));
        assert_eq!(soon, if reason.is_refusal() { DAY_MS } else { 15 * MINUTE_MS }, "{reason:?}");
    }
    assert_eq!(interval(unseen().weekly(OptedOut, "20 days", "now")), 7 * DAY_MS);
}

#[test]
fn missed_looks_are_not_made_up_for() {
    assert_eq!(next(&unseen().daily(TooSlow, "30 days", "20 days")), Some(NOW));
    assert_eq!(next(&unseen().failed(TooSlow, "15 min").named(EXACT)), Some(NOW));
    let almost_due = unseen().failed(TooSlow, "15 min - 1 ms").named(EXACT);
    assert_eq!(next(&almost_due), Some(NOW.plus_ms(1)));
}

#[test]
fn a_look_with_a_time_to_come_does_not_stop_the_looks() {
    assert_eq!(interval(unseen().failed(TooSlow, "- 365 days")), 15 * MINUTE_MS);
}

#[test]
fn servers_are_spread_over_a_tenth_of_the_interval() {
    let names = (0..1_000).map(|n| format!("server{n}.example"));
    let mut shares: Vec<i64> = names
        .map(|name| {
            let due = next(&unseen().daily(TooSlow, "9 days", "now").named(&name)).expect("it is looked at again");
            let more = due.0 - NOW.0 - DAY_MS;
            assert!((0..=DAY_MS / 10).contains(&more), "{name}: {more}");
            more / (DAY_MS / 100)
        })
        .collect();
    shares.sort_unstable();
    let in_each = |tenth: i64| shares.iter().filter(|share| **share == tenth).count();
    for percent in 0..10 {
        assert!((50..=150).contains(&in_each(percent)), "{} servers at {percent} %", in_each(percent));
    }
}

#[test]
fn the_same_server_is_always_given_the_same_time() {
    let due = || next(&unseen().daily(TooSlow, "9 days", "now").named("mastodon.example"));
    assert_eq!(due(), due());
    assert_eq!(due(), Some(NOW.plus_ms(DAY_MS + DAY_MS / 10_000 * 647)), "the tenth is shared out as it always was");
}

#[test]
fn no_interval_at_all_means_now_and_not_a_panic() {
    let settings = StateSettings { daily_until_day: 0, weekly_until_day: 0, then_every_days: 0, ..Default::default() };
    assert_eq!(interval(unseen().daily(TooSlow, "2 days", "now").by(settings)), 0);
}

#[test]
fn the_early_looks_are_those_of_the_settings() {
    let early = |minutes: &[u32]| StateSettings {
        early_looks_minutes: EarlyLooks::new(minutes).expect("make sense"),
        ..Default::default()
    };
    let failed = |first: &str, settings| {
        interval(unseen().failed(TooSlow, first).failed(TooSlow, "now").by(settings)) / MINUTE_MS
    };
    let one = early(&[30]);
    assert_eq!(interval(unseen().failed(TooSlow, "now").by(one)), 30 * MINUTE_MS);
    assert_eq!(failed("30 min", one), 24 * 60, "then daily");
    let eight = early(&[1, 5, 15, 60, 180, 360, 720, 1440]);
    assert_eq!(failed("5 min", eight), 10);
    assert_eq!(failed("12 h", eight), 12 * 60);
}
