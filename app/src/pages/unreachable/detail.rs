//! The opened row: each time we asked, who would notice, what is stored, and one box to decide in.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::{Evidence, Impact};
use model::{Case, Millis};

use super::deciding::Decide;
use super::row::people;
use crate::components::badge::AdviceBadge;
use crate::components::dots;
use crate::components::ledger::{Ledger, line};
use crate::i18n::Locale;
use crate::pages::members;
use crate::words::quantity::{number, size};
use crate::words::{self, advice, cause, moment, standing};

/// What is read only of the server whose row is open.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Days on which a delivery of Mastodon's to it failed, where that is known.
    pub failed_days: Option<u64>,
    /// What the latest looks heard, newest first, as JSON.
    pub answers: Vec<(Millis, String)>,
}

/// What is known about a server.
#[component]
pub fn Detail(
    case: Case,
    /// The query of the list's address.
    from: String,
    heard: Heard,
    may: bool,
    /// How long a purge waits, in milliseconds.
    wait_ms: i64,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let advised = case.advice(now);
    let next = advice::next(locale, case.next_look_at, now);
    let reason =
        if case.damaged { td_string!(locale, queue.damaged).to_owned() } else { advice::reason(locale, &case, now) };
    let why = words::sentences(locale, [Some(reason), next].into_iter().flatten());
    let decide = may.then(|| view! { <Decide domain=case.domain.clone() wait_ms=wait_ms now=now/> });
    let someone = case.impact.members_following + case.impact.followers_there > 0;
    let names = (may && someone).then(|| {
        let server = words::server::name(locale, case.domain.as_str());
        view! {
            <p class="mt-1 text-[0.9375rem]">
                <a class="gk-link" href=members::address(&case.domain, &from)>
                    {td_string!(locale, queue.names)}
                    <span class="sr-only">" " {server}</span>
                </a>
            </p>
        }
    });
    view! {
        <div class="grid gap-x-8 gap-y-5 border-t border-line px-4 py-5 md:px-5 lg:grid-cols-[minmax(0,1fr)_19rem] lg:pl-[3.75rem]">
            <div class="min-w-0 space-y-5">
                <section>
                    <h4 class="mb-2 font-semibold">{td_string!(locale, queue.asked)}</h4>
                    <Timeline evidence=case.evidence.clone()/>
                    <div class="mt-3 max-w-md">
                        <Ledger lines=history(locale, &case, heard.failed_days, now)/>
                    </div>
                    <Answers answers=heard.answers now=now/>
                </section>
                <section>
                    <h4 class="mb-1 font-semibold">{td_string!(locale, queue.who)}</h4>
                    <p class="text-[0.9375rem]">{people(locale, &case.impact)}</p>
                    <p class="text-[0.9375rem] text-ink-2">{followers(locale, &case.impact)}</p>
                    {names}
                    <div class="mt-2 max-w-md">
                        <Ledger lines=words::impact::kept(locale, &case.impact)/>
                    </div>
                </section>
            </div>
            <div class="space-y-4">
                <section>
                    <h4 class="mb-1 font-semibold">{td_string!(locale, queue.stored)}</h4>
                    <Ledger lines=vec![
                        line(td_string!(locale, queue.stored_accounts), number(case.impact.accounts)),
                        line(td_string!(locale, queue.posts), number(case.impact.statuses)),
                        line(td_string!(locale, queue.media), size(locale, case.impact.media)),
                    ].into_iter().chain(words::impact::media(locale, &case.impact)).collect()/>
                </section>
                <section class="rounded-box border border-line bg-base-200 p-3.5">
                    <p class="mb-1.5">
                        <AdviceBadge advice=advised/>
                    </p>
                    <p class="text-[0.9375rem] leading-snug">{why}</p>
                    {decide}
                </section>
            </div>
        </div>
    }
}

