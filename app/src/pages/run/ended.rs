//! A run that has ended: its report, or how far it came and why not further.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{JobKind, Millis, Mode, Operator, Permission, Run, RunState};

use crate::api::runs::{DoNow, RunLine};
use crate::components::badge::StandingBadge;
use crate::components::banner::{Banner, Tone};
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::ledger::{Ledger, line};
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::jobs;
use crate::words::{self, duration, failure, moment, run as say};

/// The report of a run.
#[component]
pub fn Ended(run: Run, operator: Operator, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let line_of = RunLine::of(&run);
    let name = say::job_name(locale, line_of.kind);
    let title = match run.mode {
        Mode::Preview => td_string!(locale, run.preview_title, job = name),
        Mode::Apply => {
            td_string!(locale, run.report_title, job = name, day = moment::day(locale, line_of.began(), now))
        }
    };
    let badge = view! { <StandingBadge standing=line_of.standing()/> }.into_any();
    let preview = matches!(run.state, RunState::Finished { .. }) && run.mode == Mode::Preview && !run.damaged;
    let may = operator.role.may(Permission::Run);
    let body = match &run.report {
        Some(report) => {
            let summary = jobs::summary(locale, run.mode, report);
            let note = summary.note.map(|note| view! { <p class="mt-3 text-sm text-ink-2">{note}</p> });
            view! {
                <p class="max-w-[38ch] font-serif text-[1.375rem] font-semibold leading-8 tracking-[-0.01em]">
                    {summary.headline}
                </p>
                <div class="mt-4">
                    <Ledger lines=summary.lines/>
                </div>
                {note}
            }
            .into_any()
        }
        None => view! { <p class="text-ink-2">{td_string!(locale, run.no_report)}</p> }.into_any(),
    };
    let about = about(locale, &line_of, now);
    let details = run.report.clone().map(|report| jobs::details(&run, report, operator.clone()));
    view! {
        <Head title=title above=("/history", td_string!(locale, nav.history)) badge=badge/>
        <div class="space-y-4">
            {run.damaged.then(|| damaged(locale))}
            {end_of(locale, &run)}
            {preview
                .then(|| {
                    let (says, because) = (td_string!(locale, run.nothing_changed), td_string!(locale, run.preview_is));
                    let id = run.id.to_string();
                    view! {
                        <Banner tone=Tone::Slate picture=Icon::Eye says=says because=because>
                            {may.then(|| doing(locale, line_of.kind, id))}
                        </Banner>
                    }
                })}
            <section class="gk-sheet">
                <div class="grid lg:grid-cols-5">
                    <div class="gk-pad lg:col-span-3 lg:border-r lg:border-line">{body}</div>
                    <div class="gk-pad max-lg:border-t max-lg:border-line lg:col-span-2">
                        <h2 class="gk-h3 mb-1">{td_string!(locale, run.about)}</h2>
                        <Ledger lines=about/>
                    </div>
                </div>
            </section>
            {details}
        </div>
    }
}

/// That something of the run cannot be read.
pub fn damaged(locale: Locale) -> impl IntoView {
    view! {
        <Banner
            tone=Tone::Amber
            picture=Icon::TriangleAlert
            says=td_string!(locale, run.damaged)
            because=td_string!(locale, run.damaged_why)
        />
    }
}

/// The way from a preview to the real thing. A purge is ordered in the list of servers, where one can still change one's mind.
fn doing(locale: Locale, job: JobKind, preview: String) -> AnyView {
    if job == JobKind::PurgeDomain {
        return view! { <a class="btn btn-paper" href="/unreachable">{td_string!(locale, nav.queue)}</a> }.into_any();
    }
    view! { <DoIt preview=preview/> }.into_any()
}

