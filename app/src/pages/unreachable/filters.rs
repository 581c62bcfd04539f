//! What narrows and orders the list: links, and one form that is sent by GET.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::components::Form;

use crate::api::cases::filter::{Advised, Counts, Filter, Order};
use crate::components::icon::{Icon, icon};
use crate::words::quantity::number;
use crate::words::{self, cause};

/// The filters as they stand.
#[component]
pub fn Filters(filter: Filter, counts: Counts) -> impl IntoView {
    let locale = words::locale();
    let plain = Filter { reason: None, page: 0, advice: None, nobody: false, order: filter.order };
    let chip = |to: Filter, picture: Option<Icon>, says: String| {
        let current = (to.advice == filter.advice && to.nobody == filter.nobody).then_some("true");
        view! {
            <a class="gk-chip" href=to.address() aria-current=current>
                {picture.map(|picture| icon(picture, "size-3.5"))}
                {says}
            </a>
        }
    };
    let advised = |advice| Filter { advice: Some(advice), ..plain.clone() };
    let chips = (
        chip(plain.clone(), None, td_string!(locale, queue.all, n = number(counts.all))),
        chip(advised(Advised::Purge), Some(Icon::Trash2), td_string!(locale, queue.f_purge, n = number(counts.purge))),
        chip(advised(Advised::Wait), Some(Icon::Hourglass), td_string!(locale, queue.f_wait, n = number(counts.wait))),
        chip(
            Filter { nobody: true, ..plain.clone() },
            Some(Icon::Users),
            td_string!(locale, queue.f_nobody, n = number(counts.nobody)),
        ),
    );
    let reasons = counts.reasons.into_iter().map(|(reason, n)| {
        let says = format!("{} ({})", cause::short(locale, reason), number(n));
        view! { <option value=reason.as_str() selected=filter.reason == Some(reason)>{says}</option> }
    });
    let reasons = reasons.collect_view();
    let orders = Order::ALL.map(|order| {
        let says = match order {
            Order::Easiest => td_string!(locale, queue.easiest),
            Order::Largest => td_string!(locale, queue.largest),
            Order::Longest => td_string!(locale, queue.longest),
        };
        view! { <option value=order.as_str() selected=filter.order == order>{says}</option> }
    });
    let kept = match filter.advice {
        Some(Advised::Purge) => Some("purge"),
        Some(Advised::Wait) => Some("wait"),
        None => None,
    };
    view! {
        <nav
            class="mb-3 flex items-center gap-2 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-wrap"
            aria-label=td_string!(locale, queue.filters)
        >
            {chips}
        </nav>
        <Form method="GET" action="/unreachable" attr:class="mb-3 flex flex-wrap items-center gap-2">
            {kept.map(|advice| view! { <input type="hidden" name="advice" value=advice/> })}
            {filter.nobody.then(|| view! { <input type="hidden" name="people" value="none"/> })}
            <label class="sr-only" for="reason">{td_string!(locale, queue.reason)}</label>
            <select id="reason" name="reason" class="select select-sm w-48 max-md:w-[calc(50%-0.25rem)]">
                <option value="">{td_string!(locale, queue.any_reason)}</option>
                {reasons}
            </select>
            <label class="sr-only" for="order">{td_string!(locale, queue.order)}</label>
            <select id="order" name="order" class="select select-sm w-48 max-md:w-[calc(50%-0.25rem)]">{orders}</select>
            <button class="btn btn-paper btn-sm max-md:w-full">{td_string!(locale, queue.filter)}</button>
        </Form>
    }
}