/// Since when, last asked, what that makes of it and what comes next, last sign of life, and what Mastodon itself did.
fn history(locale: Locale, case: &Case, failed_days: Option<u64>, now: Millis) -> Vec<crate::components::ledger::Line> {
    let when = |at| moment::moment(locale, at, now);
    let mut lines = vec![
        line(td_string!(locale, queue.since), when(case.silent_since)),
        line(td_string!(locale, queue.last_asked), when(case.last_asked_at)),
    ];
    if !case.damaged {
        lines.push(line(td_string!(locale, queue.state), standing::word(locale, case.state)));
    }
    if let Some(at) = case.next_look_at {
        lines.push(line(td_string!(locale, queue.next_look), when(at)));
    }
    if let Some(at) = case.purge_from.filter(|from| *from > now) {
        lines.push(line(td_string!(locale, queue.purge_from), when(at)));
    }
    if let Some(at) = case.impact.last_sign_of_life {
        lines.push(line(td_string!(locale, queue.last_life), when(at)));
    }
    if let Some(days) = failed_days {
        lines.push(line(td_string!(locale, queue.failed_days), number(days)));
    }
    if let Some(at) = case.impact.unavailable_since {
        lines.push(line(td_string!(locale, queue.given_up), when(at)));
    }
    lines
}

/// Who there follows our members, and what both would lose.
fn followers(locale: Locale, impact: &Impact) -> String {
    let mut sentences = Vec::new();
    if impact.followers_there > 0 {
        let n = impact.followers_there;
        sentences.push(td_string!(locale, queue.followers, count = n, n = number(n)));
    }
    if impact.followers_there > 0 || impact.members_following > 0 {
        sentences.push(td_string!(locale, queue.lose).to_owned());
    }
    words::sentences(locale, sentences)
}

/// Each time we asked, as large dots with their dates, oldest first.
#[component]
fn Timeline(evidence: Vec<Evidence>) -> impl IntoView {
    let locale = words::locale();
    let steps = evidence.into_iter().map(|asked| {
        let class = dots::class(&asked);
        let found = asked.reason.map(|reason| cause::short(locale, reason));
        let says = match class {
            "ok" => td_string!(locale, queue.answered),
            "bad" => td_string!(locale, queue.farewell),
            _ => td_string!(locale, queue.no_answer),
        };
        view! {
            <li class="relative flex w-11 flex-col items-center gap-1.5 whitespace-nowrap" title=found>
                <span class="gk-dots bg-base-100 px-0.5">
                    <b class=format!("{class} !size-[1.125rem]")></b>
                </span>
                <span>{moment::short_day(locale, asked.at)}</span>
                <span class="sr-only">{says} {found.map(|found| format!(": {found}"))}</span>
            </li>
        }
    });
    let key = [
        ("ok", td_string!(locale, queue.answered)),
        ("bad", td_string!(locale, queue.farewell)),
        ("no", td_string!(locale, queue.no_answer)),
    ];
    let key = key.map(|(class, says)| view! { <span class="gk-dots !gap-1.5"><b class=class></b>{says}</span> });
    view! {
        <div class="overflow-x-auto pb-1" tabindex="0" role="region" aria-label=td_string!(locale, queue.checks)>
            <ol class="relative flex w-max gap-1 pt-1 text-xs text-ink-3">{steps.collect_view()}</ol>
        </div>
        <p class="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">{key}</p>
    }
}

/// What each of the latest looks heard, for the curious: as it is stored, in no language.
#[component]
fn Answers(answers: Vec<(Millis, String)>, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let rows = answers.into_iter().map(|(at, answer)| {
        view! {
            <li class="py-1.5">
                <p class="text-sm text-ink-2">{moment::moment(locale, at, now)}</p>
                <code class="block break-all text-xs leading-relaxed">{answer}</code>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <details class="mt-3">
                <summary class="cursor-pointer text-[0.9375rem] font-semibold">{td_string!(locale, queue.raw)}</summary>
                <ul class="mt-1 divide-y divide-line">{rows}</ul>
            </details>
        }
    })
}
