//! Storage: what starts a measurement, and what its report says. The page of storage shows what was measured.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::measure_storage::MeasureReport;
#[cfg(feature = "ssr")]
use model::jobs::measure_storage::{Listing, Options};
use model::storage::StoredKind;
use model::storage::comparison::Brake;
use model::{Mode, Schedule};

use super::Summary;
use super::start::{SaveSchedule, WhenFields};
use crate::api::ApiError;
use crate::api::runs::Outcome;
use crate::api::schedules::ScheduleWish;
#[cfg(feature = "ssr")]
use crate::api::{engine, operator, schedules};
use crate::components::ledger::{Line, line, total};
use crate::i18n::Locale;
use crate::pages::run::failures::FailureList;
use crate::words::quantity::{number, size};

/// Measures storage now and shows the run. With `compare` the storage itself is listed as well; nothing is removed of it.
#[server(prefix = "/api", endpoint = "start-measure-storage")]
pub async fn start_measure_storage(#[server(default)] compare: bool) -> Result<(), ApiError> {
    let listing = if compare { Listing::Compare } else { Listing::Skip };
    start(Options { listing, ..Options::default() }, Mode::Apply).await
}

/// Lists the storage and removes what belongs to nobody; `even_so` lifts the size brake, after a person has looked.
#[server(prefix = "/api", endpoint = "start-remove-orphans")]
pub async fn start_remove_orphans(mode: Mode, #[server(default)] even_so: bool) -> Result<(), ApiError> {
    let usual = Options::default();
    let most_orphans_percent = if even_so { 100 } else { usual.most_orphans_percent };
    start(Options { listing: Listing::RemoveOrphans, most_orphans_percent, ..usual }, mode).await
}

#[cfg(feature = "ssr")]
async fn start(options: Options, mode: Mode) -> Result<(), ApiError> {
    let operator = operator()?;
    let id = engine()?.start(&operator, model::Job::MeasureStorage(options), mode).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Sets the schedule of the measurement.
#[server(prefix = "/api", endpoint = "schedule-measure-storage")]
pub async fn schedule_measure_storage(wish: ScheduleWish) -> Result<(), ApiError> {
    operator()?;
    schedules::write(model::JobKind::MeasureStorage.with_defaults(), wish).await
}

/// The form of the measurement's schedule.
#[component]
pub fn ScheduleForm(
    schedule: Option<Schedule>,
    /// What saves it.
    save: ServerAction<ScheduleMeasureStorage>,
) -> impl IntoView {
    view! {
        <ActionForm action=save>
            <div class="space-y-5">
                <WhenFields schedule=schedule/>
                <SaveSchedule/>
            </div>
        </ActionForm>
    }
}

/// The name of a kind of stored file.
#[must_use]
pub fn kind_name(locale: Locale, kind: StoredKind) -> &'static str {
    match kind {
        StoredKind::Avatars => td_string!(locale, storage.avatars),
        StoredKind::Headers => td_string!(locale, storage.headers),
        StoredKind::Attachments => td_string!(locale, storage.attachments),
        StoredKind::Emojis => td_string!(locale, storage.emojis),
        StoredKind::PreviewCards => td_string!(locale, storage.cards),
    }
}

/// The sums of its report: its files are those that it counted; it frees what belonged to nobody.
#[must_use]
pub fn outcome(report: &MeasureReport) -> Outcome {
    Outcome {
        visited: report.visited,
        files: report.stock.total().files,
        freed: report.removed.bytes,
        ..Outcome::default()
    }
}

/// The sums in one clause.
#[must_use]
pub fn came_of_it(locale: Locale, mode: Mode, outcome: &Outcome) -> String {
    let (count, n) = (outcome.files, number(outcome.files));
    match mode {
        Mode::Apply => td_string!(locale, storage.came, count = count, n = n),
        Mode::Preview => td_string!(locale, storage.came_would, count = count, n = n),
    }
}

/// The figures of its card.
#[must_use]
pub fn card_lines(locale: Locale, outcome: &Outcome) -> Vec<Line> {
    vec![line(td_string!(locale, storage.files), number(outcome.files))]
}

/// The sentence and the figures of its report.
#[must_use]
pub fn summary(locale: Locale, mode: Mode, report: &MeasureReport) -> Summary {
    let all = report.stock.total();
    let (count, n, size_of_all) = (all.files, number(all.files), size(locale, all.bytes));
    let headline = td_string!(locale, storage.head, count = count, n = n, size = size_of_all.clone());
    let kinds =
        StoredKind::ALL.map(|kind| line(kind_name(locale, kind), size(locale, report.stock.of(kind).total().bytes)));
    let mut lines = Vec::from(kinds);
    lines.push(total(td_string!(locale, storage.in_all), size_of_all));
    if let Some(comparison) = &report.comparison {
        let found = comparison.all_orphans().files;
        lines.push(line(td_string!(locale, storage.orphans_found), number(found)));
    }
    if report.removed.files > 0 {
        let (removed, freed) = match mode {
            Mode::Apply => (td_string!(locale, storage.orphans_removed), td_string!(locale, storage.orphans_freed)),
            Mode::Preview => {
                (td_string!(locale, storage.orphans_would), td_string!(locale, storage.orphans_would_free))
            }
        };
        lines.push(line(removed, number(report.removed.files)));
        lines.push(line(freed, size(locale, report.removed.bytes)));
    }
    let held = report.held.map(|brake| match brake {
        Brake::TooMany => td_string!(locale, storage.itself_held_many),
        Brake::NothingIsOurs => td_string!(locale, storage.itself_held_foreign),
    });
    let not_kept = (mode == Mode::Preview).then(|| td_string!(locale, storage.not_kept));
    Summary { headline, lines, note: held.or(not_kept) }
}

/// Where what was measured is shown, and what could not be settled.
pub fn details(report: MeasureReport) -> impl IntoView {
    let locale = crate::words::locale();
    view! {
        <p>
            <a class="gk-link font-semibold" href="/storage">{td_string!(locale, storage.open)}</a>
        </p>
        <FailureList failures=report.failures/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Bytes;
    use model::storage::{Amount, Origin};

    #[test]
    fn a_report_tells_every_kind_and_their_sum() {
        let mut report = MeasureReport::default();
        report.stock.add(StoredKind::Avatars, Origin::Remote, Amount { files: 1_200, bytes: Bytes(40_100_000_000) });
        report.stock.add(StoredKind::Emojis, Origin::Local, Amount { files: 34, bytes: Bytes(2_900_000_000) });
        let told = summary(Locale::en, Mode::Apply, &report);
        assert_eq!(told.headline, "1,234 files are stored. They take 43.0 GB.");
        assert_eq!(told.lines.len(), 6);
        assert_eq!(told.lines.last(), Some(&total("In all", "43.0 GB")));
        assert_eq!(told.note, None);
        assert!(summary(Locale::en, Mode::Preview, &report).note.is_some(), "a preview keeps nothing, and says so");
    }
}
