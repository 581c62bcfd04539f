//! What a job never removes, or never touches.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::JobKind;

use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words;

/// What stays, each with its reason.
#[component]
pub fn Spared(kind: JobKind) -> impl IntoView {
    let locale = words::locale();
    let title = match kind {
        JobKind::RestoreProfileMedia => td_string!(locale, back.never),
        _ => td_string!(locale, job.never),
    };
    let rows = spared(locale, kind).into_iter().map(|(what, why)| {
        view! {
            <li class="flex gap-2.5">
                {icon(Icon::ShieldCheck, "mt-0.5 size-[1.125rem] text-moss-ink")}
                <span>
                    <b class="block font-semibold">{what}</b>
                    <span class="block text-sm text-ink-2">{why}</span>
                </span>
            </li>
        }
    });
    view! {
        <section class="gk-sheet lg:col-span-2">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{title}</h2>
            </div>
            <ul class="gk-pad space-y-2.5 text-[0.9375rem]">{rows.collect_view()}</ul>
        </section>
    }
}

fn spared(locale: Locale, kind: JobKind) -> Vec<(&'static str, &'static str)> {
    match kind {
        JobKind::CullAccounts => vec![
            (td_string!(locale, acc.never_members), td_string!(locale, acc.never_members_why)),
            (td_string!(locale, acc.never_silent), td_string!(locale, acc.never_silent_why)),
            (td_string!(locale, acc.never_unclear), td_string!(locale, acc.never_unclear_why)),
            (td_string!(locale, acc.never_once), td_string!(locale, acc.never_once_why)),
            (td_string!(locale, acc.never_mass), td_string!(locale, acc.never_mass_why)),
        ],
        JobKind::RemoveProfileMedia => vec![
            (td_string!(locale, pic.never_members), td_string!(locale, pic.never_members_why)),
            (td_string!(locale, pic.never_alive), td_string!(locale, pic.never_alive_why)),
            (td_string!(locale, pic.never_followed), td_string!(locale, pic.never_followed_why)),
            (td_string!(locale, pic.never_dear), td_string!(locale, pic.never_dear_why)),
            (td_string!(locale, pic.never_posts), td_string!(locale, pic.never_posts_why)),
        ],
        JobKind::RestoreProfileMedia => vec![
            (td_string!(locale, back.never_overwrite), td_string!(locale, back.never_overwrite_why)),
            (td_string!(locale, back.never_rejected), td_string!(locale, back.never_rejected_why)),
            (td_string!(locale, back.never_silent), td_string!(locale, back.never_silent_why)),
            (td_string!(locale, back.never_flood), td_string!(locale, back.never_flood_why)),
        ],
        JobKind::PurgeDomain | JobKind::MeasureStorage => Vec::new(),
    }
}
