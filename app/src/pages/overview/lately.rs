//! The latest runs, each in a line.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Millis;

use crate::api::runs::RunLine;
use crate::components::icon::icon;
use crate::components::when::When;
use crate::i18n::Locale;
use crate::jobs;
use crate::words::{self, run};

/// What happened lately.
#[component]
pub fn Lately(runs: Vec<RunLine>, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let body = if runs.is_empty() {
        view! { <p class="gk-pad text-ink-2">{td_string!(locale, overview.nothing_yet)}</p> }.into_any()
    } else {
        let rows = runs.into_iter().map(|line| {
            let colon = match locale {
                Locale::en => ": ",
                Locale::ja => "：",
            };
            let address = format!("/runs/{}", line.id);
            view! {
                <li class="flex items-start gap-3 px-4 py-2.5 md:px-5">
                    {icon(jobs::picture(line.kind), "mt-0.5 size-[1.125rem] text-ink-3")}
                    <span class="min-w-0 flex-1 text-[0.9375rem] leading-snug">
                        {run::job_name(locale, line.kind)}
                        {colon}
                        <a class="gk-link" href=address>{run::outcome(locale, &line, now)}</a>
                    </span>
                    <span class="shrink-0 pt-px text-sm text-ink-3">
                        <When at=line.began() now=now/>
                    </span>
                </li>
            }
        });
        view! { <ol class="divide-y divide-line">{rows.collect_view()}</ol> }.into_any()
    };
    view! {
        <section class="gk-sheet mt-4">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, overview.lately)}</h2>
                <a class="gk-link text-sm font-semibold" href="/history">{td_string!(locale, overview.open_history)}</a>
            </div>
            {body}
        </section>
    }
}
