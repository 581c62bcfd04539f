//! What narrows and orders the list: links, and one form that is sent by GET.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::components::Form;
use model::Bytes;
use model::case::{Advised, CaseCounts, CaseFilter, NAME_LENGTH, Order, People};

use crate::api::cases::filter::Filter;
use crate::components::edits::Edits;
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words::quantity::{number, size};
use crate::words::{self, cause, standing};

/// Sizes that are offered, in megabytes.
const SIZES: [u64; 4] = [10, 100, 1_000, 10_000];
/// Days of silence that are offered.
const DAYS: [u32; 4] = [30, 90, 180, 365];

/// The filters as they stand.
#[component]
pub fn Filters(
    filter: Filter,
    counts: CaseCounts,
    /// What is asked for by now.
    asked: Memo<Filter>,
    edits: Edits,
) -> impl IntoView {
    let locale = words::locale();
    let fields = Fields { asked, edits };
    let chips = chips(locale, &filter, &counts);
    let kept = filter.cases.advice.map(Advised::as_str);
    let states = counts.states.iter().map(|(state, n)| {
        let says = format!("{} ({})", standing::word(locale, *state), number(*n));
        let state = *state;
        fields.option("state", state.as_str().to_owned(), says, move |asked| asked.cases.state == Some(state))
    });
    let states = states.collect_view();
    let orders = Order::ALL.map(|order| {
        let says = match order {
            Order::Easiest => td_string!(locale, queue.easiest),
            Order::Largest => td_string!(locale, queue.largest),
            Order::Longest => td_string!(locale, queue.longest),
        };
        fields.option("order", order.as_str().to_owned(), says.to_owned(), move |asked| asked.order == order)
    });
    view! {
        <nav
            class="mb-3 flex items-center gap-2 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-wrap"
            aria-label=td_string!(locale, queue.filters)
        >
            {chips}
        </nav>
        <Form method="GET" action="/unreachable" attr:class="mb-3">
            {kept.map(|advice| view! { <input type="hidden" name="advice" value=advice/> })}
            <div class="flex flex-wrap items-center gap-2">
                <label class="sr-only" for="name">{td_string!(locale, queue.f_name)}</label>
                <input
                    id="name"
                    name="name"
                    type="search"
                    class="input input-sm w-48 max-md:w-full"
                    value=filter.cases.name.clone()
                    prop:value=move || edits.value("name", asked.with(|asked| asked.cases.name.clone()))
                    on:input:target=move |event| edits.note("name", event.target().value())
                    placeholder=td_string!(locale, queue.f_name_hint)
                    maxlength=NAME_LENGTH
                    autocapitalize="off"
                    autocomplete="off"
                    spellcheck="false"
                />
                {fields.select("state", td_string!(locale, queue.f_state), td_string!(locale, queue.any_state), states.into_any())}
                <label class="sr-only" for="order">{td_string!(locale, queue.order)}</label>
                <select
                    id="order"
                    name="order"
                    class="select select-sm w-48 max-md:w-[calc(50%-0.25rem)]"
                    on:change:target=move |event| edits.note("order", event.target().value())
                >
                    {orders}
                </select>
                <button class="btn btn-paper btn-sm max-md:w-full">{td_string!(locale, queue.filter)}</button>
            </div>
            {more(locale, &filter.cases, &counts, fields)}
        </Form>
    }
}

/// The commonest filters as links, each with its number.
fn chips(locale: Locale, filter: &Filter, counts: &CaseCounts) -> impl IntoView + use<> {
    let plain = Filter { order: filter.order, ..Filter::default() };
    let with = |cases: CaseFilter| Filter { cases, ..plain.clone() };
    let advised = |advice| with(CaseFilter { advice: Some(advice), ..CaseFilter::default() });
    let nobody = with(CaseFilter { people: Some(People::Nobody), ..CaseFilter::default() });
    let chip = |to: Filter, picture: Option<Icon>, says: String| {
        let current = (to.cases == filter.cases).then_some("true");
        view! {
            <a class="gk-chip" href=to.address() aria-current=current>
                {picture.map(|picture| icon(picture, "size-3.5"))}
                {says}
            </a>
        }
    };
    let (purge, wait) = (number(counts.purge), number(counts.wait));
    // Hardly ever: shown where there are any, and to whom looks at them.
    let unfollow = (counts.unfollow > 0 || filter.cases.advice == Some(Advised::Unfollow)).then(|| {
        let says = td_string!(locale, queue.f_unfollow, n = number(counts.unfollow));
        chip(advised(Advised::Unfollow), Some(Icon::TriangleAlert), says)
    });
    (
        chip(plain.clone(), None, td_string!(locale, queue.all, n = number(counts.all))),
        chip(advised(Advised::Purge), Some(Icon::Trash2), td_string!(locale, queue.f_purge, n = purge)),
        chip(advised(Advised::Wait), Some(Icon::Hourglass), td_string!(locale, queue.f_wait, n = wait)),
        unfollow,
        chip(nobody, Some(Icon::Users), td_string!(locale, queue.f_nobody, n = number(counts.nobody))),
    )
}

