//! The page of a job: what it does and never does, its options, its schedule, and its earlier runs.

pub mod answers;
pub mod schedule;
pub mod spared;
pub mod stuck;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::jobs::remove_profile_media::Options;
use model::{Job, JobKind, Mode};

use crate::api::jobs::{JobPage, read_job};
use crate::api::runs::RunLine;
use crate::api::schedules::SwitchSchedule;
use crate::components::badge::StandingBadge;
use crate::components::banner::{Banner, Tone};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::Icon;
use crate::components::ledger::Ledger;
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::components::when::When;
use crate::jobs::cull_accounts::ScheduleCullAccounts;
use crate::jobs::remove_profile_media::ScheduleRemoveProfileMedia;
use crate::jobs::restore_profile_media::ScheduleRestoreProfileMedia;
use crate::jobs::{cull_accounts, remove_profile_media, restore_profile_media, summary};
use crate::pages::history::runs::RunTable;
use crate::words::{self, run};
use answers::Answers;
use schedule::ScheduleSheet;
use spared::Spared;
use stuck::Stuck;

/// Vanished accounts.
#[component]
pub fn CullAccounts() -> impl IntoView {
    view! { <JobOf kind=JobKind::CullAccounts/> }
}

/// Old profile pictures.
#[component]
pub fn RemoveProfileMedia() -> impl IntoView {
    view! { <JobOf kind=JobKind::RemoveProfileMedia/> }
}

/// Bringing pictures back.
#[component]
pub fn RestoreProfileMedia() -> impl IntoView {
    view! { <JobOf kind=JobKind::RestoreProfileMedia/> }
}

/// What changes a schedule. The page is read again after each.
#[derive(Clone, Copy)]
struct Changes {
    cull: ServerAction<ScheduleCullAccounts>,
    media: ServerAction<ScheduleRemoveProfileMedia>,
    back: ServerAction<ScheduleRestoreProfileMedia>,
    switch: ServerAction<SwitchSchedule>,
}

#[component]
fn JobOf(kind: JobKind) -> impl IntoView {
    let changes = Changes {
        cull: ServerAction::new(),
        media: ServerAction::new(),
        back: ServerAction::new(),
        switch: ServerAction::new(),
    };
    let Changes { cull, media, back, switch } = changes;
    let done = (successes(cull), successes(media), successes(back), successes(switch));
    let changed = move || (done.0.get(), done.1.get(), done.2.get(), done.3.get());
    let page = Resource::new_blocking(move || (kind, changed()), |(kind, _)| read_job(kind));
    view! {
        <ActionRefusal value=cull.value()/>
        <ActionRefusal value=media.value()/>
        <ActionRefusal value=back.value()/>
        <ActionRefusal value=switch.value()/>
        <Loaded data=page view=move |page| show(page, changes)/>
    }
}

fn show(page: JobPage, changes: Changes) -> impl IntoView {
    let locale = words::locale();
    let JobPage { operator, card, last, schedule, job, runs, stuck, fetches_pictures, now } = page;
    let kind = card.kind;
    // What cannot be done is not planned; a schedule from before can still be switched off.
    let planned = kind != JobKind::RestoreProfileMedia || fetches_pictures || schedule.is_some();
    let plan = schedule.as_ref().map(|view| view.schedule.clone());
    let (lead, form, schedule_form) = match job {
        Job::CullAccounts(options) => (
            td_string!(locale, acc.lead),
            view! { <cull_accounts::RunForm options=options.clone() operator=operator.clone()/> }.into_any(),
            view! { <cull_accounts::ScheduleForm options=options schedule=plan save=changes.cull/> }.into_any(),
        ),
        Job::RemoveProfileMedia(options) => (
            td_string!(locale, pic.lead),
            view! { <remove_profile_media::RunForm options=asked(options.clone()) operator=operator.clone()/> }
                .into_any(),
            view! { <remove_profile_media::ScheduleForm options=options schedule=plan save=changes.media/> }.into_any(),
        ),
        Job::RestoreProfileMedia(options) => (
            td_string!(locale, back.lead),
            view! {
                <restore_profile_media::RunForm
                    options=options.clone()
                    operator=operator.clone()
                    possible=fetches_pictures
                />
            }
            .into_any(),
            view! { <restore_profile_media::ScheduleForm options=options schedule=plan save=changes.back/> }.into_any(),
        ),
        // A purge has no page of its own: it begins in the list of unreachable servers.
        // Neither has a measurement: the page of storage is about it.
        Job::PurgeDomain(_) | Job::MeasureStorage(_) => ("", ().into_any(), ().into_any()),
    };
    view! {
        <Head title=run::job_name(locale, kind) lead=lead/>
        <div class="space-y-4">
            {card.active.map(|active| view! { <Active active=active/> })}
            <div class="grid items-start gap-4 lg:grid-cols-5">
                <section class="gk-sheet lg:col-span-3">
                    <div class="gk-sheet-head">
                        <h2 class="gk-h2">{td_string!(locale, job.options)}</h2>
                    </div>
                    {form}
                </section>
                <Spared kind=kind/>
            </div>
            {planned.then(|| {
                view! {
                    <ScheduleSheet
                        kind=kind
                        schedule=schedule
                        operator=operator
                        now=now
                        switch=changes.switch
                        form=schedule_form
                    />
                }
            })}
            <Stuck files=stuck now=now/>
            <Last last=last now=now/>
            {(!runs.is_empty()).then(|| view! { <Earlier runs=runs now=now/> })}
            {(kind == JobKind::CullAccounts).then(|| view! { <Answers/> })}
        </div>
    }
}

