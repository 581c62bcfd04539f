//! Servers that are kept for ever or waited for, each with the way back.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Permission;

use crate::address::{escaped, use_query};
use crate::api::cases::decided::{AskAgain, Decided as Server, DecidedPage, KeepServers, read_decided};
use crate::api::cases::named::Named;
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::names_field::NamesField;
use crate::components::pager::Pager;
use crate::components::refusal::ActionRefusal;
use crate::components::toast::Toast;
use crate::words::quantity::number;
use crate::words::{self, moment};

const PAGE: &str = "/unreachable/decided";

/// The servers about which nobody is asked for now.
#[component]
pub fn Decided() -> impl IntoView {
    let query = use_query();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default().to_owned()));
    let (act, keep) = (ServerAction::<AskAgain>::new(), ServerAction::<KeepServers>::new());
    let done = (successes(act), successes(keep));
    let page =
        Resource::new_blocking(move || (after.get(), done.0.get(), done.1.get()), |(after, ..)| read_decided(after));
    let kept = move || {
        let count = |key| query.with(|query| query.get(key).and_then(|text| text.parse::<u64>().ok()));
        let (kept, unknown) = (count("kept")?, count("unknown").unwrap_or(0));
        let locale = words::locale();
        let says = td_string!(locale, queue.t_kept, count = kept, n = number(kept));
        let rest =
            (unknown > 0).then(|| td_string!(locale, queue.t_kept_unknown, count = unknown, n = number(unknown)));
        let says = words::sentences(locale, std::iter::once(says).chain(rest));
        Some(view! { <Toast picture=Icon::ShieldCheck says=says/> })
    };
    let again = move || {
        let server = query.with(|query| query.get("again").map(ToOwned::to_owned))?;
        let locale = words::locale();
        let server = words::server::name(locale, &server);
        Some(view! { <Toast picture=Icon::Footprints says=td_string!(locale, queue.t_again, server = server)/> })
    };
    view! {
        {again}
        {kept}
        <ActionRefusal value=act.value()/>
        <ActionRefusal value=keep.value()/>
        <Loaded data=page view=move |page| show(page, act, (keep, done.1))/>
    }
}

fn show(
    page: DecidedPage,
    act: ServerAction<AskAgain>,
    (keep, done): (ServerAction<KeepServers>, Memo<usize>),
) -> impl IntoView {
    let locale = words::locale();
    let DecidedPage { operator, servers, is_later, next, now } = page;
    let may = operator.role.may(Permission::Decide);
    let next = next.map(|name| format!("{PAGE}?after={}", escaped(&name)));
    let list = if servers.is_empty() {
        view! {
            <section class="gk-sheet px-5 py-10 text-center">
                {icon(Icon::Inbox, "mx-auto size-8 text-ink-3")}
                <h2 class="mt-2 font-semibold">{td_string!(locale, queue.decided_none)}</h2>
            </section>
        }
        .into_any()
    } else {
        let rows = servers.into_iter().map(|server| {
            let until = server.until.map(|until| moment::day(locale, until, now));
            view! { <Row server=server until=until may=may act=act/> }
        });
        view! {
            <section class="gk-sheet">
                <ul class="divide-y divide-line">{rows.collect_view()}</ul>
                <Pager
                    first=is_later.then(|| PAGE.to_owned())
                    next=next
                    first_says=td_string!(locale, common.previous)
                    next_says=td_string!(locale, common.next)
                />
            </section>
        }
        .into_any()
    };
    view! {
        <Head
            title=td_string!(locale, queue.decided_title)
            above=("/unreachable", td_string!(locale, nav.queue))
            lead=td_string!(locale, queue.decided_lead)
        />
        {list}
        {may.then(|| view! { <KeepMore keep=keep done=done/> })}
    }
}

/// The form to keep servers that are in no list, or in a list somewhere else.
#[component]
fn KeepMore(keep: ServerAction<KeepServers>, done: Memo<usize>) -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet mt-6 max-w-2xl p-5">
            <h2 class="gk-h2">{td_string!(locale, queue.keep_more)}</h2>
            <ActionForm action=keep attr:class="mt-2">
                <NamesField hint=td_string!(locale, queue.keep_more_hint) done=done height="h-24"/>
                <button class="btn btn-paper mt-3" type="submit">
                    {icon(Icon::ShieldCheck, "size-4")}
                    {td_string!(locale, queue.keep_more_do)}
                </button>
            </ActionForm>
        </section>
    }
}

/// A server, what was decided, and the way back.
#[component]
fn Row(server: Server, until: Option<String>, may: bool, act: ServerAction<AskAgain>) -> impl IntoView {
    let locale = words::locale();
    let (picture, says) = match until {
        Some(day) => (Icon::Hourglass, td_string!(locale, queue.decided_until, day = day)),
        None => (Icon::ShieldCheck, td_string!(locale, queue.decided_kept).to_owned()),
    };
    let accounts = td_string!(locale, queue.accounts, count = server.accounts, n = number(server.accounts));
    let name = words::server::name(locale, server.domain.as_str());
    let field = Named::field(&server.domain);
    let again = may.then(|| {
        let name = name.clone();
        view! {
            <ActionForm action=act>
                <input type="hidden" name="domain" value=field.clone()/>
                <button class="btn btn-paper btn-sm max-md:h-10" type="submit">
                    {icon(Icon::Undo2, "size-4")}
                    {td_string!(locale, queue.decided_again)}
                    <span class="sr-only">" " {name.clone()}</span>
                </button>
            </ActionForm>
        }
    });
    view! {
        <li class="grid items-center gap-x-5 gap-y-1.5 px-4 py-3 md:grid-cols-[minmax(0,1fr)_14rem_9rem_auto] md:px-5">
            <h2 class="min-w-0 break-words font-semibold">{name}</h2>
            <p class="flex items-center gap-1.5 text-[0.9375rem]">{icon(picture, "size-4 text-ink-3")}{says}</p>
            <p class="text-[0.9375rem] text-ink-2 md:text-right">{accounts}</p>
            {again}
        </li>
    }
}
