//! Storage over time, what tidying has freed, and when there will be no room left.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::Terms;
use model::storage::terms::Limit;
use model::{Bytes, JobKind, Millis};

use crate::api::storage::{Ask, LineOf, Outlook, Span};
use crate::components::chart::level::{LevelKey, LevelLine};
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words::quantity::size;
use crate::words::{self, moment};

/// The line, its key, its table, and where it leads.
#[component]
pub fn OverTime(
    line: Vec<(Millis, Bytes)>,
    marks: Vec<(JobKind, Millis)>,
    freed: Bytes,
    outlook: Option<Outlook>,
    terms: Terms,
    ask: Ask,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let chart = if line.len() < 2 {
        view! { <p class="text-ink-2">{td_string!(locale, storage.line_later)}</p> }.into_any()
    } else {
        let label = sentence(locale, ask.line, &line);
        view! {
            <LevelLine line=line.clone() marks=marks label=label/>
            <div class="mt-3">
                <LevelKey/>
            </div>
            <div class="mt-3">
                <LevelTable line=line of=ask.line now=now/>
            </div>
        }
        .into_any()
    };
    let chip = |says: &'static str, current: bool, to: Ask| {
        view! {
            <a class="gk-chip" aria-current=current.then_some("true") href=address(to)>
                {says}
            </a>
        }
    };
    let told = (freed > Bytes::ZERO).then(|| td_string!(locale, storage.freed_meanwhile, size = size(locale, freed)));
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head flex-wrap gap-y-2">
                <h2 class="gk-h2">{td_string!(locale, storage.over_time)}</h2>
                <nav class="flex flex-wrap gap-1.5" aria-label=td_string!(locale, storage.line_choice)>
                    {chip(
                        td_string!(locale, storage.of_pictures),
                        ask.line == LineOf::Pictures,
                        Ask { line: LineOf::Pictures, ..ask },
                    )}
                    {chip(
                        td_string!(locale, storage.of_everything),
                        ask.line == LineOf::Everything,
                        Ask { line: LineOf::Everything, ..ask },
                    )}
                    {chip(td_string!(locale, storage.span_weeks), ask.span == Span::Weeks, Ask { span: Span::Weeks, ..ask })}
                    {chip(td_string!(locale, storage.span_year), ask.span == Span::Year, Ask { span: Span::Year, ..ask })}
                </nav>
            </div>
            <div class="gk-pad">
                <p class="mb-4 max-w-3xl text-ink-2">{leads(locale, outlook, &terms, now)} " " {told}</p>
                {chart}
            </div>
        </section>
    }
}

/// The address of the page with that question.
#[must_use]
pub fn address(ask: Ask) -> String {
    let mut parts = Vec::new();
    if let Some(days) = ask.days {
        parts.push(format!("days={days}"));
    }
    for (name, on) in [("headers_only", ask.headers_only), ("include_followed", ask.include_followed)] {
        if on {
            parts.push(format!("{name}=true"));
        }
    }
    if ask.line == LineOf::Everything {
        parts.push("line=everything".to_owned());
    }
    if ask.span == Span::Year {
        parts.push("span=year".to_owned());
    }
    if parts.is_empty() { "/storage".to_owned() } else { format!("/storage?{}", parts.join("&")) }
}

/// What the line says, for those who don't see it.
fn sentence(locale: Locale, of: LineOf, line: &[(Millis, Bytes)]) -> String {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return String::new() };
    let (from, to) = (moment::short_day(locale, first.0), moment::short_day(locale, last.0));
    let (before, after) = (size(locale, first.1), size(locale, last.1));
    match of {
        LineOf::Pictures => {
            td_string!(locale, storage.line_pictures, from = from, before = before, to = to, after = after)
        }
        LineOf::Everything => {
            td_string!(locale, storage.line_everything, from = from, before = before, to = to, after = after)
        }
    }
}

