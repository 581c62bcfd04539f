//! Runs as a table, and on narrow windows as a list.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, Millis};

use crate::api::runs::RunLine;
use crate::components::badge::StandingBadge;
use crate::components::icon::icon;
use crate::components::when::When;
use crate::jobs;
use crate::words::{self, duration, quantity::size, run};

/// The table of runs. `with_job` names the job of each, where runs of several jobs stand together.
#[component]
pub fn RunTable(runs: Vec<RunLine>, now: Millis, caption: &'static str, with_job: bool) -> impl IntoView {
    let locale = words::locale();
    let rows = runs.iter().map(|line| view! { <Row line=line.clone() now=now with_job=with_job/> }).collect_view();
    let cards = runs.into_iter().map(|line| view! { <Card line=line now=now/> }).collect_view();
    view! {
        <div class="overflow-x-auto max-md:hidden">
            <table class="gk-table">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col" aria-sort="descending">{td_string!(locale, job.started)}</th>
                        {with_job.then(|| view! { <th scope="col">{td_string!(locale, job.job)}</th> })}
                        <th scope="col">{td_string!(locale, job.how)}</th>
                        <th scope="col">{td_string!(locale, job.came_of_it)}</th>
                        <th scope="col">{td_string!(locale, job.by)}</th>
                        <th scope="col" class="num">{td_string!(locale, job.freed)}</th>
                        <th scope="col" class="num">{td_string!(locale, job.took)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <ul class="divide-y divide-line md:hidden">{cards}</ul>
    }
}

/// What a real run freed; a preview frees nothing.
fn freed(line: &RunLine) -> Option<Bytes> {
    let outcome = line.outcome.as_ref().filter(|_| line.mode == model::Mode::Apply)?;
    Some(outcome.freed).filter(|freed| *freed > Bytes::ZERO)
}

#[component]
fn Row(line: RunLine, now: Millis, with_job: bool) -> impl IntoView {
    let locale = words::locale();
    let none = td_string!(locale, common.none);
    let job = with_job.then(|| {
        view! {
            <td class="whitespace-nowrap">
                <span class="inline-flex items-center gap-1.5">
                    {icon(jobs::picture(line.kind), "size-4 text-ink-3")}
                    {run::job_name(locale, line.kind)}
                </span>
            </td>
        }
    });
    view! {
        <tr>
            <td class="whitespace-nowrap">
                <a class="gk-link" href=format!("/runs/{}", line.id)>
                    <When at=line.began() now=now/>
                </a>
            </td>
            {job}
            <td>
                <StandingBadge standing=line.standing()/>
            </td>
            <td class="text-ink-2">{run::outcome(locale, &line, now)}</td>
            <td class="whitespace-nowrap text-ink-2">{run::by(locale, &line.trigger)}</td>
            <td class="num font-semibold">{freed(&line).map_or(none.to_owned(), |freed| size(locale, freed))}</td>
            <td class="num text-ink-2">{line.took_ms().map_or(none.to_owned(), |ms| duration::duration(locale, ms))}</td>
        </tr>
    }
}

#[component]
fn Card(line: RunLine, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let took = line.took_ms().map(|ms| format!(" · {}", duration::duration(locale, ms)));
    view! {
        <li class="px-4 py-3">
            <div class="flex items-start justify-between gap-3">
                <a class="font-semibold" href=format!("/runs/{}", line.id)>{run::job_name(locale, line.kind)}</a>
                <StandingBadge standing=line.standing()/>
            </div>
            <p class="mt-0.5 text-[0.9375rem]">
                {run::outcome(locale, &line, now)}
                {freed(&line).map(|freed| view! { ", " <b>{size(locale, freed)}</b> })}
            </p>
            <p class="mt-0.5 text-sm text-ink-3">
                <When at=line.began() now=now/>
                " · "
                {run::by(locale, &line.trigger)}
                {took}
            </p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{JobKind, Mode, Progress, RunState, Trigger};

    #[test]
    fn a_preview_frees_nothing() {
        let line = |mode| RunLine {
            id: "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id"),
            kind: JobKind::CullAccounts,
            mode,
            trigger: Trigger::Schedule,
            state: RunState::Finished { since: Millis(0), at: Millis(1) },
            progress: Progress::default(),
            created_at: Millis(0),
            servers: Default::default(),
            outcome: Some(crate::api::runs::Outcome { freed: Bytes(7), ..Default::default() }),
            damaged: false,
        };
        assert_eq!(freed(&line(Mode::Apply)), Some(Bytes(7)));
        assert_eq!(freed(&line(Mode::Preview)), None);
    }
}
