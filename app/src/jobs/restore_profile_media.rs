//! Bringing pictures back: the forms, and what a report says.

pub mod fields;
pub mod waiting;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::restore_profile_media::{Options, RestoreReport};
use model::{Mode, Operator, Schedule};

use super::Summary;
use super::start::{SaveSchedule, StartButtons, WhenFields};
use crate::api::ApiError;
use crate::api::runs::Outcome;
use crate::api::schedules::ScheduleWish;
#[cfg(feature = "ssr")]
use crate::api::{engine, operator, schedules};
use crate::components::banner::{Banner, Tone};
use crate::components::icon::Icon;
use crate::components::ledger::{Line, line};
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::pages::run::failures::FailureList;
use crate::words;
use crate::words::quantity::number;
pub use fields::Fields;
use fields::OptionFields;
use waiting::WaitingAccounts;

/// Starts bringing pictures back with the options of the form and shows its run.
#[server(prefix = "/api", endpoint = "start-restore-profile-media")]
pub async fn start_restore_profile_media(options: Fields, mode: Mode) -> Result<(), ApiError> {
    let operator = operator()?;
    let id = engine()?.start(&operator, model::Job::RestoreProfileMedia(options.options()?), mode).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Sets the schedule by which pictures are brought back.
#[server(prefix = "/api", endpoint = "schedule-restore-profile-media")]
pub async fn schedule_restore_profile_media(options: Fields, wish: ScheduleWish) -> Result<(), ApiError> {
    operator()?;
    schedules::write(model::Job::RestoreProfileMedia(options.options()?), wish).await
}

/// The form that previews or starts it, or the reason why it cannot be done here.
#[component]
pub fn RunForm(
    options: Options,
    operator: Operator,
    /// Whether there is a Redis in which Mastodon's background jobs wait.
    possible: bool,
) -> impl IntoView {
    let locale = words::locale();
    let start = ServerAction::<StartRestoreProfileMedia>::new();
    if !possible {
        return view! {
            <div class="gk-pad">
                <Banner
                    tone=Tone::Amber
                    picture=Icon::Unplug
                    says=td_string!(locale, back.no_redis)
                    because=td_string!(locale, back.no_redis_why).to_owned()
                />
            </div>
        }
        .into_any();
    }
    view! {
        <ActionRefusal value=start.value()/>
        <ActionForm action=start>
            <div class="gk-pad space-y-5">
                <OptionFields options=options with_handles=true/>
            </div>
            <StartButtons operator=operator/>
        </ActionForm>
    }
    .into_any()
}

/// The form of its schedule.
#[component]
pub fn ScheduleForm(
    options: Options,
    schedule: Option<Schedule>,
    /// What saves it.
    save: ServerAction<ScheduleRestoreProfileMedia>,
) -> impl IntoView {
    let locale = words::locale();
    view! {
        <ActionForm action=save>
            <div class="space-y-5">
                <WhenFields schedule=schedule/>
                <h3 class="gk-h3">{td_string!(locale, sched.options)}</h3>
                <OptionFields options=options with_handles=false/>
                <SaveSchedule/>
            </div>
        </ActionForm>
    }
}

/// The sums of its report.
#[must_use]
pub fn outcome(report: &RestoreReport) -> Outcome {
    // A preview asks nobody: what it would ask for is who was found.
    let accounts = if report.asked == 0 { report.candidates } else { report.asked };
    Outcome { visited: report.candidates, accounts, limit_reached: report.limit_reached, ..Outcome::default() }
}

/// The sums in one clause.
#[must_use]
pub fn came_of_it(locale: Locale, mode: Mode, outcome: &Outcome) -> String {
    let (count, n) = (outcome.accounts, number(outcome.accounts));
    match mode {
        Mode::Apply => td_string!(locale, back.came, count = count, n = n),
        Mode::Preview => td_string!(locale, back.came_would, count = count, n = n),
    }
}

/// The figures of its card.
#[must_use]
pub fn card_lines(locale: Locale, mode: Mode, outcome: &Outcome) -> Vec<Line> {
    let asked = match mode {
        Mode::Apply => td_string!(locale, back.asked),
        Mode::Preview => td_string!(locale, back.would_ask),
    };
    vec![line(td_string!(locale, back.candidates), number(outcome.visited)), line(asked, number(outcome.accounts))]
}

/// The sentence and the figures of its report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &RestoreReport) -> Summary {
    let candidates = line(td_string!(locale, back.candidates), number(report.candidates));
    let (headline, lines) = match mode {
        Mode::Preview => {
            let (count, n) = (report.candidates, number(report.candidates));
            (td_string!(locale, back.head_would, count = count, n = n), vec![candidates])
        }
        Mode::Apply => {
            let (count, n) = (report.asked, number(report.asked));
            let lines = vec![
                candidates,
                line(td_string!(locale, back.silent), number(report.silent)),
                line(td_string!(locale, back.asked), number(report.asked)),
                line(td_string!(locale, back.have_again), number(report.came)),
            ];
            (td_string!(locale, back.head, count = count, n = n), lines)
        }
    };
    let headline = if report.candidates == 0 { td_string!(locale, back.head_none).to_owned() } else { headline };
    let note = match mode {
        _ if report.limit_reached => Some(td_string!(locale, pic.at_limit)),
        Mode::Apply if report.asked > report.came => Some(td_string!(locale, back.later)),
        _ => None,
    };
    Summary { headline, lines, note }
}

/// Who misses the pictures, and what could not be settled.
pub fn details(report: RestoreReport) -> impl IntoView {
    view! {
        <WaitingAccounts waiting=report.waiting/>
        <FailureList failures=report.failures/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_was_asked_for_and_what_came() {
        let report = RestoreReport { candidates: 1_240, asked: 1_200, came: 1_100, silent: 40, ..Default::default() };
        let done = summary(Locale::en, Mode::Apply, &report);
        assert_eq!(done.headline, "Mastodon was asked for the pictures of 1,200 accounts.");
        assert_eq!(done.lines.last(), Some(&line("Have a picture again", "1,100".to_owned())));
        assert!(done.note.is_some());
        let preview = RestoreReport { candidates: 1, ..RestoreReport::default() };
        let preview = summary(Locale::en, Mode::Preview, &preview);
        assert_eq!(preview.headline, "The next run would ask for the pictures of 1 account.");
        assert_eq!(summary(Locale::en, Mode::Apply, &RestoreReport::default()).headline, "Nobody’s picture is missed.");
    }
}