/// Who started it, when, how long it took.
fn about(locale: Locale, run: &RunLine, now: Millis) -> Vec<crate::components::ledger::Line> {
    let mut lines = vec![
        line(td_string!(locale, run.started_by), say::by(locale, &run.trigger)),
        line(td_string!(locale, run.started), moment::moment(locale, run.began(), now)),
    ];
    if let Some(at) = run.state.ended_at() {
        lines.push(line(td_string!(locale, run.ended), moment::moment(locale, at, now)));
    }
    if let Some(took) = run.took_ms() {
        lines.push(line(td_string!(locale, run.took), duration::duration(locale, took)));
    }
    lines.push(line(td_string!(locale, run.kind), say::mode(locale, run.mode)));
    lines
}

/// Why it ended before its end; nothing when it finished.
fn end_of(locale: Locale, run: &Run) -> AnyView {
    match &run.state {
        RunState::Failed { failure: why, .. } => {
            let technical = failure::details(why).map(|sentence| {
                view! {
                    <details class="gk-details">
                        <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, common.technical)}</summary>
                        <p class="pt-3 font-mono text-xs text-ink-2">{sentence.to_owned()}</p>
                    </details>
                }
            });
            view! {
                <Banner
                    tone=Tone::Amber
                    picture=Icon::TriangleAlert
                    says=td_string!(locale, run.failed)
                    because=failure::of_run(locale, why)
                />
                {technical}
            }
            .into_any()
        }
        RunState::Stopped { since: None, .. } => {
            view! { <Banner tone=Tone::Stone picture=Icon::Square says=td_string!(locale, run.stopped_queued)/> }
                .into_any()
        }
        RunState::Stopped { .. } => view! {
            <Banner
                tone=Tone::Stone
                picture=Icon::Square
                says=td_string!(locale, run.stopped)
                because=td_string!(locale, run.stopped_why)
            />
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// Does for real what the preview showed.
#[component]
fn DoIt(preview: String) -> impl IntoView {
    let locale = words::locale();
    let act = ServerAction::<DoNow>::new();
    view! {
        <ActionForm action=act>
            <input type="hidden" name="preview" value=preview/>
            <button class="btn btn-primary" type="submit">
                {icon(Icon::Play, "size-4")}
                {td_string!(locale, run.do_now)}
            </button>
        </ActionForm>
        <ActionRefusal value=act.value()/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::jobs::remove_profile_media::ProfileMediaReport;
    use model::run::RunFailure;
    use model::{JobKind, Progress, Report, Role, Trigger};

    fn html(mode: Mode, state: RunState, role: Role) -> String {
        let run = Run {
            id: "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id"),
            job: JobKind::RemoveProfileMedia.with_defaults(),
            mode,
            trigger: Trigger::Operator { name: "Aiko".to_owned() },
            state,
            progress: Progress::default(),
            created_at: Millis(0),
            report: Some(Report::RemoveProfileMedia(ProfileMediaReport::default())),
            damaged: false,
        };
        let operator = Operator { name: "Aiko".to_owned(), role };
        Owner::new().with(|| {
            provide_context(Locale::en);
            leptos_meta::provide_meta_context();
            view! { <Ended run=run operator=operator now=Millis(0)/> }.to_html()
        })
    }

    #[test]
    fn only_a_finished_preview_offers_to_be_done() {
        let ended = RunState::Finished { since: Millis(0), at: Millis(1) };
        let stopped = RunState::Stopped { since: Some(Millis(0)), at: Millis(1) };
        assert!(html(Mode::Preview, ended.clone(), Role::Moderator).contains("Do this now"));
        assert!(!html(Mode::Preview, ended.clone(), Role::Visitor).contains("Do this now"));
        assert!(!html(Mode::Preview, stopped, Role::Moderator).contains("Do this now"));
        assert!(!html(Mode::Apply, ended, Role::Moderator).contains("Do this now"));
    }

    #[test]
    fn a_failure_says_what_a_person_can_do() {
        let failure = RunFailure::Unsupported { sentence: "The table custom_things points at accounts.".to_owned() };
        let html = html(Mode::Apply, RunState::Failed { since: Millis(0), at: Millis(1), failure }, Role::Visitor);
        assert!(html.contains("It did not finish."), "{html}");
        assert!(html.contains("custom_things points at accounts."), "{html}");
    }
}
