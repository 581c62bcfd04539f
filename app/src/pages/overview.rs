//! The first page: what needs a decision, what happened, what comes next.

pub mod job_card;
pub mod lately;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::overview::Totals;
use model::{Millis, Series};

use crate::api::cases::waiting::Waiting;
use crate::api::overview::{OverviewPage, read_overview};
use crate::components::chart::bars::{Bars, Key};
use crate::components::chart::table::WeekTable;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, line};
use crate::components::loaded::Loaded;
use crate::jobs::purge_domain;
use crate::words::quantity::{number, size};
use crate::words::{self, duration, moment};
use job_card::JobCard;
use lately::Lately;

/// The overview.
#[component]
pub fn Overview() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| read_overview());
    view! { <Loaded data=page view=show/> }
}

fn show(page: OverviewPage) -> impl IntoView {
    let locale = words::locale();
    let OverviewPage { operator, cases, waiting, jobs, totals, reclaimed, lately, now } = page;
    let when = moment::full(locale, now);
    let lead = match cases {
        0 => td_string!(locale, overview.ok, when = when),
        _ => td_string!(locale, overview.when, when = when),
    };
    let cards = jobs.into_iter().map(|card| view! { <JobCard card=card now=now/> }).collect_view();
    view! {
        <Head title=td_string!(locale, overview.hello, name = operator.name) lead=lead/>
        {(cases > 0).then(|| view! { <Ask cases=cases/> })}
        <div class="grid gap-4 lg:grid-cols-2">{cards}</div>
        <div class="mt-4 grid gap-4 lg:grid-cols-5">
            <Freed reclaimed=reclaimed/>
            <div class="flex flex-col gap-4 lg:col-span-2">
                <LookAfter totals=totals/>
                <InWaiting waiting=waiting now=now/>
            </div>
        </div>
        <Lately runs=lately now=now/>
    }
}

/// The question that waits for an answer.
#[component]
fn Ask(cases: u64) -> impl IntoView {
    let locale = words::locale();
    let n = number(cases);
    view! {
        <div class="gk-banner gk-banner-amber mb-5">
            {icon(Icon::Unplug, "size-6")}
            <div class="flex-1">
                <h2 class="gk-h3">{td_string!(locale, overview.ask, count = cases, n = n.clone())}</h2>
                <p class="mt-0.5 text-ink-2">{td_string!(locale, overview.ask_why)}</p>
            </div>
            <a class="btn btn-warning" href="/unreachable">
                {td_string!(locale, overview.review, count = cases, n = n)}
            </a>
        </div>
    }
}

/// The chart of storage freed, with its sum, its key and its table.
#[component]
fn Freed(reclaimed: Series) -> impl IntoView {
    let locale = words::locale();
    let weeks = reclaimed.weeks.len() as u64;
    let total = size(locale, reclaimed.total());
    let (figure, unit) =
        total.split_once(' ').map_or((total.clone(), None), |(a, b)| (a.to_owned(), Some(b.to_owned())));
    let empty = reclaimed.total() == model::Bytes::ZERO;
    view! {
        <section class="gk-sheet lg:col-span-3">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, overview.freed)}</h2>
                <a class="gk-link text-sm font-semibold" href="/history">{td_string!(locale, overview.open_history)}</a>
            </div>
            <div class="gk-pad">
                <p class="text-sm text-ink-2">{td_string!(locale, overview.weeks, count = weeks, n = weeks)}</p>
                <p class="gk-figure mb-4 mt-0.5">{figure}{unit.map(|unit| view! { <span class="gk-unit">{unit}</span> })}</p>
                {if empty {
                    view! { <p class="text-ink-2">{td_string!(locale, overview.nothing_freed)}</p> }.into_any()
                } else {
                    view! {
                        <Bars series=reclaimed.clone()/>
                        <div class="mt-4">
                            <Key series=reclaimed.clone()/>
                        </div>
                        <div class="mt-3">
                            <WeekTable series=reclaimed/>
                        </div>
                    }
                        .into_any()
                }}
            </div>
        </section>
    }
}

/// What Mastodon holds of other servers.
#[component]
fn LookAfter(totals: Option<Totals>) -> impl IntoView {
    let locale = words::locale();
    let body = match totals {
        Some(totals) => view! {
            <Ledger lines=vec![
                line(td_string!(locale, overview.copied), number(totals.accounts)),
                line(td_string!(locale, overview.servers), number(totals.servers)),
                line(td_string!(locale, overview.saved), number(totals.pictures)),
                line(td_string!(locale, overview.saved_size), size(locale, totals.picture_bytes)),
            ]/>
        }
        .into_any(),
        None => view! { <p class="text-ink-2">{td_string!(locale, overview.no_totals)}</p> }.into_any(),
    };
    view! {
        <section class="gk-sheet gk-pad">
            <h2 class="gk-h2 mb-2">{td_string!(locale, overview.lookafter)}</h2>
            {body}
        </section>
    }
}

/// The purges that wait, soonest first.
#[component]
fn InWaiting(waiting: Vec<Waiting>, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let empty = waiting.is_empty().then(|| {
        view! { <p class="gk-pad text-[0.9375rem] text-ink-2">{td_string!(locale, waiting.empty_first)}</p> }
    });
    let rows = waiting.into_iter().take(5).map(|purge| {
        let left = duration::duration(locale, purge.due_at.0 - now.0);
        view! {
            <li class="px-4 py-2 md:px-5">
                <b class="block font-semibold leading-snug">{purge_domain::servers(locale, &purge.domains)}</b>
                <span class="text-sm text-clay-ink">{td_string!(locale, waiting.purges_in, time = left)}</span>
            </li>
        }
    });
    view! {
        <section class="gk-sheet flex-1">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, overview.waiting)}</h2>
                <a class="gk-link text-sm font-semibold" href="/waiting-room">
                    {td_string!(locale, overview.open_waiting)}
                </a>
            </div>
            {empty}
            <ul class="divide-y divide-line">{rows.collect_view()}</ul>
        </section>
    }
}
