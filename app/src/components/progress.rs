//! How far something is: a bar with its value in words for those who can't see it.

use leptos::prelude::*;

/// A bar from 0 to 100 percent.
#[component]
pub fn ProgressBar(
    /// Whole percent.
    #[prop(into)]
    percent: Signal<u8>,
    /// What is measured.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div
            class="gk-progress mt-3"
            role="progressbar"
            aria-valuenow=move || percent.get()
            aria-valuemin="0"
            aria-valuemax="100"
            aria-label=label
        >
            <i style:width=move || format!("{}%", percent.get()) style="transition:width .4s"></i>
        </div>
    }
}
