//! What narrows the log: one form that is sent by GET.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::components::Form;

use super::PAGE;
use crate::api::activity::Asked;
use crate::components::edits::Edits;
use crate::words;

/// Characters of a field; a name of a server has no more.
const LONGEST: usize = 253;

/// The fields as they stand.
#[component]
pub fn Filters(
    /// What is asked for by now.
    asked: Memo<Asked>,
    edits: Edits,
) -> impl IntoView {
    let locale = words::locale();
    let field = move |name: &'static str, label: &'static str, hint: &'static str, value: fn(&Asked) -> &String| {
        view! {
            <label class="sr-only" for=name>{label}</label>
            <input
                id=name
                name=name
                type="search"
                class="input input-sm w-48 max-md:w-[calc(50%-0.25rem)]"
                value=asked.with_untracked(|asked| value(asked).clone())
                prop:value=move || edits.value(name, asked.with(|asked| value(asked).clone()))
                on:input:target=move |event| edits.note(name, event.target().value())
                placeholder=hint
                maxlength=LONGEST
                autocapitalize="off"
                autocomplete="off"
                spellcheck="false"
            />
        }
    };
    view! {
        <Form method="GET" action=PAGE attr:class="mb-3 flex flex-wrap items-center gap-2">
            {field("about", td_string!(locale, activity.f_about), td_string!(locale, activity.f_about_hint), |asked| &asked.about)}
            {field("by", td_string!(locale, activity.f_by), td_string!(locale, activity.f_by_hint), |asked| &asked.by)}
            <button class="btn btn-paper btn-sm max-md:w-full">{td_string!(locale, activity.filter)}</button>
        </Form>
    }
}
