//! How far the sending of an approved notice is.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::notice::{Approved, Language, Notice, Sending};
use model::{Millis, RunId};

use super::Acts;
use crate::components::banner::{Banner, Tone};
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, Line, line};
use crate::i18n::Locale;
use crate::words::quantity::number;
use crate::words::{self, moment, notice as say};

/// The numbers, what can be done about what waits, and the texts as they were approved.
#[component]
pub fn Progress(run: RunId, notice: Notice, approved: Approved, now: Millis, acts: Acts) -> impl IntoView {
    let locale = words::locale();
    let Notice { texts, audience, sending, halted, .. } = notice;
    let waits = sending.waiting > 0;
    let halted = halted.filter(|_| waits).map(|why| {
        let run = run.to_string();
        view! {
            <Banner
                tone=Tone::Amber
                picture=Icon::TriangleAlert
                says=td_string!(locale, notice.halted)
                because=say::halt(locale, why)
            >
                <ActionForm action=acts.resume>
                    <input type="hidden" name="run" value=run/>
                    <button class="btn btn-primary" type="submit">{td_string!(locale, notice.resume)}</button>
                </ActionForm>
            </Banner>
        }
    });
    let unsure = (sending.unsure > 0)
        .then(|| view! { <p class="mt-3 text-sm text-ink-2">{td_string!(locale, notice.unsure_why)}</p> });
    let acts = waits.then(|| view! { <WhileItWaits run=run acts=acts/> });
    let when = moment::moment(locale, approved.at, now);
    let texts = Language::ALL.into_iter().filter(|language| audience.of(*language) > 0).map(|language| {
        let members = audience.of(language);
        view! {
            <figure>
                <figcaption class="text-sm text-ink-2">
                    {say::language(locale, language)} " · "
                    {td_string!(locale, notice.to, count = members, n = number(members))}
                </figcaption>
                <blockquote lang=language.as_str() class="mt-1 whitespace-pre-wrap break-words rounded-box border border-line px-4 py-3">
                    {texts.of(language).to_owned()}
                </blockquote>
            </figure>
        }
    });
    view! {
        {halted}
        <section class="gk-sheet gk-pad">
            <p class="mb-3 text-ink-2">{td_string!(locale, notice.approved, name = approved.by, when = when)}</p>
            <Ledger lines=lines(locale, &sending)/>
            {unsure}
            {acts}
        </section>
        <section class="gk-sheet gk-pad">
            <h2 class="gk-h3 mb-2">{td_string!(locale, notice.texts)}</h2>
            <div class="grid gap-5 lg:grid-cols-2">{texts.collect_view()}</div>
        </section>
    }
}

/// What is there is told, and that something waits or was sent also when it is nothing.
fn lines(locale: Locale, sending: &Sending) -> Vec<Line> {
    let mut lines = vec![
        line(td_string!(locale, notice.waiting), number(sending.waiting)),
        line(td_string!(locale, notice.sent), number(sending.sent)),
    ];
    if sending.unsure > 0 {
        lines.push(line(td_string!(locale, notice.unsure), number(sending.unsure)));
    }
    if sending.cancelled > 0 {
        lines.push(line(td_string!(locale, notice.cancelled), number(sending.cancelled)));
    }
    lines.extend(sending.failed.iter().map(|(why, n)| line(say::failure(locale, *why), number(*n))));
    lines
}

/// Looking at the numbers again, and cancelling.
#[component]
fn WhileItWaits(run: RunId, acts: Acts) -> impl IntoView {
    let locale = words::locale();
    view! {
        <div class="mt-4 flex flex-wrap items-center gap-2">
            <form method="get" action=format!("/runs/{run}/notice")>
                <button class="btn btn-paper" type="submit">
                    {icon(Icon::RefreshCw, "size-4")}
                    {td_string!(locale, notice.again)}
                </button>
            </form>
            <ActionForm action=acts.cancel>
                <input type="hidden" name="run" value=run.to_string()/>
                <button class="btn btn-paper" type="submit">
                    {icon(Icon::CircleStop, "size-4")}
                    {td_string!(locale, notice.cancel)}
                </button>
            </ActionForm>
            <p class="text-sm text-ink-2">{td_string!(locale, notice.cancel_hint)}</p>
        </div>
    }
}
