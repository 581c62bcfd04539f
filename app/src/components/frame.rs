//! The frame around every page: where one can go, who is signed in, what is at work.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

pub mod dock;
pub mod sidebar;

use crate::api::frame::read_frame;
use crate::components::done::Changed;
use crate::components::icon::{Icon, icon};
use crate::components::logo::logo;
use crate::words;
use dock::Dock;
use sidebar::Sidebar;

/// A place that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Overview,
    Queue,
    Waiting,
    Accounts,
    Pictures,
    Back,
    History,
    Activity,
    More,
    Storage,
}

impl Place {
    /// The place that a page belongs to; a run belongs to the history.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let mut parts = path.trim_matches('/').split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("", _) => Some(Self::Overview),
            ("unreachable", _) => Some(Self::Queue),
            ("waiting-room", _) => Some(Self::Waiting),
            ("jobs", Some("cull-accounts")) => Some(Self::Accounts),
            ("jobs", Some("remove-profile-media")) => Some(Self::Pictures),
            ("jobs", Some("restore-profile-media")) => Some(Self::Back),
            ("history", Some("activity")) => Some(Self::Activity),
            ("history" | "runs", _) => Some(Self::History),
            ("more", _) => Some(Self::More),
            ("storage", _) => Some(Self::Storage),
            _ => None,
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(self) -> &'static str {
        match self {
            Self::Overview => "/",
            Self::Queue => "/unreachable",
            Self::Waiting => "/waiting-room",
            Self::Accounts => "/jobs/cull-accounts",
            Self::Pictures => "/jobs/remove-profile-media",
            Self::Back => "/jobs/restore-profile-media",
            Self::History => "/history",
            Self::Activity => "/history/activity",
            Self::More => "/more",
            Self::Storage => "/storage",
        }
    }

    fn picture(self) -> Icon {
        match self {
            Self::Overview => Icon::LayoutDashboard,
            Self::Queue => Icon::Unplug,
            Self::Waiting => Icon::Hourglass,
            Self::Accounts => Icon::UserX,
            Self::Pictures => Icon::Images,
            Self::Back => Icon::Undo2,
            Self::History => Icon::History,
            Self::Activity => Icon::ScrollText,
            Self::More => Icon::Menu,
            Self::Storage => Icon::HardDrive,
        }
    }
}

/// The frame, with the page of the address inside.
#[component]
pub fn Frame() -> impl IntoView {
    let locale = words::locale();
    let location = use_location();
    // No memo: sidebar and dock are written at the same time by two threads, and a memo that both compute first fails one of them.
    let place = Signal::derive(move || location.pathname.with(|path| Place::of(path)));
    let changed = Changed::default();
    provide_context(changed);
    // Read again at each step and after each decision, so that the counts follow what was just decided.
    let around = Resource::new_blocking(
        move || (location.pathname.get(), location.search.get(), changed.0.get()),
        |_| async { read_frame().await.ok() },
    );
    view! {
        <a class="gk-skip" href="#main">{td_string!(locale, common.skip)}</a>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                around.await.map(|around| view! { <Sidebar around=around place=place/> })
            })}
        </Transition>
        <header class="sticky top-0 z-20 flex h-13 items-center gap-2.5 border-b border-line bg-side px-4 lg:hidden">
            {logo("size-6")} <b class="font-serif text-base font-semibold">{td_string!(locale, common.product)}</b>
            <span class="min-w-0 truncate text-sm text-ink-2">
                <Transition fallback=|| ()>
                    {move || Suspend::new(async move { around.await.map(|around| around.site) })}
                </Transition>
            </span>
            <a class="btn btn-quiet btn-sm btn-square ml-auto" href=Place::More.address()>
                {icon(Icon::Languages, "size-4")}
                <span class="sr-only">{td_string!(locale, nav.appearance)}</span>
            </a>
        </header>
        <main id="main" class="lg:pl-60">
            <div class="mx-auto max-w-[72rem] px-4 pb-28 pt-5 md:px-8 md:pt-8 lg:pb-16">
                <Outlet/>
                <p class="mt-8 text-sm text-ink-3">{td_string!(locale, common.utc)}</p>
            </div>
        </main>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let cases = around.await.map_or(0, |around| around.cases);
                view! { <Dock cases=cases place=place/> }
            })}
        </Transition>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_knows_its_own_address() {
        use Place::{Accounts, Activity, Back, History, More, Overview, Pictures, Queue, Storage, Waiting};
        for place in [Overview, Queue, Waiting, Accounts, Pictures, Back, History, Activity, More, Storage] {
            assert_eq!(Place::of(place.address()), Some(place));
        }
        assert_eq!(Place::of("/runs/0193e8a0"), Some(History));
        assert_eq!(Place::of("/waiting-room/0193e8a0/now"), Some(Waiting));
        assert_eq!(Place::of("/nowhere"), None);
    }
}
