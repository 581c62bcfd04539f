//! The one confirmation in the panel: only a purge without its wait can't be undone.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;

use crate::api::ApiError;
use crate::api::cases::waiting::{PurgeNow as Act, Waiting, read_waiting_room};
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, line};
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::jobs::purge_domain;
use crate::words;
use crate::words::quantity::{number, size};

/// Asks before a purge is done at once. A purge that waits no more is not there.
#[component]
pub fn PurgeNow() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("run").unwrap_or_default()));
    let page = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            let room = read_waiting_room().await?;
            room.waiting.into_iter().find(|purge| purge.run.as_str() == id).ok_or(ApiError::NoSuchRun)
        },
    );
    view! { <Loaded data=page view=show/> }
}

fn show(purge: Waiting) -> impl IntoView {
    let locale = words::locale();
    let act = ServerAction::<Act>::new();
    let servers = purge_domain::servers(locale, &purge.domains);
    let names = (purge.domains.len() > 1).then(|| {
        purge.domains.iter().map(|domain| view! { <li class="font-semibold">{domain.to_string()}</li> }).collect_view()
    });
    let lines = vec![
        line(td_string!(locale, queue.stored_accounts), number(purge.impact.accounts)),
        line(td_string!(locale, queue.posts), number(purge.impact.statuses)),
        line(td_string!(locale, queue.media), size(locale, purge.impact.media)),
        line(td_string!(locale, waiting.would_notice), number(purge.impact.members_following)),
    ];
    view! {
        <Head
            title=td_string!(locale, waiting.now_ask, servers = servers.clone())
            above=("/waiting-room", td_string!(locale, nav.waiting))
            lead=td_string!(locale, waiting.now_why)
        />
        <ActionRefusal value=act.value()/>
        <section class="max-w-xl rounded-box border border-clay-line bg-base-100 p-5">
            {names.map(|names| view! { <ul class="mb-3">{names}</ul> })}
            <Ledger lines=lines/>
            <ActionForm action=act attr:class="mt-3 flex flex-wrap gap-2">
                <input type="hidden" name="run" value=purge.run.to_string()/>
                <button class="btn btn-error" type="submit">
                    {icon(Icon::Trash2, "size-4")}
                    {td_string!(locale, waiting.now_do, servers = servers)}
                </button>
                <a class="btn btn-paper" href="/waiting-room">{td_string!(locale, waiting.leave)}</a>
            </ActionForm>
        </section>
    }
}
