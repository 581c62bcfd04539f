//! A line of the log: the sentence, the names of the servers, the run, and what was seen.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::activity::{About, Entry, names as activity_names};
use model::{Act, Millis};

use super::address;
use crate::api::activity::{ActivityLine, Asked};
use crate::components::icon::{Icon, icon};
use crate::components::when::When;
use crate::words::quantity::number;
use crate::words::{self, activity, server};

/// Names of servers that a line shows.
const NAMED: usize = 10;
/// A link in a wrapping row, high enough to be met with a finger: 24 px, as WCAG 2.2 AA asks.
const LINK: &str = "gk-link inline-block leading-6";

/// One act.
#[component]
pub fn Line(line: ActivityLine, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let says = activity::sentence(locale, &line);
    let ActivityLine { entry, run } = line;
    let act = entry.act.parse::<Act>().ok();
    let run = run.map(|run| {
        let says = says.clone();
        view! {
            <a class=LINK href=format!("/runs/{}", run.id)>
                {td_string!(locale, activity.open_run)} <span class="sr-only">": " {says}</span>
            </a>
        }
    });
    let by = address(&Asked { by: entry.operator.clone(), ..Asked::default() });
    view! {
        <li class="flex items-start gap-3 px-4 py-3 md:px-5">
            {icon(picture(act), "mt-0.5 size-[1.125rem] text-ink-3")}
            <div class="min-w-0 flex-1">
                <p class="break-words text-[0.9375rem] leading-snug">{says}</p>
                {names(&entry, act)}
                <p class="mt-0.5 flex flex-wrap items-baseline gap-x-3 text-sm text-ink-3">
                    <When at=entry.at now=now/>
                    <a class=LINK href=by>
                        <span class="sr-only">{td_string!(locale, activity.f_by)} " "</span>
                        {activity::by(locale, &entry.operator)}
                    </a>
                    {run}
                </p>
                <Seen entry=entry/>
            </div>
        </li>
    }
}

/// Several servers, each a link to what else was done to it.
fn names(entry: &Entry, act: Option<Act>) -> Option<impl IntoView + use<>> {
    let locale = words::locale();
    let servers = act.is_some_and(|act| act.about() == About::Servers) && entry.names > 1;
    servers.then(|| {
        let names = activity_names(&entry.subject).take(NAMED).map(|name| {
            let about = address(&Asked { about: name.clone(), ..Asked::default() });
            view! { <li class="min-w-0 break-words"><a class=LINK href=about>{server::name(locale, &name)}</a></li> }
        });
        let names = names.collect_view();
        let rest = entry.names.saturating_sub(NAMED as u64);
        let rest = (rest > 0).then(|| {
            view! { <li>{td_string!(locale, waiting.more_names, count = rest, n = number(rest))}</li> }
        });
        view! { <ul class="mt-0.5 flex flex-wrap items-baseline gap-x-3 text-sm text-ink-2">{names} {rest}</ul> }
    })
}

/// What was seen at that moment, for the curious: as it is stored, in no language.
#[component]
fn Seen(entry: Entry) -> impl IntoView {
    let locale = words::locale();
    (entry.seen != "{}").then(|| {
        let part = (!entry.seen_whole).then(|| {
            view! {
                <p class="mt-1 flex flex-wrap items-baseline gap-x-3 text-sm text-ink-2">
                    {td_string!(locale, activity.seen_part)}
                    <a class=LINK href=format!("{}/{}/seen.json", super::PAGE, entry.id) download="">
                        {td_string!(locale, activity.seen_all)}
                    </a>
                </p>
            }
        });
        view! {
            <details class="gk-details mt-1.5">
                <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, activity.seen)}</summary>
                {part}
                <pre class="mt-1.5 whitespace-pre-wrap break-all text-xs leading-relaxed">{readable(&entry)}</pre>
            </details>
        }
    })
}

/// JSON with a line per value where all of it is here.
fn readable(entry: &Entry) -> String {
    let whole = entry.seen_whole.then(|| serde_json::from_str::<serde_json::Value>(&entry.seen).ok()).flatten();
    whole.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| entry.seen.clone())
}

fn picture(act: Option<Act>) -> Icon {
    match act {
        Some(Act::StartRun) => Icon::Play,
        Some(Act::StartPreview) => Icon::Eye,
        Some(Act::StopRun) => Icon::CircleStop,
        Some(Act::SetSchedule) => Icon::CalendarClock,
        Some(Act::PauseSchedule) => Icon::Pause,
        Some(Act::SetStorageTerms) => Icon::HardDrive,
        Some(Act::DecideWait) => Icon::Hourglass,
        Some(Act::DecideKeep | Act::Keep) => Icon::ShieldCheck,
        Some(Act::DecidePurge | Act::PurgeNow) => Icon::Trash2,
        Some(Act::AskAgain | Act::UndoPurge | Act::CancelPurge) => Icon::Undo2,
        Some(Act::ChangeState) => Icon::Shuffle,
        Some(Act::AgreePurge) => Icon::CircleCheck,
        Some(Act::Suspect) => Icon::Footprints,
        Some(Act::RestartDelivery) => Icon::RefreshCw,
        Some(Act::ApproveNotice | Act::CancelNotice | Act::ResumeNotices) => Icon::Users,
        None => Icon::ScrollText,
    }
}
