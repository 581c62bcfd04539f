//! The buttons of an opened row, and the day until which its server is waited for.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::time::DAY_MS;
use model::{Domain, Millis};

use crate::api::cases::choice::Wish;
use crate::api::cases::decide::DecideCases;
use crate::components::icon::{Icon, icon};
use crate::words::{self, purge};

/// The form of the day.
const DAY: &str = "wait-until";

/// Purge, keep, or wait: a week, a month, until a day.
#[component]
pub fn Decide(
    domain: Domain,
    /// How long a purge waits, in milliseconds.
    wait_ms: i64,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let button = |wish: Wish, class: &str, picture: Icon, says: &'static str| {
        view! {
            <button type="submit" class=format!("btn {class}") name="choice" value=wish.of(&domain)>
                {icon(picture, "size-4")}
                {says}
            </button>
        }
    };
    let tomorrow = now.plus_ms(DAY_MS).to_utc().format("%Y-%m-%d").to_string();
    view! {
        <div class="mt-3 space-y-2">
            {button(Wish::Purge, "btn-error w-full", Icon::Trash2, td_string!(locale, queue.purge_this))}
            {button(Wish::Keep, "btn-paper w-full", Icon::ShieldCheck, td_string!(locale, queue.keep))}
            <div class="grid grid-cols-2 gap-2">
                {button(Wish::WaitWeek, "btn-paper px-2", Icon::Hourglass, td_string!(locale, queue.wait_week))}
                {button(Wish::WaitMonth, "btn-paper px-2", Icon::Hourglass, td_string!(locale, queue.wait))}
            </div>
            <div class="flex flex-wrap gap-2">
                <label class="sr-only" for="until">{td_string!(locale, queue.until)}</label>
                <input id="until" name="until" form=DAY type="date" class="input min-w-0 flex-1 basis-40" min=tomorrow/>
                <button type="submit" form=DAY class="btn btn-paper flex-1 basis-40 px-2">
                    {icon(Icon::Clock, "size-4")}
                    {td_string!(locale, queue.until_day)}
                </button>
            </div>
        </div>
        <p class="mt-2.5 text-sm text-ink-2">{purge::hint(locale, wait_ms)}</p>
    }
}

/// The form of the day beside the buttons, so that Enter in its field means its own button and no other. It stands behind the list,
/// because a form can't stand within another.
#[component]
pub fn DayForm(
    domain: Domain,
    /// The query of the list's address.
    from: String,
    decide: ServerAction<DecideCases>,
) -> impl IntoView {
    view! {
        <ActionForm action=decide attr:id=DAY>
            <input type="hidden" name="from" value=from/>
            <input type="hidden" name="choice" value=Wish::WaitUntil.of(&domain)/>
        </ActionForm>
    }
}
