//! Purge: what its report says, and its receipt. Its buttons are in the list of unreachable servers.

pub mod receipts;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::{SparedBecause, SparedServer};
use model::jobs::purge_domain::PurgeReport;
use model::{Domain, Mode, Run, RunState};

use self::receipts::Receipt;
use super::Summary;
use crate::api::runs::{Outcome, Servers};
use crate::components::ledger::{line, total};
use crate::i18n::Locale;
use crate::pages::run::failures::FailureList;
use crate::words::moment;
use crate::words::quantity::{number, size};
use crate::words::server;

/// The servers by name when it is one, else by their number.
#[must_use]
pub fn servers(locale: Locale, domains: &[Domain]) -> String {
    match domains {
        [one] => server::name(locale, one.as_str()),
        many => how_many(locale, many.len() as u64),
    }
}

/// The servers of a run in a list of runs.
#[must_use]
pub fn in_line(locale: Locale, servers: &Servers) -> String {
    match &servers.only {
        Some(only) => server::name(locale, only),
        None => how_many(locale, servers.count),
    }
}

fn how_many(locale: Locale, servers: u64) -> String {
    td_string!(locale, purge.many, count = servers, n = number(servers))
}

/// The sums of its report.
#[must_use]
pub fn outcome(report: &PurgeReport) -> Outcome {
    Outcome {
        accounts: report.accounts,
        files: report.files_removed,
        freed: report.bytes_reclaimed,
        ..Outcome::default()
    }
}

/// The sentence and the figures of its report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &PurgeReport) -> Summary {
    let servers = servers(locale, &report.domains);
    let (count, n, freed) = (report.accounts, number(report.accounts), size(locale, report.bytes_reclaimed));
    let (headline, sum) = match mode {
        Mode::Apply => (
            td_string!(locale, purge.head, servers = servers, count = count, n = n, size = freed.clone()),
            td_string!(locale, purge.freed),
        ),
        Mode::Preview => (
            td_string!(locale, purge.head_would, servers = servers, count = count, n = n, size = freed.clone()),
            td_string!(locale, purge.would_free),
        ),
    };
    let mut lines = vec![
        line(td_string!(locale, purge.accounts), number(report.accounts)),
        line(td_string!(locale, purge.posts), number(report.statuses_removed)),
    ];
    if report.boosts_removed > 0 {
        lines.push(line(td_string!(locale, purge.boosts), number(report.boosts_removed)));
    }
    lines.push(line(td_string!(locale, purge.emojis), number(report.emojis)));
    if report.domain_blocks > 0 {
        lines.push(line(td_string!(locale, purge.domain_blocks), number(report.domain_blocks)));
    }
    if !report.spared.is_empty() {
        lines.push(line(td_string!(locale, purge.spared_line), number(report.spared.len() as u64)));
    }
    lines.push(line(td_string!(locale, purge.files), number(report.files_removed)));
    lines.push(total(sum, freed));
    Summary { headline, lines, note: None }
}

/// The servers by name when they are several, what members had there, and what could not be settled.
pub fn details(run: &Run, report: PurgeReport) -> impl IntoView + use<> {
    let locale = crate::words::locale();
    let names = (report.domains.len() > 1).then(|| {
        let names = report.domains.iter().map(|domain| {
            view! { <li class="px-4 py-2 font-semibold md:px-5">{server::name(locale, domain.as_str())}</li> }
        });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, purge.servers)}</h2>
                </div>
                <ul class="divide-y divide-line">{names.collect_view()}</ul>
            </section>
        }
    });
    let spared = (!report.spared.is_empty()).then(|| spared(locale, &report.spared));
    // A preview saves nothing.
    let finished = matches!(run.state, RunState::Finished { .. });
    let receipt = (run.mode == Mode::Apply).then(|| view! { <Receipt run=run.id.clone() finished=finished/> });
    view! {
        {spared}
        {names}
        {receipt}
        <FailureList failures=report.failures/>
    }
}

/// The servers that left the purge, each with its reason.
fn spared(locale: Locale, spared: &[SparedServer]) -> impl IntoView + use<> {
    let servers = spared.iter().map(|server| {
        let why = match server.because {
            SparedBecause::Answers => td_string!(locale, purge.spared_answers).to_owned(),
            SparedBecause::CannotBeAsked => td_string!(locale, purge.spared_unasked).to_owned(),
            SparedBecause::Kept => td_string!(locale, purge.spared_kept).to_owned(),
            SparedBecause::Refuses => td_string!(locale, purge.spared_refuses).to_owned(),
            SparedBecause::Sent { at } => {
                td_string!(locale, purge.spared_sent, when = moment::full(locale, at))
            }
        };
        view! {
            <li class="px-4 py-2 md:px-5">
                <b class="break-words font-semibold">{server.domain.to_string()}</b>
                <p class="text-[0.9375rem] text-ink-2">{why}</p>
            </li>
        }
    });
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, purge.spared)}</h2>
                <p class="text-[0.9375rem] text-ink-2">{td_string!(locale, purge.spared_why)}</p>
            </div>
            <ul class="divide-y divide-line">{servers.collect_view()}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_is_called_by_its_name_and_several_by_their_number() {
        let report = |names: &[&str]| PurgeReport {
            domains: names.iter().map(|name| name.parse().expect("a name")).collect(),
            accounts: 1,
            ..PurgeReport::default()
        };
        let done = |names: &[&str]| summary(Locale::en, Mode::Apply, &report(names)).headline;
        assert_eq!(done(&["quiet.example"]), "Purged quiet.example: 1 account is gone, nothing freed.");
        assert_eq!(done(&["a.example", "b.example"]), "Purged 2 servers: 1 account is gone, nothing freed.");
        let headline = summary(Locale::en, Mode::Preview, &report(&["quiet.example"])).headline;
        assert_eq!(headline, "Purging quiet.example would remove 1 account and free nothing.");
    }
}
