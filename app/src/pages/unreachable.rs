//! The servers that don't answer, waiting for a decision.

pub mod bulk;
pub mod deciding;
pub mod detail;
pub mod filters;
pub mod list;
pub mod row;
pub mod tick_all;
pub mod told;
pub mod watched;

use leptos::html::Div;
use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Domain;

use crate::address::use_query;
use crate::api::cases::decide::DecideCases;
use crate::api::cases::filter::Filter;
use crate::api::cases::waiting::UndoPurge;
use crate::api::cases::{QueuePage, read_queue};
use crate::components::done::{changes, on_rise, successes};
use crate::components::edits::Edits;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::logo::gate;
use crate::components::refusal::ActionRefusal;
use crate::words::quantity::number;
use crate::words::{self, purge as purge_words};
use filters::Filters;
use list::List;
use told::Told;
use watched::Watched;

/// The list of unreachable servers. Filters, order, page and the open row are in the address.
#[component]
pub fn Unreachable() -> impl IntoView {
    let query = use_query();
    let (decide, undo) = (ServerAction::<DecideCases>::new(), ServerAction::<UndoPurge>::new());
    // What is ticked stays so while the list is read again.
    let ticked = RwSignal::new(Vec::<Domain>::new());
    let answer = NodeRef::<Div>::new();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let server = |key| query.get(key).map(ToOwned::to_owned);
            (Filter::read(query), server("open"), server("purged"))
        })
    });
    let asked_for = Memo::new(move |_| asked.with(|(filter, ..)| filter.clone()));
    let edits = Edits::of(asked_for);
    // What was just decided changes the list.
    let changed = (changes(decide), changes(undo));
    let page = Resource::new_blocking(
        move || (asked.get(), changed.0.get(), changed.1.get()),
        |((filter, open, purged), ..)| async move {
            read_queue(filter.clone(), open.clone(), purged).await.map(|page| (filter, open, page))
        },
    );
    // The button that was pressed goes with its row; whoever pressed it stands before the answer then, and not before another button.
    // The answer stands beside what is loaded, which loses the focus when it is loaded again.
    let to_the_answer = move || {
        if let Some(answer) = answer.get_untracked() {
            // Where it can't take the focus it is read out all the same.
            let _ = answer.focus();
        }
    };
    on_rise(successes(decide), to_the_answer);
    on_rise(successes(undo), to_the_answer);
    view! {
        <ActionRefusal value=decide.value()/>
        <ActionRefusal value=undo.value()/>
        <div tabindex="-1" node_ref=answer>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    let (filter, _, QueuePage { ordered, now, .. }) = page.await.ok()?;
                    Some(view! { <Told ordered=ordered undo=undo from=filter.query() now=now/> })
                })}
            </Transition>
        </div>
        <Loaded data=page view=move |(filter, open, page)| show((filter, asked_for, edits), open, page, decide, ticked)/>
    }
}

fn show(
    (filter, asked, edits): (Filter, Memo<Filter>, Edits),
    open: Option<String>,
    page: QueuePage,
    decide: ServerAction<DecideCases>,
    ticked: RwSignal<Vec<Domain>>,
) -> impl IntoView {
    let locale = words::locale();
    let all = page.counts.all;
    let lead = if all == 0 {
        String::new()
    } else {
        let decide = td_string!(locale, queue.lead, count = all, n = number(all));
        words::sentences(locale, [decide, purge_words::undo(locale, page.wait_ms)])
    };
    let (now, watched, watched_in_all, stuck) = (page.now, page.watched.clone(), page.watched_in_all, page.stuck);
    let body = if all == 0 && watched_in_all == 0 && page.unsettled == 0 {
        view! { <AllGreen/> }.into_any()
    } else if all == 0 {
        view! { <Quiet/> }.into_any()
    } else {
        let counts = page.counts.clone();
        let list = if page.cases.is_empty() {
            view! { <NoMatch/> }.into_any()
        } else {
            view! { <List filter=filter.clone() open=open page=page decide=decide ticked=ticked/> }.into_any()
        };
        view! {
            <Filters filter=filter counts=counts asked=asked edits=edits/>
            {list}
        }
        .into_any()
    };
    view! {
        <Head title=td_string!(locale, queue.title) lead=lead/>
        {body}
        {(watched_in_all > 0).then(|| view! { <Watched servers=watched in_all=watched_in_all now=now/> })}
        <Around stuck=stuck/>
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
