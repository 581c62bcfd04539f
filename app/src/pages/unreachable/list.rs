//! The list itself. One form holds it: a row's button decides about its server, the bar's buttons about the ticked ones.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::web_sys::Element;
use leptos_i18n::td_string;
use model::{Domain, Permission};

use super::bulk::BulkBar;
use super::deciding::DayForm;
use super::detail::Heard;
use super::row::{COLUMNS, Row};
use super::tick_all::TickAll;
use crate::api::cases::QueuePage;
use crate::api::cases::decide::DecideCases;
use crate::api::cases::filter::Filter;
use crate::components::pager::Pager;
use crate::words::quantity::number;
use crate::words::{self, role};

/// The form around the rows.
#[component]
pub fn List(
    filter: Filter,
    /// The server whose row is open.
    open: Option<String>,
    page: QueuePage,
    decide: ServerAction<DecideCases>,
    /// The ticked servers.
    ticked: RwSignal<Vec<Domain>>,
) -> impl IntoView {
    let locale = words::locale();
    let QueuePage {
        operator, cases, matching, before, previous, next, sum, failed_days, answers, wait_ms, now, ..
    } = page;
    let may = operator.role.may(Permission::Decide);
    let shown: Vec<Domain> = cases.iter().map(|case| case.domain.clone()).collect();
    // What stands on another page, or was decided about, is ticked no more.
    Effect::new({
        let shown = shown.clone();
        move |_| ticked.update(|ticked| ticked.retain(|domain| shown.contains(domain)))
    });
    let opened = shown.into_iter().find(|domain| open.as_deref() == Some(domain.as_str()));
    let query = filter.query();
    let day = opened.clone().filter(|_| may);
    let day = day.map(|domain| view! { <DayForm domain=domain from=query.clone() decide=decide/> });
    let (from, to) = (number(before + 1), number(before + cases.len() as u64));
    let range = td_string!(locale, queue.range, from = from, to = to, all = number(matching));
    let turn = |turn| filter.turned(Some(turn)).address();
    let (previous, next) = (previous.map(turn), next.map(turn));
    let rows = cases.clone();
    // By name, and made anew with each list: a row never takes over the button that was pressed in another.
    let row = move |case: model::Case| {
        let open = opened.as_ref() == Some(&case.domain);
        view! {
            <Row
                case=case
                filter=filter.clone()
                open=open
                heard=Heard { failed_days, answers: if open { answers.clone() } else { Vec::new() } }
                may=may
                ticked=ticked
                wait_ms=wait_ms
                now=now
            />
        }
    };
    view! {
        {(!may).then(|| view! { <p class="mb-3 text-sm text-ink-2">{role::refusal(locale, Permission::Decide)}</p> })}
        <div inert=move || decide.pending().get() on:click=only_once>
            <ActionForm action=decide attr:class="group">
                <NoDefault/>
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
                    <ul>
                        <For each=move || rows.clone() key=|case| case.domain.clone() children=row/>
                    </ul>
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
            {day}
        </div>
        <p class="mt-4 text-sm text-ink-2">{td_string!(locale, queue.by_itself)}</p>
    }
}

/// What Enter on a ticked box presses: the first button of a form. It does nothing, with JavaScript and without, for its method closes the
/// dialog around it and there is none; a disabled button would be passed over for the first row's.
#[component]
fn NoDefault() -> impl IntoView {
    view! { <button type="submit" formmethod="dialog" hidden on:click=|press| press.prevent_default()></button> }
}

/// Ignores the second press of a double-click on a button: by then another server may stand under the pointer.
fn only_once(press: MouseEvent) {
    let on_button = || event_target::<Element>(&press).closest("button").is_ok_and(|button| button.is_some());
    if press.detail() > 1 && on_button() {
        press.prevent_default();
    }
}
