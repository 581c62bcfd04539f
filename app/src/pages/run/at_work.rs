//! A run that is planned or at work.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Millis, Mode, Operator, Permission, Run, RunState};

use super::ended::damaged;
use super::meter::Meter;
use crate::api::runs::{RunLine, StopRun};
use crate::components::badge::StandingBadge;
use crate::components::banner::{Banner, Tone};
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::jobs;
use crate::words::{self, moment, run as say};

/// How a run is doing, at its latest.
#[component]
pub fn AtWork(
    run: RwSignal<Run>,
    now: RwSignal<Millis>,
    operator: Operator,
    /// Whether the page updates by itself.
    updates: Memo<bool>,
    stop: ServerAction<StopRun>,
) -> impl IntoView {
    let locale = words::locale();
    let standing = Memo::new(move |_| run.with(|run| RunLine::of(run).standing()));
    let head = move || {
        standing.track();
        run.with_untracked(|run| head_of(locale, run, now.get_untracked()).into_any())
    };
    let (kind, mode, id) = run.with_untracked(|run| (run.job.kind(), run.mode, run.id.clone()));
    let begun = Memo::new(move |_| run.with(|run| run.state.since().is_some()));
    let may = operator.role.may(Permission::Run);
    let stopping = Memo::new(move |_| run.with(|run| matches!(run.state, RunState::Running { stopping: true, .. })));
    view! {
        {head}
        <div class="space-y-4">
            {run.with_untracked(|run| run.damaged).then(|| damaged(locale))}
            {(mode == Mode::Preview)
                .then(|| view! { <Banner tone=Tone::Slate picture=Icon::Eye says=td_string!(locale, run.preview_working)/> })}
            {move || begun.get().then(|| view! { <Meter run=run now=now kind=kind mode=mode/> })}
            {move || stopping.get().then(|| view! { <p class="text-ink-2">{td_string!(locale, run.stopping)}</p> })}
            {move || (may && !stopping.get()).then(|| view! { <Stop run=run stop=stop/> })}
            <Updates id=id.to_string() on=updates/>
        </div>
    }
}

fn head_of(locale: Locale, run: &Run, now: Millis) -> impl IntoView + use<> {
    let line = RunLine::of(run);
    let above = (jobs::address(line.kind), say::job_name(locale, line.kind));
    let badge = view! { <StandingBadge standing=line.standing()/> }.into_any();
    let started = say::started(locale, &line.trigger, line.began(), now);
    let (title, lead) = match &run.state {
        RunState::Queued { due_at } if *due_at > now => (
            td_string!(locale, run.planned_title, job = say::job_name(locale, line.kind)),
            td_string!(locale, run.planned_until, when = moment::moment(locale, *due_at, now)),
        ),
        RunState::Queued { .. } => (
            td_string!(locale, run.planned_title, job = say::job_name(locale, line.kind)),
            td_string!(locale, run.planned_lead).to_owned(),
        ),
        _ => (say::working(locale, line.kind).to_owned(), format!("{started} {}", td_string!(locale, run.close))),
    };
    view! { <Head title=title above=above lead=lead badge=badge/> }
}

/// Stops the run after its batch.
#[component]
fn Stop(run: RwSignal<Run>, stop: ServerAction<StopRun>) -> impl IntoView {
    let locale = words::locale();
    view! {
        <ActionRefusal value=stop.value()/>
        <ActionForm action=stop>
            <input type="hidden" name="id" value=run.with_untracked(|run| run.id.to_string())/>
            <div class="flex flex-wrap items-center gap-3">
                <button class="btn btn-paper" type="submit">
                    {icon(Icon::CircleStop, "size-4")}
                    {td_string!(locale, run.stop)}
                </button>
                <p class="text-sm text-ink-2">{td_string!(locale, run.stop_hint)}</p>
            </div>
        </ActionForm>
    }
}

/// Whether the page updates by itself, and the link that changes it. Without JavaScript it loads again every 10 seconds.
#[component]
fn Updates(id: String, on: Memo<bool>) -> impl IntoView {
    let locale = words::locale();
    move || {
        let here = format!("/runs/{id}");
        let (says, href, link) = if on.get() {
            (td_string!(locale, run.updates_live), format!("{here}?updates=off"), td_string!(locale, run.updates_stop))
        } else {
            (td_string!(locale, run.updates_off), here, td_string!(locale, run.updates_start))
        };
        let again = on.get().then(|| {
            // Its content is text where JavaScript runs, so it can't be a child that is taken over.
            view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"10\">"></noscript> }
        });
        view! {
            {again}
            <p class="text-sm text-ink-2">{says} " " <a class="gk-link" href=href>{link}</a></p>
        }
    }
}
