//! What is shown where there is nothing.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::{self, ApiError};
use crate::components::head::Head;
use crate::components::logo::logo;
use crate::words;

/// There is no page at this address; the answer is 404.
#[component]
pub fn NotFound() -> impl IntoView {
    api::answer_with(&ApiError::NoSuchRun);
    let locale = words::locale();
    view! {
        <main id="main" class="mx-auto max-w-[40rem] px-4 py-10">
            <p class="mb-6">{logo("size-10")}</p>
            <Head title=td_string!(locale, error.not_found) lead=td_string!(locale, error.not_found_why)/>
            <p><a class="btn btn-paper" href="/">{td_string!(locale, error.home)}</a></p>
        </main>
    }
}
