//! The servers that don't answer, waiting for a decision. One form holds the whole list: a row's button decides about its
//! server, the bar's buttons about the ticked ones.

pub mod bulk;
pub mod deciding;
pub mod detail;
pub mod filters;
pub mod row;
pub mod tick_all;
pub mod told;
pub mod watched;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::{Domain, Permission};

use crate::api::cases::decide::DecideCases;
use crate::api::cases::filter::Filter;
use crate::api::cases::waiting::UndoPurge;
use crate::api::cases::{QueuePage, read_queue};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::logo::gate;
use crate::components::pager::Pager;
use crate::components::refusal::ActionRefusal;
use crate::words::quantity::number;
use crate::words::{self, purge as purge_words, role};
use bulk::BulkBar;
use detail::Heard;
use filters::Filters;
use row::{COLUMNS, Row};
use tick_all::TickAll;
use told::Told;
use watched::Watched;

/// The list of unreachable servers. Filters, order, page and the open row are in the address.
#[component]
pub fn Unreachable() -> impl IntoView {
    let query = use_query_map();
    let (decide, undo) = (ServerAction::<DecideCases>::new(), ServerAction::<UndoPurge>::new());
    let asked = Memo::new(move |_| query.with(|query| (Filter::read(query), query.get("open"), query.get("purged"))));
    // What was just decided changes the list.
    let done = (successes(decide), successes(undo));
    let changed = move || (done.0.get(), done.1.get());
    let page = Resource::new_blocking(
        move || (asked.get(), changed()),
        |((filter, open, purged), _)| async move {
            read_queue(filter.clone(), open.clone(), purged).await.map(|page| (filter, open, page))
        },
    );
    view! { <Loaded data=page view=move |(filter, open, page)| show(filter, open, page, decide, undo)/> }
}

fn show(
    filter: Filter,
    open: Option<String>,
    page: QueuePage,
    decide: ServerAction<DecideCases>,
    undo: ServerAction<UndoPurge>,
) -> impl IntoView {
    let locale = words::locale();
    let all = page.counts.all;
    let lead = if all == 0 {
        String::new()
    } else {
        let decide = td_string!(locale, queue.lead, count = all, n = number(all));
        words::sentences(locale, [decide, purge_words::undo(locale, page.wait_ms)])
    };
    let (now, ordered, watched, watched_in_all, stuck) =
        (page.now, page.ordered.clone(), page.watched.clone(), page.watched_in_all, page.stuck);
    let body = if all == 0 && watched_in_all == 0 {
        view! { <AllGreen/> }.into_any()
    } else if all == 0 {
        view! { <Quiet/> }.into_any()
    } else {
        let counts = page.counts.clone();
        let list = if page.cases.is_empty() {
            view! { <NoMatch/> }.into_any()
        } else {
            view! { <List filter=filter.clone() open=open page=page decide=decide/> }.into_any()
        };
        view! {
            <Filters filter=filter counts=counts/>
            {list}
        }
        .into_any()
    };
    view! {
        <Told ordered=ordered undo=undo now=now/>
        <Head title=td_string!(locale, queue.title) lead=lead/>
        {body}
        {(watched_in_all > 0).then(|| view! { <Watched servers=watched in_all=watched_in_all now=now/> })}
        <Around stuck=stuck/>
    }
}