/// The rarer filters, folded unless one of them is in use.
fn more(locale: Locale, filter: &CaseFilter, counts: &CaseCounts, fields: Fields) -> impl IntoView + use<> {
    let used =
        filter.reason.is_some() || filter.people.is_some() || filter.stored > Bytes::ZERO || filter.silent_days > 0;
    let reasons = counts.reasons.iter().map(|(reason, n)| {
        let says = format!("{} ({})", cause::short(locale, *reason), number(*n));
        let reason = *reason;
        fields.option("reason", reason.as_str().to_owned(), says, move |asked| asked.cases.reason == Some(reason))
    });
    let reasons = reasons.collect_view();
    let people = [
        ("none", People::Nobody, td_string!(locale, queue.people_none)),
        ("some", People::Somebody, td_string!(locale, queue.people_some)),
    ];
    let people = people.map(|(word, people, says)| {
        fields.option("people", word.to_owned(), says.to_owned(), move |asked| asked.cases.people == Some(people))
    });
    let sizes = SIZES.map(|mb| {
        let bytes = Bytes(mb * 1_000_000);
        let says = td_string!(locale, queue.size_from, size = size(locale, bytes));
        fields.option("mb", mb.to_string(), says.to_owned(), move |asked| asked.cases.stored == bytes)
    });
    let days = DAYS.map(|days| {
        let says = td_string!(locale, queue.silent_from, count = days, n = days);
        fields.option("days", days.to_string(), says, move |asked| asked.cases.silent_days == days)
    });
    view! {
        <details class="mt-2" open=used>
            <summary class="gk-link w-fit cursor-pointer py-1 text-sm">{td_string!(locale, queue.more_filters)}</summary>
            <div class="mt-2 flex flex-wrap items-center gap-2">
                {fields.select("reason", td_string!(locale, queue.reason), td_string!(locale, queue.any_reason), reasons.into_any())}
                {fields.select("people", td_string!(locale, queue.f_people), td_string!(locale, queue.any_people), people.into_any())}
                {fields.select("mb", td_string!(locale, queue.f_size), td_string!(locale, queue.any_size), sizes.into_any())}
                {fields.select("days", td_string!(locale, queue.f_silent), td_string!(locale, queue.any_silent), days.into_any())}
            </div>
        </details>
    }
}

/// What fills the fields of the form.
#[derive(Clone, Copy)]
struct Fields {
    asked: Memo<Filter>,
    edits: Edits,
}

impl Fields {
    /// A select with a choice that filters nothing.
    fn select(self, name: &'static str, label: &'static str, any: &'static str, options: AnyView) -> impl IntoView {
        view! {
            <label class="sr-only" for=name>{label}</label>
            <select
                id=name
                name=name
                class="select select-sm w-48 max-md:w-[calc(50%-0.25rem)]"
                on:change:target=move |event| self.edits.note(name, event.target().value())
            >
                <option value="">{any}</option>
                {options}
            </select>
        }
    }

    /// A choice of a select. What no longer holds is undone with each new list: that takes the
    /// property.
    fn option(
        self,
        name: &'static str,
        value: String,
        says: String,
        is_asked: impl Fn(&Filter) -> bool + Clone + Send + 'static,
    ) -> impl IntoView {
        let selected = self.asked.with_untracked(&is_asked);
        let this = value.clone();
        let chosen = move || {
            // What is asked for is this choice, or another one, or none.
            let asked = if self.asked.with(&is_asked) { this.clone() } else { String::new() };
            self.edits.value(name, asked) == this
        };
        view! { <option value=value selected=selected prop:selected=chosen>{says}</option> }
    }
}
