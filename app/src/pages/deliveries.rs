//! Servers that answer us although Mastodon delivers nothing to them any more, each with the way to have it deliver again.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::delivery::StuckDelivery;
use model::{Domain, Millis, Permission};

use crate::address::{escaped, use_query};
use crate::api::cases::deliveries::{DeliveriesPage, RestartDeliveries, read_deliveries};
use crate::api::cases::named::Named;
use crate::components::done::changes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::pager::Pager;
use crate::components::refusal::ActionRefusal;
use crate::components::toast::Toast;
use crate::i18n::Locale;
use crate::words::quantity::number;
use crate::words::{self, moment, role};

const PAGE: &str = "/unreachable/deliveries";

/// The deliveries that are stuck.
#[component]
pub fn Deliveries() -> impl IntoView {
    let query = use_query();
    let after = Memo::new(move |_| query.with(|query| query.get("after").unwrap_or_default().to_owned()));
    let act = ServerAction::<RestartDeliveries>::new();
    let changed = changes(act);
    let page = Resource::new_blocking(move || (after.get(), changed.get()), |(after, _)| read_deliveries(after));
    let restarted = move || {
        let count: u64 = query.with(|query| query.get("restarted").and_then(|text| text.parse().ok()))?;
        let locale = words::locale();
        let says = td_string!(locale, delivery.t_restarted, count = count, n = number(count));
        Some(view! { <Toast picture=Icon::RefreshCw says=says/> })
    };
    view! {
        {restarted}
        <ActionRefusal value=act.value()/>
        <Loaded data=page view=move |page| show(page, act)/>
    }
}

fn show(page: DeliveriesPage, act: ServerAction<RestartDeliveries>) -> impl IntoView {
    let locale = words::locale();
    let DeliveriesPage { operator, stuck, given_up, is_later, next, now } = page;
    let may = operator.role.may(Permission::Decide);
    let next = next.map(|name| format!("{PAGE}?after={}", escaped(&name)));
    let list = if stuck.is_empty() {
        let why = match given_up {
            0 => td_string!(locale, delivery.none_all).to_owned(),
            _ => td_string!(locale, delivery.none_why, count = given_up, n = number(given_up)),
        };
        view! {
            <section class="gk-sheet px-5 py-10 text-center">
                {icon(Icon::CircleCheck, "mx-auto size-8 text-moss")}
                <h2 class="mt-2 font-semibold">{td_string!(locale, delivery.none)}</h2>
                <p class="mx-auto mt-2 max-w-[46ch] text-ink-2">{why}</p>
            </section>
        }
        .into_any()
    } else {
        let all = may.then(|| view! { <RestartAll stuck=stuck.clone() act=act/> });
        let rows = stuck.into_iter().map(|server| view! { <Row server=server may=may now=now act=act/> });
        view! {
            {(!may).then(|| view! { <p class="mb-3 text-sm text-ink-2">{role::refusal(locale, Permission::Decide)}</p> })}
            <section class="gk-sheet">
                {all}
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
            title=td_string!(locale, delivery.title)
            above=("/unreachable", td_string!(locale, nav.queue))
            lead=td_string!(locale, delivery.lead)
        />
        {list}
    }
}

/// The button for every server on the page.
#[component]
fn RestartAll(stuck: Vec<StuckDelivery>, act: ServerAction<RestartDeliveries>) -> impl IntoView {
    let locale = words::locale();
    let count = stuck.len() as u64;
    let fields = stuck.into_iter().map(|server| named(&server.domain)).collect_view();
    (count > 1).then(|| {
        view! {
            <ActionForm action=act attr:class="border-b border-line px-4 py-3 md:px-5">
                {fields}
                <button class="btn btn-paper btn-sm max-md:h-10" type="submit">
                    {icon(Icon::RefreshCw, "size-4")}
                    {td_string!(locale, delivery.restart_all, count = count, n = number(count))}
                </button>
            </ActionForm>
        }
    })
}

/// A server, since when nothing is delivered, when it answered, and the way back.
#[component]
fn Row(server: StuckDelivery, may: bool, now: Millis, act: ServerAction<RestartDeliveries>) -> impl IntoView {
    let locale = words::locale();
    let when = |at| moment::moment(locale, at, now);
    let name = words::server::name(locale, server.domain.as_str());
    let takes_for = takes_for(locale, &server);
    let restart = may.then(|| {
        let name = name.clone();
        view! {
            <ActionForm action=act>
                {named(&server.domain)}
                <button class="btn btn-paper btn-sm max-md:h-10" type="submit">
                    {icon(Icon::RefreshCw, "size-4")}
                    {td_string!(locale, delivery.restart)}
                    <span class="sr-only">" " {name}</span>
                </button>
            </ActionForm>
        }
    });
    view! {
        <li class="grid items-center gap-x-5 gap-y-1.5 px-4 py-3 md:grid-cols-[minmax(0,1fr)_14rem_14rem_auto] md:px-5">
            <div class="min-w-0 break-words">
                <h2 class="font-semibold">{name}</h2>
                {takes_for.map(|says| view! { <p class="text-[0.9375rem] text-ink-2">{says}</p> })}
            </div>
            <p class="text-[0.9375rem] text-ink-2">{td_string!(locale, delivery.since, when = when(server.since))}</p>
            <p class="text-[0.9375rem] text-ink-2">{td_string!(locale, delivery.answered, when = when(server.answered_at))}</p>
            {restart}
        </li>
    }
}

/// For which servers of another name it takes deliveries; nothing where there are none.
fn takes_for(locale: Locale, server: &StuckDelivery) -> Option<String> {
    let names: Vec<&str> = server.servers.iter().map(Domain::as_str).collect();
    let separator = match locale {
        Locale::en => ", ",
        Locale::ja => "、",
    };
    let names = names.join(separator);
    let more = server.servers_in_all.saturating_sub(server.servers.len() as u64);
    match (names.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(td_string!(locale, delivery.takes_for, names = names)),
        (false, _) => Some(td_string!(locale, delivery.takes_for_more, count = more, names = names, n = number(more))),
    }
}

fn named(domain: &Domain) -> impl IntoView + use<> {
    view! { <input type="hidden" name="servers[]" value=Named::field(domain)/> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inboxes(servers: &[&str], in_all: u64) -> StuckDelivery {
        StuckDelivery {
            domain: "inboxes.example".parse().expect("a name"),
            since: Millis(0),
            answered_at: Millis(0),
            servers: servers.iter().map(|name| name.parse().expect("a name")).collect(),
            servers_in_all: in_all,
        }
    }

    #[test]
    fn a_host_of_inboxes_says_whom_it_concerns() {
        let says = |servers: &[&str], in_all| takes_for(Locale::en, &inboxes(servers, in_all)).unwrap_or_default();
        assert_eq!(says(&[], 0), "");
        assert_eq!(says(&["a.example"], 1), "Takes deliveries for a.example");
        assert_eq!(says(&["a.example", "b.example"], 3), "Takes deliveries for a.example, b.example and 1 more server");
        assert_eq!(says(&["a.example"], 2_001), "Takes deliveries for a.example and 2,000 more servers");
        let japanese = takes_for(Locale::ja, &inboxes(&["a.example", "b.example"], 5)).unwrap_or_default();
        assert_eq!(japanese, "a.example、b.exampleほか3サーバーの配送先");
    }
}