/// Where growth leads, in a sentence; that nothing can be said is one as well.
fn leads(locale: Locale, outlook: Option<Outlook>, terms: &Terms, now: Millis) -> String {
    let Some(Outlook { per_day, limit, full_at }) = outlook else {
        return td_string!(locale, storage.no_outlook).to_owned();
    };
    let a_day = size(locale, per_day);
    let Some((limit, bytes)) = limit else { return td_string!(locale, storage.grows, size = a_day) };
    let Some(at) = full_at else { return td_string!(locale, storage.grows_far, size = a_day) };
    let at = if at <= now { None } else { Some(moment::day(locale, at, now)) };
    match (limit, at) {
        (Limit::Disk, Some(when)) => {
            td_string!(locale, storage.full, size = a_day, when = when, room = size(locale, bytes))
        }
        (Limit::Disk, None) => td_string!(locale, storage.full_now, room = size(locale, bytes)),
        (Limit::Budget, at) => {
            let budget = terms.budget.map(|budget| terms.told(budget)).unwrap_or_default();
            match at {
                Some(when) => td_string!(locale, storage.spent, size = a_day, when = when, budget = budget),
                None => td_string!(locale, storage.spent_now, budget = budget),
            }
        }
    }
}

/// *Show as table*: every measurement on the line, newest first.
#[component]
fn LevelTable(line: Vec<(Millis, Bytes)>, of: LineOf, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let of = match of {
        LineOf::Pictures => td_string!(locale, storage.of_pictures),
        LineOf::Everything => td_string!(locale, storage.of_everything),
    };
    let rows = line.into_iter().rev().map(|(at, bytes)| {
        view! {
            <tr>
                <th scope="row" class="!border-line !font-normal">{moment::moment(locale, at, now)}</th>
                <td class="num">{size(locale, bytes)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, common.table)}</summary>
            <div class="overflow-x-auto pt-3">
                <table class="gk-table">
                    <caption>{td_string!(locale, storage.over_time)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, storage.measured)}</th>
                            <th scope="col" class="num">{of}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::storage::Money;
    use model::time::DAY_MS;

    /// Saturday 21 November 2026, 10:42 UTC.
    const NOW: Millis = Millis(1_795_257_720_000);

    fn outlook(limit: Option<Limit>, days: Option<i64>) -> Option<Outlook> {
        Some(Outlook {
            per_day: Bytes(1_200_000_000),
            limit: limit.map(|limit| (limit, Bytes(500_000_000_000))),
            full_at: days.map(|days| NOW.plus_ms(days * DAY_MS)),
        })
    }

    #[test]
    fn the_sentence_says_when_there_is_no_room_left() {
        let budget = Some(Money(20_000_000));
        let terms = Terms { currency: "€".to_owned(), budget, ..Terms::default() };
        let told = |outlook| leads(Locale::en, outlook, &terms, NOW);
        assert!(told(None).contains("too early"));
        assert_eq!(told(outlook(None, None)), "About 1.2 GB come each day.");
        let full = told(outlook(Some(Limit::Disk), Some(10)));
        assert_eq!(full, "About 1.2 GB come each day. If it goes on like that, 500.0 GB are full around 1 December.");
        assert!(told(outlook(Some(Limit::Budget), Some(10))).contains("20.00\u{a0}€"));
        assert!(told(outlook(Some(Limit::Disk), Some(0))).contains("already"));
        assert!(told(outlook(Some(Limit::Disk), None)).contains("ten years"));
    }

    #[test]
    fn a_question_is_an_address() {
        let ask = Ask {
            days: Some(60),
            headers_only: true,
            include_followed: false,
            line: LineOf::Everything,
            span: Span::Weeks,
        };
        assert_eq!(address(ask), "/storage?days=60&headers_only=true&line=everything");
        let plain = Ask { days: None, headers_only: false, line: LineOf::Pictures, ..ask };
        assert_eq!(address(plain), "/storage");
    }
}
