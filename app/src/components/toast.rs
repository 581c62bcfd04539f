//! What was just done, as the first thing on the next page, with the way back.

use leptos::prelude::*;

use super::icon::{Icon, icon};

/// A line that tells what was done; its child is the button that undoes it.
#[component]
pub fn Toast(picture: Icon, #[prop(into)] says: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div
            role="status"
            class="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-box bg-neutral px-4 py-3 text-neutral-content md:px-5"
        >
            {icon(picture, "size-5")}
            <p class="min-w-0 flex-1 basis-56">{says}</p>
            {children.map(|button| button())}
        </div>
    }
}
