//! One job on the overview: how its last run went, or how far it is, and when it comes next.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Millis, Mode};

use crate::api::overview::JobCard as Card;
use crate::api::runs::RunLine;
use crate::components::badge::StandingBadge;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::Ledger;
use crate::components::progress::ProgressBar;
use crate::i18n::Locale;
use crate::jobs;
use crate::words::{self, duration, moment, run};

/// The card of a job. A run at work stands in place of the last one.
#[component]
pub fn JobCard(card: Card, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let name = run::job_name(locale, card.kind);
    let address = jobs::address(card.kind);
    let shown = card.active.clone().or(card.last);
    let badge = shown.as_ref().map(|line| view! { <StandingBadge standing=line.standing()/> });
    let body = match (card.active, shown) {
        (Some(active), _) => at_work(locale, &active, now).into_any(),
        (None, Some(last)) => ended(locale, &last, now).into_any(),
        (None, None) => view! { <p class="mt-1 text-ink-2">{td_string!(locale, overview.never)}</p> }.into_any(),
    };
    let next = match card.next_at {
        Some(at) => td_string!(locale, overview.next, when = moment::moment(locale, at, now)),
        None => td_string!(locale, sched.none).to_owned(),
    };
    view! {
        <section class="gk-sheet flex flex-col">
            <div class="gk-pad flex-1">
                <div class="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5">
                    <h2 class="gk-h2 flex items-center gap-2">
                        {icon(jobs::picture(card.kind), "size-5 text-moss-ink")}
                        <a class="underline-offset-4 hover:underline" href=address>{name}</a>
                    </h2>
                    {badge}
                </div>
                {body}
            </div>
            <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 md:px-5">
                <p class="flex items-center gap-1.5 text-sm text-ink-2">
                    {icon(Icon::CalendarClock, "size-4 text-ink-3")}
                    {next}
                </p>
                <a class="gk-link text-sm font-semibold" href=address>
                    {td_string!(locale, common.open)} <span class="sr-only">" " {name}</span>
                </a>
            </div>
        </section>
    }
}

fn ended(locale: Locale, last: &RunLine, now: Millis) -> impl IntoView + use<> {
    let when = moment::moment(locale, last.began(), now);
    let took = duration::duration(locale, last.took_ms().unwrap_or(0));
    let told = match last.mode {
        Mode::Apply => td_string!(locale, overview.last, when = when, took = took),
        Mode::Preview => td_string!(locale, overview.last_preview, when = when, took = took),
    };
    let lines = last.outcome.as_ref().map(|outcome| jobs::card_lines(locale, last.kind, last.mode, outcome));
    let what = match lines {
        Some(lines) => view! { <Ledger lines=lines/> }.into_any(),
        None => view! { <p class="text-ink-2">{run::outcome(locale, last, now)}</p> }.into_any(),
    };
    view! {
        <p class="mt-1 text-sm text-ink-2">
            <a class="gk-link" href=format!("/runs/{}", last.id)>{told}</a>
        </p>
        <div class="mt-3">{what}</div>
    }
}

fn at_work(locale: Locale, active: &RunLine, now: Millis) -> impl IntoView + use<> {
    let percent = active.progress.percent();
    view! {
        <p class="mt-1 text-sm text-ink-2">{run::outcome(locale, active, now)}</p>
        <ProgressBar percent=Signal::stored(percent) label=td_string!(locale, run.progress)/>
        <p class="mt-3 text-sm font-semibold">
            <a class="gk-link inline-flex items-center gap-1" href=format!("/runs/{}", active.id)>
                {td_string!(locale, job.follow)}
                {icon(Icon::ArrowRight, "size-3.5")}
            </a>
        </p>
    }
}
