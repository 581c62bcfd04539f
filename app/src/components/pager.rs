//! Links through a long list, by keyset: on from the last one seen, or back to the newest.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::icon::{Icon, icon};
use crate::words;

/// The links under a list. Absent addresses are shown as links that can't be followed.
#[component]
pub fn Pager(
    /// Where the list begins, unless this is it.
    first: Option<String>,
    /// Where it goes on, unless this is the end.
    next: Option<String>,
    /// What the first link says.
    first_says: &'static str,
    /// What the second link says.
    next_says: &'static str,
    /// Which part of the list is seen.
    #[prop(into, optional)]
    range: String,
) -> impl IntoView {
    let locale = words::locale();
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav
                class="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-2.5 text-sm md:px-5"
                aria-label=td_string!(locale, common.pages)
            >
                <span class="text-ink-2">{range}</span>
                <span class="flex gap-2">
                    {step(first, view! { {icon(Icon::ArrowLeft, "size-4")} {first_says} }.into_any())}
                    {step(next, view! { {next_says} {icon(Icon::ArrowRight, "size-4")} }.into_any())}
                </span>
            </nav>
        }
    })
}

fn step(href: Option<String>, says: AnyView) -> AnyView {
    match href {
        Some(href) => view! { <a class="btn btn-paper btn-sm" href=href>{says}</a> }.into_any(),
        None => view! { <span class="btn btn-sm btn-disabled" aria-disabled="true">{says}</span> }.into_any(),
    }
}
