//! The members whom a purge of a server would concern, by name.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Domain;
use model::case::Affected;

use crate::address::{escaped, use_query};
use crate::api::cases::filter::Filter;
use crate::api::cases::members::{MembersPage, read_members};
use crate::components::head::Head;
use crate::components::loaded::Loaded;
use crate::components::pager::Pager;
use crate::words;
use crate::words::quantity::number;

/// The address where the members of a server are told, to whom comes from the list with this query.
#[must_use]
pub fn address(server: &Domain, from: &str) -> String {
    let from = if from.is_empty() { String::new() } else { format!("&from={}", escaped(from)) };
    format!("/unreachable/members?server={}{from}", escaped(server.as_str()))
}

/// Who follows somebody there, or is followed from there.
#[component]
pub fn Members() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let word = |key| query.with(|query| query.get(key).unwrap_or_default().to_owned());
        (Domain::from_database(word("server")), word("after"))
    });
    let page = Resource::new_blocking(move || asked.get(), |(server, after)| read_members(server, after));
    let from =
        Memo::new(move |_| query.with(|query| Filter::from_query(query.get("from").unwrap_or_default()).query()));
    view! { <Loaded data=page view=move |page| show(page, from.get_untracked())/> }
}

fn show(page: MembersPage, from: String) -> impl IntoView {
    let locale = words::locale();
    let MembersPage { server, members, is_later, next, .. } = page;
    let first = address(&server, &from);
    let next = next.map(|name| format!("{first}&after={}", escaped(&name)));
    let list = if members.is_empty() {
        view! { <p class="px-5 py-8 text-center text-ink-2">{td_string!(locale, queue.nobody)}</p> }.into_any()
    } else {
        let rows = members.into_iter().map(|one| view! { <Row one=one/> });
        view! { <ul class="divide-y divide-line">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <Head
            title=td_string!(locale, queue.members_title, server = words::server::name(locale, server.as_str()))
            above=("/unreachable", td_string!(locale, nav.queue))
            from=from
            lead=td_string!(locale, queue.members_lead)
        />
        <section class="gk-sheet max-w-2xl">
            {list}
            <Pager
                first=is_later.then_some(first)
                next=next
                first_says=td_string!(locale, common.previous)
                next_says=td_string!(locale, common.next)
            />
        </section>
    }
}

/// A member, and whom they would lose.
#[component]
fn Row(one: Affected) -> impl IntoView {
    let locale = words::locale();
    let Affected { member, follows, followed } = one;
    let mut ties = Vec::new();
    if follows > 0 {
        ties.push(td_string!(locale, queue.ties_follows, count = follows, n = number(follows)));
    }
    if followed > 0 {
        ties.push(td_string!(locale, queue.ties_followed, count = followed, n = number(followed)));
    }
    view! {
        <li class="flex flex-wrap items-baseline gap-x-5 gap-y-0.5 px-4 py-2.5 md:px-5">
            <h2 class="min-w-0 flex-1 basis-40 break-words font-semibold">"@" {member}</h2>
            <p class="text-[0.9375rem] text-ink-2">{ties.join(" · ")}</p>
        </li>
    }
}
