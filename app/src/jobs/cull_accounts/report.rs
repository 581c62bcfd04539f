//! What the report of a cull says.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::cull_accounts::CullReport;
use model::{Mode, Operator, Run};

use super::gone::GoneList;
use super::held::HeldList;
use super::skipped::SkippedList;
use crate::api::runs::Outcome;
use crate::components::banner::{Banner, Tone};
use crate::components::icon::Icon;
use crate::components::ledger::{Ledger, Line, line, total};
use crate::i18n::Locale;
use crate::jobs::Summary;
use crate::pages::run::failures::FailureList;
use crate::words;
use crate::words::quantity::{number, size};

/// Accounts that could not be settled: neither there, nor gone, nor waiting for a second look.
fn set_aside(report: &CullReport) -> u64 {
    report.visited.saturating_sub(report.confirmed + report.removed + report.second_look + report.held)
}

/// The sums of its report.
#[must_use]
pub fn outcome(report: &CullReport) -> Outcome {
    Outcome {
        visited: report.visited,
        accounts: report.removed,
        set_aside: set_aside(report),
        files: report.files_removed,
        freed: report.bytes_reclaimed,
        limit_reached: report.limit_reached,
    }
}

/// The sums in one clause.
#[must_use]
pub fn came_of_it(locale: Locale, mode: Mode, outcome: &Outcome) -> String {
    let (count, n) = (outcome.accounts, number(outcome.accounts));
    match mode {
        Mode::Apply => td_string!(locale, acc.came, count = count, n = n),
        Mode::Preview => td_string!(locale, acc.came_would, count = count, n = n),
    }
}

/// The figures of its card.
#[must_use]
pub fn card_lines(locale: Locale, mode: Mode, outcome: &Outcome) -> Vec<Line> {
    let removed = match mode {
        Mode::Apply => td_string!(locale, acc.removed_short),
        Mode::Preview => td_string!(locale, acc.would_short),
    };
    vec![
        line(td_string!(locale, acc.checked), number(outcome.visited)),
        line(removed, number(outcome.accounts)),
        line(td_string!(locale, acc.aside_short), number(outcome.set_aside)),
    ]
}

/// The sentence and the figures of its report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &CullReport) -> Summary {
    let (count, n, freed) = (report.removed, number(report.removed), size(locale, report.bytes_reclaimed));
    let headline = match mode {
        _ if count == 0 => td_string!(locale, acc.head_none).to_owned(),
        Mode::Apply => td_string!(locale, acc.head, count = count, n = n, size = freed),
        Mode::Preview => td_string!(locale, acc.head_would, count = count, n = n, size = freed),
    };
    let servers = report.skipped_domains.len() as u64;
    let aside = if servers == 0 {
        td_string!(locale, acc.aside_none).to_owned()
    } else {
        td_string!(locale, acc.aside, count = servers, n = number(servers))
    };
    let removed = match mode {
        Mode::Apply => td_string!(locale, acc.removed),
        Mode::Preview => td_string!(locale, acc.would_remove),
    };
    let mut lines =
        vec![line(td_string!(locale, acc.still), number(report.confirmed)), line(removed, number(report.removed))];
    if report.second_look > 0 {
        lines.push(line(td_string!(locale, acc.second_look), number(report.second_look)));
    }
    if report.held > 0 {
        lines.push(line(td_string!(locale, acc.held), number(report.held)));
    }
    lines.push(line(aside, number(set_aside(report))));
    lines.push(total(td_string!(locale, acc.checked), number(report.visited)));
    let note = match (report.limit_reached, report.begun_anew > 0) {
        (true, _) => Some(td_string!(locale, report.limit)),
        (false, true) => Some(td_string!(locale, acc.begun_anew)),
        (false, false) => None,
    };
    Summary { headline, lines, note }
}

/// What went with the accounts, which servers were set aside, and whose server said that they are gone.
pub fn details(run: &Run, report: CullReport, operator: Operator) -> impl IntoView + use<> {
    let locale = words::locale();
    let servers = report.skipped_domains.len() as u64;
    let banner = if report.all_green() {
        let (says, because) = (td_string!(locale, acc.all_green), td_string!(locale, acc.all_green_why));
        view! { <Banner tone=Tone::Moss picture=Icon::CircleCheck says=says because=because/> }.into_any()
    } else if servers > 0 {
        view! {
            <Banner
                tone=Tone::Amber
                picture=Icon::Unplug
                says=td_string!(locale, acc.review, count = servers, n = number(servers))
                because=td_string!(locale, acc.review_why)
            >
                <a class="btn btn-warning" href="/unreachable">{td_string!(locale, acc.review_do)}</a>
            </Banner>
        }
        .into_any()
    } else {
        ().into_any()
    };
    let posts = line(td_string!(locale, acc.with_posts), number(report.statuses_removed));
    let files = line(td_string!(locale, acc.with_files), number(report.files_removed));
    let boosts = line(td_string!(locale, acc.with_boosts), number(report.boosts_removed));
    let with = (report.statuses_removed + report.files_removed > 0).then(|| {
        view! {
            <section class="gk-sheet gk-pad">
                <h2 class="gk-h2 mb-2">{td_string!(locale, acc.with)}</h2>
                <div class="max-w-xl">
                    <Ledger lines=vec![posts, boosts, files]/>
                </div>
            </section>
        }
    });
    view! {
        {banner}
        <HeldList run=run.id.clone() mode=run.mode held=report.held_because operator=operator/>
        {with}
        <SkippedList skipped=report.skipped_domains/>
        <GoneList run=run.id.clone() any={report.removed > 0}/>
        <FailureList failures=report.failures/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::jobs::cull_accounts::SkippedDomain;
    use model::{Bytes, CaseReason};

    fn report() -> CullReport {
        let skipped = |name: &str| SkippedDomain { domain: name.parse().expect("a name"), reason: CaseReason::TooSlow };
        CullReport {
            visited: 411_920,
            confirmed: 376_000,
            removed: 1_284,
            second_look: 24,
            unanswered: 12,
            bytes_reclaimed: Bytes(1_900_000_000),
            skipped_domains: vec![skipped("a.example"), skipped("b.example")],
            ..CullReport::default()
        }
    }

    #[test]
    fn what_was_looked_at_is_the_sum_of_what_became_of_it() {
        assert_eq!(set_aside(&report()), 34_612);
        let lines = summary(Locale::en, Mode::Apply, &report()).lines;
        assert_eq!(lines.last(), Some(&total("Accounts checked", "411,920")));
        assert!(lines.contains(&line("Set aside: 2 servers gave no clear answer", "34,612")), "{lines:?}");
    }

    #[test]
    fn a_preview_never_says_that_something_was_done() {
        let done = summary(Locale::en, Mode::Apply, &report()).headline;
        assert_eq!(done, "1,284 accounts had vanished. Removing our copies freed 1.9 GB.");
        let preview = summary(Locale::en, Mode::Preview, &report());
        assert_eq!(preview.headline, "1,284 accounts have vanished. Removing our copies would free 1.9 GB.");
        assert!(preview.lines.iter().any(|l| *l == line(td_string!(Locale::en, acc.would_remove), "1,284")));
        let clause = came_of_it(Locale::en, Mode::Preview, &outcome(&report()));
        assert_eq!(clause, "Would remove 1,284 accounts. Nothing was changed");
    }

    #[test]
    fn finding_nothing_is_a_whole_sentence() {
        let none = summary(Locale::en, Mode::Apply, &CullReport::default());
        assert_eq!(none.headline, "No account had vanished.");
    }
}
