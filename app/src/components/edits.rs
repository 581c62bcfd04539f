//! What somebody has typed or chosen in the fields of a form by which a page is asked for, and not
//! sent yet.

use std::collections::BTreeMap;

use leptos::prelude::*;

/// The fields that were touched since the page was asked for, by name. They stay so while the answer
/// comes, which draws the form anew, and until something else is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Edits(RwSignal<BTreeMap<&'static str, String>>);

impl Edits {
    /// Of a form whose question this tells.
    pub fn of<Q: Clone + PartialEq + Send + Sync + 'static>(question: Memo<Q>) -> Self {
        let edits = RwSignal::new(BTreeMap::new());
        Effect::watch(move || question.get(), move |_, _, _| edits.set(BTreeMap::new()), false);
        Self(edits)
    }

    /// Notes what stands in a field.
    pub fn note(self, name: &'static str, value: String) {
        self.0.update(|edits| {
            edits.insert(name, value);
        });
    }

    /// What is to stand in a field that the question fills so.
    #[must_use]
    pub fn value(self, name: &'static str, asked: String) -> String {
        self.0.with(|edits| edits.get(name).cloned()).unwrap_or(asked)
    }
}
