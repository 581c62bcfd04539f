//! The servers that don't answer, waiting for a decision. One form holds the whole list: a row's button decides about its
//! server, the bar's buttons about the ticked ones.

pub mod bulk;
pub mod detail;
pub mod filters;
pub mod row;
pub mod told;
pub mod watched;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::{Case, Domain, Millis, Permission};

use crate::api::cases::filter::{Filter, PER_PAGE};
use crate::api::cases::{DecideCases, QueuePage, UndoPurge, read_queue};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::logo::gate;
use crate::components::pager::Pager;
use crate::components::refusal::ActionRefusal;
use crate::words::quantity::number;
use crate::words::{self, role};
use bulk::BulkBar;
use filters::Filters;
use row::{COLUMNS, Row};
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
            read_queue(filter.clone(), purged).await.map(|page| (filter, open, page))
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
    let QueuePage { operator, cases, matching, counts, watched, watched_in_all, ordered, now } = page;
    let all = counts.all;
    let lead = if all == 0 { String::new() } else { td_string!(locale, queue.lead, count = all, n = number(all)) };
    let body = if all == 0 && watched_in_all == 0 {
        view! { <AllGreen/> }.into_any()
    } else if all == 0 {
        view! { <Quiet/> }.into_any()
    } else {
        let may = operator.role.may(Permission::Decide);
        let list = if cases.is_empty() {
            view! { <NoMatch/> }.into_any()
        } else {
            view! {
                <List filter=filter.clone() open=open cases=cases matching=matching may=may decide=decide now=now/>
            }
            .into_any()
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
    }
}

/// The form around the rows.
#[component]
fn List(
    filter: Filter,
    /// The server whose row is open.
    open: Option<String>,
    cases: Vec<Case>,
    /// How many match the filter, on all pages.
    matching: u64,
    may: bool,
    decide: ServerAction<DecideCases>,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let ticked = RwSignal::new(Vec::<Domain>::new());
    let rows = cases.iter().map(|case| {
        let open = open.as_deref() == Some(case.domain.as_str());
        view! { <Row case=case.clone() filter=filter.clone() open=open may=may ticked=ticked now=now/> }
    });
    let rows = rows.collect_view();
    let from = PER_PAGE as u64 * u64::from(filter.page);
    let to = from + cases.len() as u64;
    let range = td_string!(locale, queue.range, from = number(from + 1), to = number(to), all = number(matching));
    let next = (to < matching).then(|| Filter { page: filter.page + 1, ..filter.clone() }.address());
    let first = (from > 0).then(|| Filter { page: filter.page - 1, ..filter }.address());
    view! {
        <ActionRefusal value=decide.value()/>
        {(!may).then(|| view! { <p class="mb-3 text-sm text-ink-2">{role::refusal(locale, Permission::Decide)}</p> })}
        <ActionForm action=decide attr:class="group">
            <h2 class="sr-only">{td_string!(locale, queue.heading)}</h2>
            <section class="gk-sheet">
                <div class=format!("{COLUMNS} !hidden border-b border-line px-5 py-2 text-sm font-semibold text-ink-2 lg:!grid")>
                    <span></span>
                    <span>{td_string!(locale, queue.col_server)}</span>
                    <span>{td_string!(locale, queue.col_checks)}</span>
                    <span>{td_string!(locale, queue.col_people)}</span>
                    <span class="text-right">{td_string!(locale, queue.col_stored)}</span>
                    <span></span>
                </div>
                <ul>{rows}</ul>
                <Pager
                    first=first
                    next=next
                    first_says=td_string!(locale, common.previous)
                    next_says=td_string!(locale, common.next)
                    range=range
                />
            </section>
            {may.then(|| view! { <BulkBar cases=cases ticked=ticked/> })}
        </ActionForm>
        <p class="mt-4 text-sm text-ink-2">
            {td_string!(locale, queue.by_itself)} " "
            <a class="gk-link" href="/waiting-room">{td_string!(locale, overview.open_waiting)}</a>
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
            <p class="mt-5 flex flex-wrap justify-center gap-2">
                <a class="btn btn-paper" href="/waiting-room">{td_string!(locale, overview.open_waiting)}</a>
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
