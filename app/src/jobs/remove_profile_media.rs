//! Old profile pictures: the forms, and what a report says.

pub mod fields;
pub mod spared;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::remove_profile_media::{Options, ProfileMediaReport};
use model::{Mode, Operator, Schedule};

use super::Summary;
use super::start::{SaveSchedule, StartButtons, WhenFields};
use crate::api::ApiError;
use crate::api::runs::Outcome;
use crate::api::schedules::ScheduleWish;
#[cfg(feature = "ssr")]
use crate::api::{engine, operator, schedules};
use crate::components::ledger::{Line, line, total};
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::pages::run::failures::FailureList;
use crate::words;
use crate::words::quantity::{number, size};
pub use fields::Fields;
use fields::OptionFields;
use spared::SparedAccounts;

/// Starts a removal of old profile pictures with the options of the form and shows its run.
#[server(prefix = "/api", endpoint = "start-remove-profile-media")]
pub async fn start_remove_profile_media(options: Fields, mode: Mode) -> Result<(), ApiError> {
    let operator = operator()?;
    let id = engine()?.start(&operator, model::Job::RemoveProfileMedia(options.options()?), mode).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Sets the schedule of the removal.
#[server(prefix = "/api", endpoint = "schedule-remove-profile-media")]
pub async fn schedule_remove_profile_media(options: Fields, wish: ScheduleWish) -> Result<(), ApiError> {
    operator()?;
    schedules::write(model::Job::RemoveProfileMedia(options.options()?), wish).await
}

/// The form that previews or starts a removal.
#[component]
pub fn RunForm(options: Options, operator: Operator) -> impl IntoView {
    let start = ServerAction::<StartRemoveProfileMedia>::new();
    view! {
        <ActionRefusal value=start.value()/>
        <ActionForm action=start>
            <div class="gk-pad space-y-5">
                <OptionFields options=options/>
            </div>
            <StartButtons operator=operator/>
        </ActionForm>
    }
}

/// The form of the removal's schedule.
#[component]
pub fn ScheduleForm(
    options: Options,
    schedule: Option<Schedule>,
    /// What saves it.
    save: ServerAction<ScheduleRemoveProfileMedia>,
) -> impl IntoView {
    let locale = words::locale();
    view! {
        <ActionForm action=save>
            <div class="space-y-5">
                <WhenFields schedule=schedule/>
                <h3 class="gk-h3">{td_string!(locale, sched.options)}</h3>
                <OptionFields options=options/>
                <SaveSchedule/>
            </div>
        </ActionForm>
    }
}

/// The sums of its report.
#[must_use]
pub fn outcome(report: &ProfileMediaReport) -> Outcome {
    Outcome {
        visited: report.visited,
        accounts: report.accounts,
        files: report.files_removed,
        freed: report.bytes_reclaimed,
        limit_reached: report.limit_reached,
        ..Outcome::default()
    }
}

/// The sums in one clause.
#[must_use]
pub fn came_of_it(locale: Locale, mode: Mode, outcome: &Outcome) -> String {
    let (count, n) = (outcome.files, number(outcome.files));
    match mode {
        Mode::Apply => td_string!(locale, pic.came, count = count, n = n),
        Mode::Preview => td_string!(locale, pic.came_would, count = count, n = n),
    }
}

/// The figures of its card.
#[must_use]
pub fn card_lines(locale: Locale, mode: Mode, outcome: &Outcome) -> Vec<Line> {
    let (accounts, files, freed) = match mode {
        Mode::Apply => (td_string!(locale, pic.accounts), td_string!(locale, pic.files), td_string!(locale, pic.freed)),
        Mode::Preview => (
            td_string!(locale, pic.would_accounts),
            td_string!(locale, pic.would_files),
            td_string!(locale, pic.would_free),
        ),
    };
    vec![
        line(accounts, number(outcome.accounts)),
        line(files, number(outcome.files)),
        line(freed, size(locale, outcome.freed)),
    ]
}

/// The sentence and the figures of its report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &ProfileMediaReport) -> Summary {
    let (count, n, freed) = (report.files_removed, number(report.files_removed), size(locale, report.bytes_reclaimed));
    let headline = match mode {
        _ if count == 0 => td_string!(locale, pic.head_none).to_owned(),
        Mode::Apply => td_string!(locale, pic.head, count = count, n = n, size = freed.clone()),
        Mode::Preview => td_string!(locale, pic.head_would, count = count, n = n, size = freed.clone()),
    };
    let (files, sum) = match mode {
        Mode::Apply => (
            td_string!(locale, pic.files),
            td_string!(locale, pic.freed_total, count = report.accounts, n = number(report.accounts)),
        ),
        Mode::Preview => (td_string!(locale, pic.would_files), td_string!(locale, pic.would_free).to_owned()),
    };
    let mut lines = vec![line(td_string!(locale, pic.visited), number(report.visited)), line(files, number(count))];
    if mode == Mode::Preview {
        lines.insert(1, line(td_string!(locale, pic.would_accounts), number(report.accounts)));
    }
    lines.push(total(sum, freed));
    Summary { headline, lines, note: report.limit_reached.then(|| td_string!(locale, pic.at_limit)) }
}

/// Whose pictures stay, and what could not be settled.
pub fn details(report: ProfileMediaReport) -> impl IntoView {
    view! {
        <SparedAccounts spared=report.spared/>
        <FailureList failures=report.failures/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Bytes;

    #[test]
    fn a_preview_never_says_that_something_was_done() {
        let report = ProfileMediaReport {
            visited: 40_000,
            accounts: 37_460,
            files_removed: 58_914,
            bytes_reclaimed: Bytes(5_000_000_000),
            limit_reached: true,
            ..ProfileMediaReport::default()
        };
        let done = summary(Locale::en, Mode::Apply, &report);
        assert_eq!(done.headline, "58,914 picture files were removed. That freed 5.0 GB.");
        assert_eq!(done.lines.last(), Some(&total("Freed, from 37,460 accounts", "5.0 GB")));
        assert_eq!(done.note, Some("It stopped at your limit, as planned. The rest is for next time."));
        let preview = summary(Locale::en, Mode::Preview, &report);
        assert_eq!(preview.headline, "The next run would remove 58,914 picture files and free 5.0 GB.");
        assert_eq!(preview.lines.last(), Some(&total("Storage that would be freed", "5.0 GB")));
    }
}
