//! A purge that is large, or that members would notice, is confirmed by typing before it enters the waiting room.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Domain;

use crate::address::{Query, use_query};
use crate::api::cases::decide::{Chosen, ConfirmPurge, PurgeAsked as Asked, read_purge_asked};
use crate::api::cases::filter::Filter;
use crate::api::cases::named::Named;
use crate::components::done::refusals_of_an_old_page;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, line};
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::words::quantity::{number, size};
use crate::words::{self, duration, server};

/// Asks for the name of the server, or for the number of servers. Which are meant is in the address.
#[component]
pub fn PurgeAsked() -> impl IntoView {
    let query = use_query();
    let chosen = Memo::new(move |_| query.with(chosen));
    let from = Memo::new(move |_| query.with(from));
    let act = ServerAction::<ConfirmPurge>::new();
    // Where other servers match by now, they and their number are shown, and confirmed, anew.
    let old = refusals_of_an_old_page(act);
    let page = Resource::new_blocking(move || (chosen.get(), old.get()), |(chosen, _)| read_purge_asked(chosen));
    view! {
        <ActionRefusal value=act.value()/>
        <Loaded data=page view=move |asked| show(asked, from.get_untracked(), act)/>
    }
}

fn chosen(query: &Query) -> Chosen {
    if query.get("all") == Some("yes") {
        return Chosen::Matching(Box::new(Filter::read(query)));
    }
    Chosen::Named(query.all("server").map(|name| Domain::from_database(name.to_owned())).collect())
}

/// The list that one came from.
fn from(query: &Query) -> Filter {
    match query.get("from") {
        Some(from) => Filter::from_query(from),
        None => Filter::read(query),
    }
}

fn show(asked: Asked, from: Filter, act: ServerAction<ConfirmPurge>) -> impl IntoView {
    let locale = words::locale();
    let Asked { chosen, named, servers, impact, exact, phrase, mark, wait_ms } = asked;
    let title = match named.as_slice() {
        [one] if servers == 1 => td_string!(locale, queue.ask_one, server = server::name(locale, one.as_str())),
        _ => td_string!(locale, queue.ask_many, n = number(servers)),
    };
    let by_name = servers == 1 && named.first().is_some_and(|one| one.as_str() == phrase);
    let ask = match by_name {
        true => td_string!(locale, queue.ask_name, phrase = phrase),
        false => td_string!(locale, queue.ask_number, phrase = phrase),
    };
    let counted = if exact { td_string!(locale, queue.ask_exact) } else { td_string!(locale, queue.ask_stored) };
    let mut stored = vec![
        line(td_string!(locale, queue.stored_accounts), number(impact.accounts)),
        line(td_string!(locale, queue.media), size(locale, impact.media)),
    ];
    let mut noticed = vec![line(td_string!(locale, queue.ask_members), number(impact.members_following))];
    if exact {
        stored.insert(1, line(td_string!(locale, queue.posts), number(impact.statuses)));
        stored.extend(words::impact::media(locale, &impact));
        noticed.push(line(td_string!(locale, queue.ask_followers), number(impact.followers_there)));
        noticed.extend(words::impact::kept(locale, &impact));
    }
    let names = (servers > 1).then(|| {
        let rest = servers.saturating_sub(named.len() as u64);
        let names = named
            .iter()
            .map(|domain| view! { <li class="break-words font-semibold">{server::name(locale, domain.as_str())}</li> });
        view! {
            <ul class="mb-3 gap-x-6 sm:columns-2">{names.collect_view()}</ul>
            {(rest > 0).then(|| {
                let rest = td_string!(locale, waiting.more_names, count = rest, n = number(rest));
                view! { <p class="mb-3 text-ink-2">{rest}</p> }
            })}
        }
    });
    let (query, list) = (from.query(), from.address());
    view! {
        <Head
            title=title
            above=("/unreachable", td_string!(locale, nav.queue))
            from=query.clone()
            lead=lead(locale, wait_ms)
        />
        <section class="max-w-xl rounded-box border border-clay-line bg-base-100 p-5">
            {names}
            <Ledger lines=stored/>
            <div class="mt-4">
                <Ledger lines=noticed/>
            </div>
            <p class="mt-1 text-sm text-ink-3">{counted}</p>
            <ActionForm action=act attr:class="mt-4">
                {meant(&chosen)}
                <input type="hidden" name="from" value=query/>
                <input type="hidden" name="mark" value=mark/>
                <label class="block font-semibold" for="typed">{ask}</label>
                <input
                    id="typed"
                    name="typed"
                    type="text"
                    class="input mt-1.5 w-full max-w-md"
                    required
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                />
                <div class="mt-3 flex flex-wrap gap-2">
                    <button class="btn btn-error" type="submit">
                        {icon(Icon::Trash2, "size-4")}
                        {td_string!(locale, queue.ask_do)}
                    </button>
                    <a class="btn btn-paper" href=list>{td_string!(locale, queue.ask_leave)}</a>
                </div>
            </ActionForm>
        </section>
    }
}

/// Why it is asked, and what follows.
fn lead(locale: Locale, wait_ms: i64) -> String {
    let then = if wait_ms > 0 {
        td_string!(locale, queue.ask_then, wait = duration::wait(locale, wait_ms))
    } else {
        td_string!(locale, queue.ask_at_once).to_owned()
    };
    words::sentences(locale, [td_string!(locale, queue.ask_why).to_owned(), then])
}

/// The fields that say which servers are meant.
fn meant(chosen: &Chosen) -> AnyView {
    match chosen {
        Chosen::Named(domains) => domains
            .iter()
            .map(|domain| view! { <input type="hidden" name="servers[]" value=Named::field(domain)/> })
            .collect_view()
            .into_any(),
        Chosen::Matching(filter) => view! { <input type="hidden" name="all" value=filter.query()/> }.into_any(),
    }
}