/// The options of old profile pictures as the address has them: the page of storage leads here with the threshold that was chosen there.
fn asked(options: Options) -> Options {
    use_query_map().with_untracked(|query| match query.get_str("days").and_then(|days| days.parse().ok()) {
        Some(inactive_days) => Options {
            inactive_days,
            headers_only: query.get_str("headers_only").is_some(),
            include_followed: query.get_str("include_followed").is_some(),
            ..options
        },
        None => options,
    })
}

/// A run of this job is at work or planned.
#[component]
fn Active(active: RunLine) -> impl IntoView {
    let locale = words::locale();
    let (says, because) = if active.state.since().is_some() {
        let percent = active.progress.percent();
        (td_string!(locale, job.active), td_string!(locale, run.came_running, n = percent))
    } else {
        (td_string!(locale, job.planned), String::new())
    };
    view! {
        <Banner tone=Tone::Slate picture=Icon::Footprints says=says because=because>
            <a class="btn btn-paper btn-sm" href=format!("/runs/{}", active.id)>{td_string!(locale, job.follow)}</a>
        </Banner>
    }
}

/// How the last run went, in a sentence and its figures.
#[component]
fn Last(last: Option<model::Run>, now: model::Millis) -> impl IntoView {
    let locale = words::locale();
    let Some(last) = last else {
        return view! { <p class="gk-sheet gk-pad text-ink-2">{td_string!(locale, job.none_yet)}</p> }.into_any();
    };
    let line = RunLine::of(&last);
    let body = match &last.report {
        Some(report) => {
            let summary = summary(locale, last.mode, report);
            let note = summary.note.map(|note| view! { <p class="mt-3 text-sm text-ink-2">{note}</p> });
            view! {
                <p class="mb-3 font-semibold">{summary.headline}</p>
                <Ledger lines=summary.lines/>
                {note}
            }
            .into_any()
        }
        None => view! { <p class="text-ink-2">{run::outcome(locale, &line, now)}</p> }.into_any(),
    };
    let kind = (last.mode == Mode::Preview).then(|| td_string!(locale, run.preview_is));
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, job.last)}</h2>
                <span class="flex items-center gap-2 text-sm text-ink-2">
                    <When at=line.began() now=now/> <StandingBadge standing=line.standing()/>
                </span>
            </div>
            <div class="gk-pad max-w-3xl">
                {kind.map(|kind| view! { <p class="mb-1 text-sm text-ink-2">{kind}</p> })}
                {body}
                <p class="mt-4 text-sm font-semibold">
                    <a class="gk-link" href=format!("/runs/{}", last.id)>{td_string!(locale, job.full_report)}</a>
                </p>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Earlier(runs: Vec<RunLine>, now: model::Millis) -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, job.earlier)}</h2>
                <a class="gk-link text-sm font-semibold" href="/history">{td_string!(locale, overview.open_history)}</a>
            </div>
            <RunTable runs=runs now=now caption=td_string!(locale, job.earlier_of) with_job=false/>
        </section>
    }
}
