//! The sidebar of wide windows.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_location;

use super::Place;
use crate::api::frame::{Active, Frame};
use crate::components::icon::{Icon, icon};
use crate::components::logo::logo;
use crate::words::{self, quantity::number, role, run};

/// Where one can go, in the order decision, housekeeping, records.
#[component]
pub fn Sidebar(around: Frame, place: Signal<Option<Place>>) -> impl IntoView {
    let locale = words::locale();
    let Frame { operator, site, cases, waiting, active, .. } = around;
    let link = move |to: Place, name: &'static str, count: Option<AnyView>| {
        view! {
            <li>
                <a href=to.address() aria-current=move || (place.get() == Some(to)).then_some("page")>
                    {icon(to.picture(), "size-[1.125rem]")}
                    <span>{name}</span>
                    {count}
                </a>
            </li>
        }
    };
    let count = move |n: u64, class: &'static str, means: &'static str| {
        (n > 0)
            .then(|| view! { <span class=class>{number(n)}<span class="sr-only">" " {means}</span></span> }.into_any())
    };
    let initial = operator.name.chars().next().map(|letter| letter.to_uppercase().to_string());
    view! {
        <aside class="fixed inset-y-0 left-0 hidden w-60 flex-col border-r border-line bg-side lg:flex">
            <a href="/" class="flex items-center gap-2.5 px-4 pb-2 pt-4">
                {logo("size-7")}
                <span class="min-w-0 leading-tight">
                    <b class="block font-serif text-[1.0625rem] font-semibold">{td_string!(locale, common.product)}</b>
                    <span class="block break-words text-sm text-ink-2">{site}</span>
                </span>
            </a>
            <nav class="gk-nav flex-1 overflow-y-auto px-2.5 pb-3" aria-label=td_string!(locale, nav.main)>
                <ul class="space-y-px pt-2">{link(Place::Overview, td_string!(locale, nav.overview), None)}</ul>
                <h2>{td_string!(locale, nav.decide)}</h2>
                <ul class="space-y-px">
                    {link(
                        Place::Queue,
                        td_string!(locale, nav.queue),
                        count(cases, "gk-count", td_string!(locale, nav.need)),
                    )}
                    {link(
                        Place::Waiting,
                        td_string!(locale, nav.waiting),
                        count(waiting, "gk-count gk-count-quiet", td_string!(locale, nav.waiting_count)),
                    )}
                </ul>
                <h2>{td_string!(locale, nav.housekeeping)}</h2>
                <ul class="space-y-px">
                    {link(Place::Accounts, td_string!(locale, nav.accounts), None)}
                    {link(Place::Pictures, td_string!(locale, nav.pictures), None)}
                    {link(Place::Back, td_string!(locale, nav.back), None)}
                </ul>
                <h2>{td_string!(locale, nav.records)}</h2>
                <ul class="space-y-px">
                    {link(Place::Storage, td_string!(locale, nav.storage), None)}
                    {link(Place::History, td_string!(locale, nav.history), None)}
                    {link(Place::Activity, td_string!(locale, nav.activity), None)}
                </ul>
            </nav>
            {active.map(|active| view! { <AtWork active=active/> })}
            <div class="flex items-center gap-2.5 border-t border-line px-4 py-3">
                <span
                    class="grid size-8 shrink-0 place-items-center rounded-full bg-primary text-sm font-semibold text-primary-content"
                    aria-hidden="true"
                >
                    {initial}
                </span>
                <span class="min-w-0 flex-1 text-sm leading-tight">
                    <b class="block truncate">{operator.name}</b>
                    <span class="text-ink-3">{role::name(locale, operator.role)}</span>
                </span>
                <a
                    class="btn btn-quiet btn-sm btn-square"
                    href=Place::More.address()
                    title=td_string!(locale, nav.appearance)
                >
                    {icon(Icon::Languages, "size-4")}
                    <span class="sr-only">{td_string!(locale, nav.appearance)}</span>
                </a>
                <form method="post" action="/sign-out">
                    <button class="btn btn-quiet btn-sm btn-square" title=td_string!(locale, nav.sign_out)>
                        {icon(Icon::LogOut, "size-4")}
                        <span class="sr-only">{td_string!(locale, nav.sign_out)}</span>
                    </button>
                </form>
            </div>
        </aside>
    }
}

/// The run at work, at the sidebar's foot; not on its own page, which knows it better.
#[component]
fn AtWork(active: Active) -> impl IntoView {
    let locale = words::locale();
    let percent = format!("{}%", active.percent);
    let address = format!("/runs/{}", active.run);
    let here = {
        let (path, address) = (use_location().pathname, address.clone());
        move || path.with(|path| *path == address)
    };
    view! {
        <a
            href=address
            hidden=here
            class="mx-2.5 mb-2 block rounded-box border border-slate-line bg-slate-tint p-2.5 text-sm"
        >
            <span class="flex items-start gap-1.5 font-semibold leading-tight text-slate-ink">
                {icon(Icon::Footprints, "size-4")}
                {run::working(locale, active.kind)}
                <span class="ml-auto">{percent.clone()}</span>
            </span>
            <span class="gk-progress mt-1.5 block !h-1.5">
                <i style=format!("width:{percent};background:var(--color-info)")></i>
            </span>
        </a>
    }
}
