//! Naming servers that are to be looked at, such as those that `tootctl accounts cull` found unavailable.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::Permission;

use crate::api::cases::import::{ImportPage, Suspect, read_import};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::names_field::NamesField;
use crate::components::refusal::ActionRefusal;
use crate::components::toast::Toast;
use crate::words::quantity::number;
use crate::words::{self, role};

/// The page on which servers are named.
#[component]
pub fn Import() -> impl IntoView {
    let query = use_query_map();
    let act = ServerAction::<Suspect>::new();
    let done = successes(act);
    let page = Resource::new_blocking(move || done.get(), |_| read_import());
    let toast = move || {
        let count = |key| query.with(|query| query.get_str(key).and_then(|text| text.parse::<u64>().ok()));
        let (known, unknown) = (count("known")?, count("unknown").unwrap_or(0));
        let locale = words::locale();
        let looks = td_string!(locale, import.t_known, count = known, n = number(known));
        let rest = (unknown > 0).then(|| td_string!(locale, import.t_unknown, count = unknown, n = number(unknown)));
        let says = words::sentences(locale, std::iter::once(looks).chain(rest));
        Some(view! { <Toast picture=Icon::Footprints says=says/> })
    };
    view! {
        {toast}
        <ActionRefusal value=act.value()/>
        <Loaded data=page view=move |page| show(page, act, done)/>
    }
}

fn show(page: ImportPage, act: ServerAction<Suspect>, done: Memo<usize>) -> impl IntoView {
    let locale = words::locale();
    let ImportPage { operator, waiting } = page;
    let form = if operator.role.may(Permission::Decide) {
        view! {
            <ActionForm action=act>
                <NamesField hint=td_string!(locale, import.hint) done=done height="h-56"/>
                <button class="btn btn-primary mt-3" type="submit">
                    {icon(Icon::Footprints, "size-4")}
                    {td_string!(locale, import.look)}
                </button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <p class="text-ink-2">{role::refusal(locale, Permission::Decide)}</p> }.into_any()
    };
    let waiting = (waiting > 0).then(|| {
        let says = td_string!(locale, import.waiting, count = waiting, n = number(waiting));
        view! { <p class="mt-4 border-t border-line pt-3 text-sm text-ink-2">{says}</p> }
    });
    view! {
        <Head
            title=td_string!(locale, import.title)
            above=("/unreachable", td_string!(locale, nav.queue))
            lead=td_string!(locale, import.lead)
        />
        <section class="gk-sheet max-w-2xl p-5">{form} {waiting}</section>
    }
}
