//! The bar of five links at the foot of narrow windows.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Place;
use crate::components::icon::icon;
use crate::words::{self, quantity::number};

/// Five links; the waiting room stands with the servers, pictures that come back with those that go, the history under *More*.
#[component]
pub fn Dock(cases: u64, place: Signal<Option<Place>>) -> impl IntoView {
    let locale = words::locale();
    let links = [
        (Place::Overview, td_string!(locale, nav.overview)),
        (Place::Queue, td_string!(locale, nav.servers_short)),
        (Place::Accounts, td_string!(locale, nav.accounts_short)),
        (Place::Pictures, td_string!(locale, nav.pictures_short)),
        (Place::More, td_string!(locale, nav.more)),
    ];
    let links = links.map(|(to, name)| {
        let count = (to == Place::Queue && cases > 0).then(|| {
            view! {
                <span class="gk-count absolute -right-5 -top-2 !ml-0">
                    {number(cases)} <span class="sr-only">" " {td_string!(locale, nav.need)}</span>
                </span>
            }
        });
        view! {
            <a href=to.address() aria-current=move || (place.get().map(stands_under) == Some(to)).then_some("page")>
                <span class="relative">{icon(to.picture(), "size-5")}{count}</span>
                {name}
            </a>
        }
    });
    view! { <nav class="gk-dock" aria-label=td_string!(locale, nav.main)>{links}</nav> }
}

/// The link of the dock under which a place stands.
fn stands_under(place: Place) -> Place {
    match place {
        Place::Waiting => Place::Queue,
        Place::Back => Place::Pictures,
        Place::History | Place::Activity | Place::Storage => Place::More,
        other => other,
    }
}
