//! The threshold explorer: what a removal of old profile pictures would free, before anybody runs one.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::remove_profile_media::Options;
use model::storage::Terms;
use model::storage::ages::{MOST_DAYS, Pictures};
use model::{Operator, Permission};

use super::over_time::address;
use crate::api::storage::{Ask, CHOICES, Explorer, LineOf, Span};
use crate::components::chart::ages::AgeBars;
use crate::components::field::{CheckField, NumberField};
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, Line, line, total};
use crate::i18n::Locale;
use crate::words::quantity::{number, size};
use crate::words::{self};

/// The question as a plain form, its answer in a sentence, in figures, as bars and as a table.
#[component]
pub fn ThresholdExplorer(explorer: Explorer, ask: Ask, terms: Terms, operator: Operator) -> impl IntoView {
    let locale = words::locale();
    let days = explorer.options.inactive_days;
    let answer = answer(locale, &explorer);
    let chips = CHOICES.map(|choice| {
        view! {
            <a
                class="gk-chip"
                aria-current=(choice == days).then_some("true")
                href=format!("{}#explorer", address(Ask { days: Some(choice), ..ask }))
            >
                {td_string!(locale, storage.days, count = choice, n = choice)}
            </a>
        }
    });
    let may = operator.role.may(Permission::Run);
    view! {
        <section class="gk-sheet" id="explorer">
            <div class="gk-sheet-head flex-wrap gap-y-2">
                <h2 class="gk-h2">{td_string!(locale, storage.explorer)}</h2>
                <nav class="flex flex-wrap gap-1.5" aria-label=td_string!(locale, storage.choices)>{chips}</nav>
            </div>
            <div class="gk-pad grid gap-6 lg:grid-cols-5">
                <div class="lg:col-span-3">
                    <p class="mb-4 text-ink-2">{td_string!(locale, storage.explorer_lead)}</p>
                    <AgeBars weeks=explorer.weeks.clone() days=days label=answer.clone()/>
                    <p class="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">
                        <span class="flex items-center gap-1.5">
                            <span class="gk-key quiet"></span>
                            {td_string!(locale, storage.stays)}
                        </span>
                        <span class="flex items-center gap-1.5">
                            <span class="gk-key c1"></span>
                            {td_string!(locale, storage.goes)}
                        </span>
                    </p>
                    <div class="mt-3">
                        <ChoiceTable explorer=explorer.clone() terms=terms.clone()/>
                    </div>
                </div>
                <div class="lg:col-span-2">
                    <p class="mb-3 font-serif text-[1.375rem] font-semibold leading-8 tracking-[-0.01em]">{answer}</p>
                    <Ledger lines=figures(locale, &explorer, &terms)/>
                    <p class="mt-4">
                        <a class="btn btn-primary" href=job_address(&explorer.options)>
                            {icon(Icon::Images, "size-4")}
                            {if may { td_string!(locale, storage.use_it) } else { td_string!(locale, storage.see_job) }}
                        </a>
                    </p>
                </div>
            </div>
            <Question options=explorer.options.clone() ask=ask/>
        </section>
    }
}

/// The page of the job with its form as it was asked here.
#[must_use]
pub fn job_address(options: &Options) -> String {
    let mut address = format!("/jobs/remove-profile-media?days={}", options.inactive_days);
    for (name, on) in [("headers_only", options.headers_only), ("include_followed", options.include_followed)] {
        if on {
            address.push_str(&format!("&{name}=true"));
        }
    }
    address
}

/// "12,345 accounts would lose their pictures after 30 days. That would free 5.0 GB."
fn answer(locale: Locale, explorer: &Explorer) -> String {
    let (accounts, days) = (explorer.gone.accounts, explorer.options.inactive_days);
    if accounts == 0 {
        return td_string!(locale, storage.answer_none, count = days, days = days);
    }
    let freed = size(locale, explorer.gone.total().bytes);
    td_string!(locale, storage.answer, count = accounts, n = number(accounts), days = days, size = freed)
}

fn figures(locale: Locale, explorer: &Explorer, terms: &Terms) -> Vec<Line> {
    let Explorer { options, gone, followed, all, .. } = explorer;
    let amount = |amount: model::storage::Amount| {
        td_string!(locale, storage.amount, n = number(amount.files), size = size(locale, amount.bytes))
    };
    let mut lines = Vec::new();
    if !options.headers_only {
        lines.push(line(td_string!(locale, storage.avatars), amount(gone.avatars)));
    }
    lines.push(line(td_string!(locale, storage.headers), amount(gone.headers)));
    let label = if options.include_followed {
        td_string!(locale, storage.followed_too)
    } else {
        td_string!(locale, storage.followed_spared)
    };
    let known = td_string!(locale, storage.accounts, count = followed.accounts, n = number(followed.accounts));
    lines.push(line(label, known));
    if let Some(price) = terms.gb_month {
        lines.push(line(td_string!(locale, storage.saves), terms.told(price.of_storage(gone.total().bytes))));
    }
    if let Some(price) = terms.thousand_requests {
        lines.push(line(td_string!(locale, storage.requests), terms.told(price.of_requests(gone.total().files))));
    }
    let (part, whole) = (size(locale, gone.total().bytes), size(locale, all.total().bytes));
    lines.push(total(td_string!(locale, storage.would_free, whole = whole), part));
    lines
}

