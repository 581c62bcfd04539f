//! The schedule of a job: a sentence, its next dates, and the form that changes it.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{JobKind, Millis, Operator, Permission};

use crate::api::schedules::{ScheduleView, SwitchSchedule};
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words::{self, cadence, moment};

/// The schedule, or that there is none. Its dates are told on its own clock.
#[component]
pub fn ScheduleSheet(
    kind: JobKind,
    schedule: Option<ScheduleView>,
    operator: Operator,
    now: Millis,
    /// What pauses it or switches it on again.
    switch: ServerAction<SwitchSchedule>,
    /// The form that sets it.
    form: AnyView,
) -> impl IntoView {
    let locale = words::locale();
    let may = operator.role.may(Permission::Configure);
    let (says, then) = sentence(locale, schedule.as_ref(), now);
    let on = schedule.as_ref().filter(|view| !view.schedule.damaged).map(|view| view.schedule.enabled);
    let opens = match &schedule {
        Some(_) => td_string!(locale, sched.change),
        None => td_string!(locale, sched.make),
    };
    view! {
        <section class="gk-sheet gk-pad">
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                {icon(Icon::CalendarClock, "size-5 text-moss-ink")}
                <div class="min-w-0 flex-1 basis-64">
                    <h2 class="font-semibold">{says}</h2>
                    <p class="text-sm text-ink-2">{then}</p>
                </div>
                {on.filter(|_| may).map(|on| view! { <Switch kind=kind on=on switch=switch/> })}
            </div>
            {may
                .then(|| {
                    view! {
                        <details class="gk-details mt-3">
                            <summary>{icon(Icon::ChevronRight, "chev size-4")}{opens}</summary>
                            <div class="pt-4">{form}</div>
                        </details>
                    }
                })}
        </section>
    }
}

/// The sentence, and under it the next dates or what else is to know.
fn sentence(locale: Locale, schedule: Option<&ScheduleView>, now: Millis) -> (String, String) {
    let Some(view) = schedule else {
        return (td_string!(locale, sched.none).to_owned(), td_string!(locale, sched.none_hint).to_owned());
    };
    if view.schedule.damaged {
        return (td_string!(locale, sched.damaged).to_owned(), td_string!(locale, sched.damaged_why).to_owned());
    }
    let says = cadence::sentence(locale, &view.schedule);
    if !view.schedule.enabled {
        return (td_string!(locale, sched.paused).to_owned(), says);
    }
    let separator = match locale {
        Locale::en => ", ",
        Locale::ja => "、",
    };
    let dates: Vec<String> = view.on_its_clock.iter().take(3).map(|at| moment::day(locale, *at, now)).collect();
    (says, td_string!(locale, sched.next, dates = dates.join(separator)))
}

/// Pauses the schedule or switches it on again.
#[component]
fn Switch(kind: JobKind, on: bool, switch: ServerAction<SwitchSchedule>) -> impl IntoView {
    let locale = words::locale();
    let (picture, says) = if on {
        (Icon::Pause, td_string!(locale, sched.pause))
    } else {
        (Icon::Play, td_string!(locale, sched.resume))
    };
    view! {
        <ActionForm action=switch>
            <input type="hidden" name="kind" value=kind.as_str()/>
            <input type="hidden" name="on" value=(!on).to_string()/>
            <button class="btn btn-quiet btn-sm" type="submit">{icon(picture, "size-4")}{says}</button>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::DAY_MS;
    use model::{Cadence, Schedule, ScheduleId};

    /// Saturday 21 November 2026, 10:42 UTC.
    const NOW: Millis = Millis(1_795_257_720_000);

    fn view(enabled: bool) -> ScheduleView {
        let schedule = Schedule {
            id: ScheduleId(1),
            job: JobKind::CullAccounts.with_defaults(),
            cadence: Cadence::Daily,
            time: "03:00".parse().expect("a time"),
            zone: "Asia/Tokyo".to_owned(),
            enabled,
            next: Vec::new(),
            damaged: false,
        };
        ScheduleView { schedule, on_its_clock: (1..=4).map(|days| NOW.plus_ms(days * DAY_MS)).collect() }
    }

    #[test]
    fn a_schedule_tells_its_next_three_dates() {
        let (says, then) = sentence(Locale::en, Some(&view(true)), NOW);
        assert_eq!(says, "Every day at 03:00, Tokyo time");
        assert_eq!(then, "Next: 22 November, 23 November, 24 November.");
    }

    #[test]
    fn a_paused_schedule_says_so_first() {
        let (says, then) = sentence(Locale::en, Some(&view(false)), NOW);
        assert_eq!(says, "The schedule is paused");
        assert_eq!(then, "Every day at 03:00, Tokyo time");
        assert_eq!(sentence(Locale::ja, None, NOW).0, "手動でのみ実行");
    }
}
