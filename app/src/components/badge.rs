//! Badges: how something stands, always as colour, picture and word together.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::Advice;

use super::icon::{Icon, icon};
use crate::api::runs::Standing;
use crate::words;

/// How a run stands.
#[component]
pub fn StandingBadge(standing: Standing) -> impl IntoView {
    let locale = words::locale();
    let (class, picture, word) = match standing {
        Standing::Planned => ("gk-stone", Icon::Clock, td_string!(locale, state.planned)),
        Standing::Running => ("gk-slate", Icon::Footprints, td_string!(locale, state.running)),
        Standing::Stopping => ("gk-stone", Icon::Square, td_string!(locale, state.stopping)),
        Standing::Stopped => ("gk-stone", Icon::Square, td_string!(locale, state.stopped)),
        Standing::Done => ("gk-moss", Icon::CircleCheck, td_string!(locale, state.done)),
        Standing::AtItsLimit => ("gk-moss", Icon::CircleCheck, td_string!(locale, state.limit)),
        Standing::Failed => ("gk-amber", Icon::TriangleAlert, td_string!(locale, state.failed)),
        Standing::Damaged => ("gk-amber", Icon::TriangleAlert, td_string!(locale, state.damaged)),
        Standing::Preview => ("gk-slate", Icon::Eye, td_string!(locale, state.preview)),
    };
    badge(class, picture, word)
}

/// What we would do about a server.
#[component]
pub fn AdviceBadge(advice: Advice) -> impl IntoView {
    let locale = words::locale();
    let (class, picture, word) = match advice {
        Advice::PurgeSaysClosed | Advice::PurgeNoAddress | Advice::PurgeLongSilent => {
            ("gk-clay", Icon::Trash2, td_string!(locale, state.purge))
        }
        Advice::WaitSilentOnly
        | Advice::WaitSomethingElse
        | Advice::WaitUnavailable
        | Advice::WaitNothingFound
        | Advice::WaitSaysClosed => ("gk-stone", Icon::Hourglass, td_string!(locale, state.wait)),
        Advice::UnfollowAndLimit => ("gk-amber", Icon::TriangleAlert, td_string!(locale, state.unfollow)),
        Advice::MendNotTalking => ("gk-slate", Icon::Users, td_string!(locale, state.mend)),
        Advice::Nothing => ("gk-stone", Icon::Clock, td_string!(locale, state.nothing)),
    };
    badge(class, picture, word)
}

fn badge(class: &'static str, picture: Icon, word: &'static str) -> impl IntoView {
    view! { <span class=format!("gk-badge {class}")>{icon(picture, "")}{word}</span> }
}
