//! What the forms of all jobs end with: the buttons that preview or start, and the schedule's own fields.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Cadence, Operator, Permission, Schedule, Weekday};

use crate::components::icon::{Icon, icon};
use crate::words::{self, cadence, role};

/// *Preview a run* and *Start a run*: two buttons of one form, so that both take the same options.
#[component]
pub fn StartButtons(
    operator: Operator,
    /// What the second one does, where that needs saying.
    #[prop(optional)]
    start: Option<&'static str>,
) -> impl IntoView {
    let locale = words::locale();
    let start = start.unwrap_or_else(|| td_string!(locale, job.start));
    if !operator.role.may(Permission::Run) {
        return view! { <p class="text-sm text-ink-2">{role::refusal(locale, Permission::Run)}</p> }.into_any();
    }
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 md:px-5">
            <p class="flex-1 basis-56 text-sm text-ink-2">{td_string!(locale, job.preview_hint)}</p>
            <div class="flex flex-wrap gap-2">
                <button class="btn btn-paper" type="submit" name="mode" value="preview">
                    {icon(Icon::Eye, "size-4")}
                    {td_string!(locale, job.preview)}
                </button>
                <button class="btn btn-primary" type="submit" name="mode" value="apply">
                    {icon(Icon::Play, "size-4")}
                    {start}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// When: how often, at what time, in which zone. A new schedule begins with Sunday, 03:00, UTC.
#[component]
pub fn WhenFields(schedule: Option<Schedule>) -> impl IntoView {
    let locale = words::locale();
    let (every, time, zone) = match schedule {
        Some(Schedule { cadence: Cadence::Daily, time, zone, .. }) => ("day", time.to_string(), zone),
        Some(Schedule { cadence: Cadence::Weekly(day), time, zone, .. }) => (day.as_str(), time.to_string(), zone),
        None => (Weekday::Sunday.as_str(), "03:00".to_owned(), "UTC".to_owned()),
    };
    let days = Weekday::ALL.map(|day| {
        view! {
            <option value=day.as_str() selected=day.as_str() == every>
                {cadence::day_name(locale, day)}
            </option>
        }
    });
    view! {
        <div class="flex flex-wrap gap-4">
            <label class="block">
                <span class="gk-label">{td_string!(locale, sched.every)}</span>
                <select class="select w-44" name="wish[every]">
                    <option value="day" selected=every == "day">
                        {td_string!(locale, sched.every_day)}
                    </option>
                    {days}
                </select>
            </label>
            <label class="block">
                <span class="gk-label">{td_string!(locale, sched.time)}</span>
                <input class="input w-36" type="time" name="wish[time]" value=time required/>
            </label>
            <label class="block">
                <span class="gk-label">{td_string!(locale, sched.zone)}</span>
                <input class="input w-52" name="wish[zone]" value=zone required autocomplete="off"/>
                <span class="gk-hint mt-1">{td_string!(locale, sched.zone_hint)}</span>
            </label>
        </div>
    }
}

/// The end of the form of a schedule.
#[component]
pub fn SaveSchedule() -> impl IntoView {
    let locale = words::locale();
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
            <p class="flex-1 basis-56 text-sm text-ink-2">{td_string!(locale, sched.applies)}</p>
            <button class="btn btn-primary" type="submit">{td_string!(locale, sched.save)}</button>
        </div>
    }
}
