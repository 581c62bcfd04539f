//! What was just decided, with the way back.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::Millis;

use crate::api::cases::waiting::{UndoPurge, Waiting};
use crate::components::icon::{Icon, icon};
use crate::components::toast::Toast;
use crate::jobs::purge_domain;
use crate::words::quantity::number;
use crate::words::{self, moment};

/// The toast that the address asks for: `?purged=`, `?waits=`, `?kept=` or `?undone=`. The address may come after the list: a decision
/// reads the list anew at once, and leads here a frame later.
#[component]
pub fn Told(
    ordered: Option<Waiting>,
    undo: ServerAction<UndoPurge>,
    /// The query of the list's address.
    from: String,
    now: Millis,
) -> impl IntoView {
    let query = use_query_map();
    match ordered {
        Some(purge) => view! { <Ordered purge=purge undo=undo from=from now=now/> }.into_any(),
        None => (move || query.with(|query| decided(query, now))).into_any(),
    }
}

/// What was decided at once.
fn decided(query: &ParamsMap, now: Millis) -> Option<impl IntoView + use<>> {
    let locale = words::locale();
    let count = |key| query.get_str(key).and_then(|text| text.parse::<u64>().ok());
    let (picture, says) = if let Some(n) = count("waits") {
        let until = query.get_str("until").and_then(|text| text.parse().ok()).map_or(now, Millis);
        (
            Icon::Hourglass,
            td_string!(locale, queue.t_waits, count = n, n = number(n), day = moment::day(locale, until, now)),
        )
    } else if let Some(n) = count("kept") {
        (Icon::ShieldCheck, td_string!(locale, queue.t_kept, count = n, n = number(n)))
    } else if query.get_str("undone").is_some() {
        (Icon::Undo2, td_string!(locale, queue.t_undone_plain).to_owned())
    } else {
        return None;
    };
    Some(view! { <Toast picture=picture says=says/> })
}

/// A purge that was just ordered.
#[component]
fn Ordered(purge: Waiting, undo: ServerAction<UndoPurge>, from: String, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let servers = purge_domain::servers(locale, &purge.domains);
    let when = moment::moment(locale, purge.due_at, now);
    let waits = match purge.domains.len() {
        1 => td_string!(locale, queue.t_purged, servers = servers, when = when),
        _ => td_string!(locale, queue.t_purged_several, servers = servers, when = when),
    };
    let wanted = purge.agreement_wanted_by.is_some().then(|| td_string!(locale, queue.t_agreement).to_owned());
    let says = words::sentences(locale, std::iter::once(waits).chain(wanted));
    view! {
        <Toast picture=Icon::Hourglass says=says>
            <ActionForm action=undo>
                <input type="hidden" name="run" value=purge.run.to_string()/>
                <input type="hidden" name="from" value=from/>
                <button class="btn btn-onink btn-sm" type="submit">
                    {icon(Icon::Undo2, "size-4")}
                    {td_string!(locale, waiting.undo)}
                </button>
            </ActionForm>
        </Toast>
    }
}