/// The form around the rows.
#[component]
fn List(
    filter: Filter,
    /// The server whose row is open.
    open: Option<String>,
    page: QueuePage,
    decide: ServerAction<DecideCases>,
) -> impl IntoView {
    let locale = words::locale();
    let QueuePage {
        operator, cases, matching, before, previous, next, sum, failed_days, answers, wait_ms, now, ..
    } = page;
    let may = operator.role.may(Permission::Decide);
    let ticked = RwSignal::new(Vec::<Domain>::new());
    let rows = cases.iter().map(|case| {
        let open = open.as_deref() == Some(case.domain.as_str());
        view! {
            <Row
                case=case.clone()
                filter=filter.clone()
                open=open
                heard=Heard { failed_days, answers: if open { answers.clone() } else { Vec::new() } }
                may=may
                ticked=ticked
                wait_ms=wait_ms
                now=now
            />
        }
    });
    let rows = rows.collect_view();
    let (from, to) = (number(before + 1), number(before + cases.len() as u64));
    let range = td_string!(locale, queue.range, from = from, to = to, all = number(matching));
    let turn = |turn| filter.turned(Some(turn)).address();
    let (previous, next) = (previous.map(turn), next.map(turn));
    let query = filter.query();
    view! {
        <ActionRefusal value=decide.value()/>
        {(!may).then(|| view! { <p class="mb-3 text-sm text-ink-2">{role::refusal(locale, Permission::Decide)}</p> })}
        <ActionForm action=decide attr:class="group">
            <input type="hidden" name="from" value=query/>
            <input type="hidden" name="mark" value=sum.map(|sum| sum.mark())/>
            <h2 class="sr-only">{td_string!(locale, queue.heading)}</h2>
            <section class="gk-sheet">
                <div class=format!("{COLUMNS} !hidden border-b border-line px-5 py-2 text-sm font-semibold text-ink-2 lg:!grid")>
                    <span>{may.then(|| view! { <TickAll cases=cases.clone() ticked=ticked/> })}</span>
                    <span>{td_string!(locale, queue.col_server)}</span>
                    <span>{td_string!(locale, queue.col_checks)}</span>
                    <span>{td_string!(locale, queue.col_people)}</span>
                    <span class="text-right">{td_string!(locale, queue.col_stored)}</span>
                    <span></span>
                </div>
                <ul>{rows}</ul>
                <Pager
                    first=previous
                    next=next
                    first_says=td_string!(locale, common.previous)
                    next_says=td_string!(locale, common.next)
                    range=range
                />
            </section>
            {may.then(|| view! { <BulkBar cases=cases ticked=ticked in_all=sum/> })}
        </ActionForm>
        <p class="mt-4 text-sm text-ink-2">{td_string!(locale, queue.by_itself)}</p>
    }
}

/// The pages around the list.
#[component]
fn Around(
    /// Servers whose deliveries are stuck.
    stuck: u64,
) -> impl IntoView {
    let locale = words::locale();
    let deliveries = match stuck {
        0 => td_string!(locale, delivery.link).to_owned(),
        n => td_string!(locale, delivery.link_n, n = number(n)),
    };
    view! {
        <p class="mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
            <a class="gk-link" href="/waiting-room">{td_string!(locale, overview.open_waiting)}</a>
            <a class="gk-link" href="/unreachable/decided">{td_string!(locale, queue.decided_link)}</a>
            <a class="gk-link" href="/unreachable/deliveries">{deliveries}</a>
            <a class="gk-link" href="/unreachable/import">{td_string!(locale, import.link)}</a>
        </p>
    }
}

/// Nothing waits for a decision.
#[component]
fn AllGreen() -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet !border-moss-line !bg-moss-tint px-5 py-12 text-center">
            {gate()} <h2 class="mt-6 font-serif text-2xl font-semibold text-moss-ink">{td_string!(locale, queue.green)}</h2>
            <p class="mx-auto mt-2 max-w-[46ch] text-ink-2">{td_string!(locale, queue.green_why)}</p>
            <p class="mt-5">
                <a class="btn btn-paper" href="/history">{td_string!(locale, overview.open_history)}</a>
            </p>
        </section>
    }
}

/// Nothing waits for a decision, but not everything is well.
#[component]
fn Quiet() -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet px-5 py-8 text-center">
            <h2 class="font-serif text-xl font-semibold">{td_string!(locale, queue.quiet)}</h2>
            <p class="mx-auto mt-2 max-w-[46ch] text-ink-2">{td_string!(locale, queue.quiet_why)}</p>
        </section>
    }
}

/// The filters leave nothing.
#[component]
fn NoMatch() -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet px-5 py-10 text-center">
            {icon(Icon::Funnel, "mx-auto size-8 text-ink-3")}
            <h2 class="mt-2 font-semibold">{td_string!(locale, queue.no_match)}</h2>
            <p class="mt-3">
                <a class="btn btn-paper btn-sm" href="/unreachable">{td_string!(locale, queue.no_match_clear)}</a>
            </p>
        </section>
    }
}
