//! The box that ticks every server of the page; it needs JavaScript and is hidden without.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Case, Domain};

use crate::words;

/// Ticks all servers of the page, or none.
#[component]
pub fn TickAll(cases: Vec<Case>, ticked: RwSignal<Vec<Domain>>) -> impl IntoView {
    let locale = words::locale();
    let all: Vec<Domain> = cases.into_iter().map(|case| case.domain).collect();
    let count = all.len();
    // The browser shows it when it has taken over.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let tick = move |event| ticked.set(if event_target_checked(&event) { all.clone() } else { Vec::new() });
    view! {
        <label class=move || if alive.get() { "" } else { "hidden" }>
            <input
                type="checkbox"
                class="checkbox checkbox-sm"
                prop:checked=move || ticked.with(Vec::len) == count
                on:change=tick
            />
            <span class="sr-only">{td_string!(locale, queue.select_page)}</span>
        </label>
    }
}
