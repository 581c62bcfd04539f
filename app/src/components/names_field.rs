//! A field for the names of servers, one or a whole list.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::words;

/// The field with its label and a hint; it is empty again after every success.
#[component]
pub fn NamesField(
    hint: &'static str,
    /// Counts the successes of the form around it.
    done: Memo<usize>,
    /// Its height, such as `h-24`.
    height: &'static str,
) -> impl IntoView {
    let locale = words::locale();
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |seen: Option<usize>| {
        let done = done.get();
        if seen.is_some_and(|seen| seen != done)
            && let Some(field) = field.get_untracked()
        {
            field.set_value("");
        }
        done
    });
    view! {
        <label class="block font-semibold" for="names">{td_string!(locale, import.names)}</label>
        <p class="mt-0.5 text-sm text-ink-2" id="names-hint">{hint}</p>
        <textarea
            node_ref=field
            id="names"
            name="text"
            class=format!("textarea mt-2 w-full font-mono text-sm {height}")
            aria-describedby="names-hint"
            required
            autocapitalize="off"
            autocomplete="off"
            spellcheck="false"
        ></textarea>
    }
}
