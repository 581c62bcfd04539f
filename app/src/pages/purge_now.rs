//! The one confirmation in the panel: only a purge without its wait can't be undone.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;
use model::Permission;

use crate::api::ApiError;
use crate::api::cases::waiting::{PurgeNow as Act, Waiting, read_waiting_room};
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, line};
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::jobs::purge_domain;
use crate::words::quantity::{number, size};
use crate::words::{self, role, server};

/// Servers of the purge that are named.
const NAMED: usize = 20;

/// Asks before a purge is done at once. A purge that waits no more is not there.
#[component]
pub fn PurgeNow() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("run").unwrap_or_default()));
    let page = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            let room = read_waiting_room().await?;
            let purge = room.waiting.into_iter().find(|purge| purge.run.as_str() == id).ok_or(ApiError::NoSuchRun)?;
            Ok((purge, room.operator.role.may(Permission::Decide)))
        },
    );
    view! { <Loaded data=page view=|(purge, may)| show(purge, may)/> }
}

fn show(purge: Waiting, may: bool) -> impl IntoView {
    let locale = words::locale();
    let act = ServerAction::<Act>::new();
    let servers = purge_domain::servers(locale, &purge.domains);
    let names = (purge.domains.len() > 1).then(|| {
        let rest = purge.domains.len().saturating_sub(NAMED) as u64;
        let names = purge.domains.iter().take(NAMED);
        let names = names.map(|domain| view! { <li class="break-words font-semibold">{server::name(locale, domain.as_str())}</li> });
        let rest = (rest > 0).then(|| td_string!(locale, waiting.more_names, count = rest, n = number(rest)));
        view! { <ul class="mb-3">{names.collect_view()} {rest.map(|rest| view! { <li class="text-ink-2">{rest}</li> })}</ul> }
    });
    let lines = vec![
        line(td_string!(locale, queue.stored_accounts), number(purge.impact.accounts)),
        line(td_string!(locale, queue.posts), number(purge.impact.statuses)),
        line(td_string!(locale, queue.media), size(locale, purge.impact.media)),
        line(td_string!(locale, waiting.would_notice), number(purge.impact.members_following)),
    ];
    let title = td_string!(locale, waiting.now_ask, servers = servers.clone());
    let form = if may {
        view! {
            <ActionForm action=act attr:class="mt-3 flex flex-wrap gap-2">
                <input type="hidden" name="run" value=purge.run.to_string()/>
                <button class="btn btn-error" type="submit">
                    {icon(Icon::Trash2, "size-4")}
                    {td_string!(locale, waiting.now_do, servers = servers)}
                </button>
                <a class="btn btn-paper" href="/waiting-room">{td_string!(locale, waiting.leave)}</a>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <p class="mt-3 text-ink-2">{role::refusal(locale, Permission::Decide)}</p> }.into_any()
    };
    view! {
        <Head
            title=title
            above=("/waiting-room", td_string!(locale, nav.waiting))
            lead=td_string!(locale, waiting.now_why)
        />
        <ActionRefusal value=act.value()/>
        <section class="max-w-xl rounded-box border border-clay-line bg-base-100 p-5">
            {names}
            <Ledger lines=lines/>
            <p class="mt-1 text-sm text-ink-3">{td_string!(locale, waiting.counted_last)}</p>
            {form}
        </section>
    }
}