/// The question: a plain form, whose answer is the page at another address.
#[component]
fn Question(options: Options, ask: Ask) -> impl IntoView {
    let locale = words::locale();
    let kept = [
        (ask.line == LineOf::Everything).then_some(("line", "everything")),
        (ask.span == Span::Year).then_some(("span", "year")),
    ];
    let kept = kept.into_iter().flatten().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form class="gk-pad border-t border-line" method="get" action="/storage#explorer">
            {kept.collect_view()}
            <div class="grid gap-5 md:grid-cols-3">
            <NumberField
                name="days"
                label=td_string!(locale, pic.days)
                hint=td_string!(locale, storage.days_hint)
                unit=td_string!(locale, job.days)
                value=options.inactive_days.to_string()
                min=1
                max=MOST_DAYS
            />
            <CheckField
                name="headers_only"
                label=td_string!(locale, pic.headers_only)
                hint=td_string!(locale, pic.headers_only_hint)
                checked=options.headers_only
            />
            <CheckField
                name="include_followed"
                label=td_string!(locale, pic.include_followed)
                hint=td_string!(locale, pic.include_followed_hint)
                checked=options.include_followed
            />
            </div>
            <button class="btn btn-paper mt-4" type="submit">{td_string!(locale, storage.show)}</button>
        </form>
    }
}

/// *Show as table*: the thresholds that are one click away, and the one asked about.
#[component]
fn ChoiceTable(explorer: Explorer, terms: Terms) -> impl IntoView {
    let locale = words::locale();
    let Explorer { options, gone, mut choices, .. } = explorer;
    if let Err(place) = choices.binary_search_by_key(&options.inactive_days, |(days, _)| *days) {
        choices.insert(place, (options.inactive_days, gone));
    }
    let money = terms.gb_month;
    let rows = choices.into_iter().map(|(days, gone)| {
        let Pictures { accounts, avatars, headers } = gone;
        let bytes = gone.total().bytes;
        let cost = money.map(|price| view! { <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.a_month)>{terms.told(price.of_storage(bytes))}</td> });
        view! {
            <tr class:font-semibold=days == options.inactive_days>
                <th scope="row" class="wide !border-line !py-2.5 !align-top !font-normal">
                    {td_string!(locale, storage.days, count = days, n = days)}
                </th>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, nav.accounts_short)>{number(accounts)}</td>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.avatars)>{size(locale, avatars.bytes)}</td>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.headers)>{size(locale, headers.bytes)}</td>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, pic.would_free)>{size(locale, bytes)}</td>
                {cost}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, common.table)}</summary>
            <div class="overflow-x-auto pt-3">
                <table class="gk-table gk-stack">
                    <caption>{td_string!(locale, storage.explorer)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, storage.threshold)}</th>
                            <th scope="col" class="num">{td_string!(locale, nav.accounts_short)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.avatars)}</th>
                            <th scope="col" class="num">{td_string!(locale, storage.headers)}</th>
                            <th scope="col" class="num">{td_string!(locale, pic.would_free)}</th>
                            {money.map(|_| view! { <th scope="col" class="num">{td_string!(locale, storage.a_month)}</th> })}
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
    use model::Bytes;
    use model::storage::{Amount, Money};

    fn explorer(accounts: u64, options: Options) -> Explorer {
        let part = |files, bytes| Amount { files, bytes: Bytes(bytes) };
        let gone = Pictures { accounts, avatars: part(accounts, 3_000_000_000), headers: part(5, 2_000_000_000) };
        let all = Pictures { accounts: 90_000, avatars: part(1, 40_000_000_000), headers: part(1, 21_300_000_000) };
        Explorer { gone, followed: gone, all, choices: vec![(7, gone), (90, gone)], weeks: vec![Bytes(1); 53], options }
    }

    fn html(terms: Terms) -> String {
        let operator = Operator { name: "mika".to_owned(), role: model::Role::Moderator };
        let ask = Ask {
            days: Some(45),
            headers_only: false,
            include_followed: false,
            line: LineOf::Pictures,
            span: Span::Year,
        };
        let options = Options { inactive_days: 45, ..Options::default() };
        Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <ThresholdExplorer explorer=explorer(37_460, options) ask=ask terms=terms operator=operator/> }
                .to_html()
        })
    }

    #[test]
    fn the_answer_stands_in_words_figures_and_a_table() {
        let html = html(Terms::default());
        for told in [
            "37,460 accounts would lose pictures at 45 days. That would free 5.0 GB.",
            "href=\"/jobs/remove-profile-media?days=45\"",
            "href=\"/storage?days=90&amp;span=year#explorer\"",
            "name=\"span\" value=\"year\"",
            "61.3 GB",
        ] {
            assert!(html.contains(told), "{told}: {html}");
        }
        assert_eq!(html.matches("<tr").count(), 4, "the head, two choices and the threshold that was asked about");
    }

    #[test]
    fn prices_say_what_it_saves() {
        let prices = Terms {
            currency: "€".to_owned(),
            gb_month: Some(Money(10_000)),
            thousand_requests: Some(Money(5_000)),
            ..Terms::default()
        };
        let html = html(prices);
        assert!(html.contains("0.05\u{a0}€") && html.contains("0.19\u{a0}€"), "{html}");
    }

    #[test]
    fn nothing_to_remove_is_said_plainly() {
        let none = explorer(0, Options::default());
        assert_eq!(answer(Locale::en, &none), "At 30 days no picture would go.");
        let options = Options { inactive_days: 7, headers_only: true, include_followed: true, ..Options::default() };
        let address = job_address(&options);
        assert_eq!(address, "/jobs/remove-profile-media?days=7&headers_only=true&include_followed=true");
    }
}
