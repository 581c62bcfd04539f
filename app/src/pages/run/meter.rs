//! How far a run is: percent, time left, and what came of it so far.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{JobKind, Millis, Mode, Outage, Progress, Run, Stage};

use crate::components::progress::ProgressBar;
use crate::i18n::Locale;
use crate::words::quantity::{number, size};
use crate::words::{self, duration, moment};

/// Percent, time left, and the sums so far.
#[component]
pub fn Meter(run: RwSignal<Run>, now: RwSignal<Millis>, kind: JobKind, mode: Mode) -> impl IntoView {
    let locale = words::locale();
    let progress = Memo::new(move |_| run.with(|run| run.progress));
    let percent = Memo::new(move |_| progress.get().percent());
    let elapsed = Signal::derive(move || run.with(|run| run.state.since()).map_or(0, |since| now.get().0 - since.0));
    // Told to a screen reader at every tenth, not at every batch.
    let spoken = Memo::new(move |_| percent.get() / 10 * 10);
    view! {
        <section class="gk-sheet gk-pad">
            <div class="flex flex-wrap items-end justify-between gap-x-6 gap-y-1">
                <p class="gk-figure !text-[2.25rem] !leading-10">{move || format!("{}%", percent.get())}</p>
                <p class="pb-1 text-ink-2">{move || time_left(locale, &progress.get(), elapsed.get(), now.get())}</p>
            </div>
            <ProgressBar percent=percent label=td_string!(locale, run.progress)/>
            <p class="sr-only" role="status">{move || td_string!(locale, run.spoken, n = spoken.get())}</p>
            <p class="mt-2 flex flex-wrap justify-between gap-x-6 text-sm text-ink-2">
                <span>{move || so_far(locale, kind, &progress.get())}</span>
                <span>{move || rate(locale, &progress.get(), elapsed.get())}</span>
            </p>
            // A measurement removes nothing.
            {(kind != JobKind::MeasureStorage).then(|| view! { <Sums progress=progress kind=kind mode=mode/> })}
        </section>
    }
}

/// What was removed, set aside and freed so far.
#[component]
fn Sums(progress: Memo<Progress>, kind: JobKind, mode: Mode) -> impl IntoView {
    let locale = words::locale();
    let (removed, freed, freed_hint) = match mode {
        Mode::Apply => {
            (td_string!(locale, run.removed), td_string!(locale, run.freed), td_string!(locale, run.freed_hint))
        }
        Mode::Preview => (td_string!(locale, run.would_remove), td_string!(locale, run.would_free), ""),
    };
    let removed_hint = match kind {
        JobKind::CullAccounts => td_string!(locale, run.removed_acc),
        JobKind::RemoveProfileMedia | JobKind::PurgeDomain | JobKind::RestoreProfileMedia | JobKind::MeasureStorage => {
            ""
        }
    };
    let cell = |name: &'static str, hint: &'static str, figure: Signal<String>| {
        view! {
            <div class="bg-base-100 px-2.5 py-3 md:px-4">
                <dt class="text-sm text-ink-2">{name}</dt>
                <dd class="gk-figure mt-0.5 max-md:!text-lg">{move || figure.get()}</dd>
                <dd class="text-sm text-ink-3 max-md:hidden">{hint}</dd>
            </div>
        }
    };
    view! {
        <dl class="mt-5 grid grid-cols-3 gap-px overflow-hidden rounded-field border border-line bg-line">
            {cell(removed, removed_hint, Signal::derive(move || number(progress.get().removed)))}
            {cell(
                td_string!(locale, run.aside),
                td_string!(locale, run.aside_hint),
                Signal::derive(move || number(progress.get().set_aside)),
            )}
            {cell(
                freed,
                freed_hint,
                Signal::derive(move || size(locale, progress.get().freed)),
            )}
        </dl>
    }
}

/// "About 1 h 45 min left, done around 07:40", or what it does meanwhile.
fn time_left(locale: Locale, progress: &Progress, elapsed_ms: i64, now: Millis) -> String {
    match progress.stage {
        Stage::Preparing => td_string!(locale, run.preparing).to_owned(),
        Stage::Paused => td_string!(locale, run.paused).to_owned(),
        Stage::Waiting { outage: Outage::Database, since } => {
            td_string!(locale, run.waiting_for_database, clock = moment::clock(locale, since))
        }
        Stage::Waiting { outage: Outage::OwnState, since } => {
            td_string!(locale, run.waiting_for_own_state, clock = moment::clock(locale, since))
        }
        Stage::Waiting { outage: Outage::Storage, since } => {
            td_string!(locale, run.waiting_for_storage, clock = moment::clock(locale, since))
        }
        Stage::Closing => td_string!(locale, run.closing).to_owned(),
        Stage::Working => match duration::remaining(progress.done, progress.total, elapsed_ms) {
            None => td_string!(locale, run.estimating).to_owned(),
            Some(left) => {
                let about = td_string!(locale, run.left, time = duration::estimate(locale, left));
                let around = td_string!(locale, run.around, clock = moment::clock(locale, now.plus_ms(left)));
                match locale {
                    Locale::en => format!("{about}, {around}"),
                    Locale::ja => format!("{about}、{around}"),
                }
            }
        },
    }
}

/// "259,803 of 412,386 accounts".
fn so_far(locale: Locale, kind: JobKind, progress: &Progress) -> String {
    let (done, all) = (number(progress.done), number(progress.total));
    match kind {
        JobKind::CullAccounts | JobKind::RemoveProfileMedia | JobKind::RestoreProfileMedia => {
            td_string!(locale, run.of_accounts, done = done, all = all)
        }
        JobKind::PurgeDomain | JobKind::MeasureStorage => td_string!(locale, run.of, done = done, all = all),
    }
}

/// "1,480 a minute", once there is a minute's half to tell from.
fn rate(locale: Locale, progress: &Progress, elapsed_ms: i64) -> String {
    let seconds = u64::try_from(elapsed_ms / 1_000).unwrap_or(0);
    if seconds < 30 || progress.done == 0 {
        return String::new();
    }
    td_string!(locale, run.rate, n = number(progress.done.saturating_mul(60) / seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_257_720_000);

    #[test]
    fn the_end_is_estimated_with_its_clock() {
        let progress = Progress { stage: Stage::Working, done: 250, total: 1_000, ..Progress::default() };
        let hour = model::time::HOUR_MS;
        assert_eq!(time_left(Locale::en, &progress, hour, NOW), "About 3 h left, done around 13:42");
        assert_eq!(time_left(Locale::ja, &progress, hour, NOW), "残り約3時間、13:42ごろ終了");
        assert_eq!(rate(Locale::en, &progress, hour), "4 a minute");
    }

    #[test]
    fn nothing_is_estimated_before_there_is_something_to_tell_from() {
        let progress = Progress { stage: Stage::Working, done: 1, total: 1_000, ..Progress::default() };
        assert_eq!(time_left(Locale::en, &progress, 60_000, NOW), "It is too early to say how long it takes");
        assert_eq!(rate(Locale::en, &progress, 29_000), "");
        let preparing = Progress::default();
        assert_eq!(time_left(Locale::en, &preparing, 60_000, NOW), "Counting what there is to do");
    }
}
