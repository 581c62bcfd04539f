//! Histories by name, and the state that each amounts to.

mod clocks;
mod every_history;
mod farewells;
mod names;
mod refusals;
mod returns;
mod settings;
mod signs_of_life;
mod silence;
mod strangers;

use std::collections::BTreeSet;

use super::State;
use crate::case::story::Story;

/// A history, its name and its state.
type Row = (&'static str, Story, State);

#[test]
fn every_history_amounts_to_its_state() {
    let tables = [
        returns::table(),
        silence::table(),
        names::table(),
        farewells::table(),
        strangers::table(),
        refusals::table(),
        signs_of_life::table(),
        clocks::table(),
        settings::table(),
    ];
    let rows: Vec<Row> = tables.into_iter().flatten().collect();
    let wrong: Vec<String> = rows
        .iter()
        .filter(|(_, story, expected)| story.state() != *expected)
        .map(|(name, story, expected)| format!("{name}: {:?} instead of {expected:?}", story.state()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let names: BTreeSet<_> = rows.iter().map(|(name, ..)| name).collect();
    assert_eq!(names.len(), rows.len(), "a name is used twice");
    assert!(rows.len() >= 80, "only {} histories", rows.len());
}

#[test]
fn every_state_has_its_word() {
    for state in State::ALL {
        assert_eq!(State::from_word(state.as_str()), Some(state));
        assert_eq!(serde_json::to_string(&state).expect("serializes"), format!("\"{}\"", state.as_str()));
    }
}

#[test]
fn a_person_is_asked_neither_about_a_moment_of_trouble_nor_about_a_refusal() {
    let asked: Vec<_> = State::ALL.into_iter().filter(|state| state.opens_case()).collect();
    assert_eq!(
        asked,
        [State::Silent, State::SaysClosed, State::ProbablyClosed, State::LongSilent, State::ChangedHands]
    );
}
