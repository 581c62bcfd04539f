//! Purges that wait for their time, each with the way back.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, Millis, Permission};

use crate::api::cases::waiting::{AgreePurge, UndoPurge, Waiting, WaitingRoom as Room, read_waiting_room};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::components::when::When;
use crate::jobs::purge_domain;
use crate::words::quantity::{number, size};
use crate::words::{self, duration, server};

/// Servers of one purge that are named.
const NAMED: usize = 10;

/// The waiting room.
#[component]
pub fn WaitingRoom() -> impl IntoView {
    let agree = ServerAction::<AgreePurge>::new();
    let done = successes(agree);
    let page = Resource::new_blocking(move || done.get(), |_| read_waiting_room());
    view! {
        <ActionRefusal value=agree.value()/>
        <Loaded data=page view=move |room| show(room, agree)/>
    }
}

fn show(room: Room, agree: ServerAction<AgreePurge>) -> impl IntoView {
    let locale = words::locale();
    let Room { operator, waiting, wait_ms, now } = room;
    let may = operator.role.may(Permission::Decide);
    let undo = ServerAction::<UndoPurge>::new();
    let lead = if wait_ms > 0 {
        td_string!(locale, waiting.lead, wait = duration::wait(locale, wait_ms))
    } else {
        td_string!(locale, waiting.lead_at_once).to_owned()
    };
    let body = if waiting.is_empty() {
        view! { <Empty wait_ms=wait_ms/> }.into_any()
    } else {
        let servers = waiting.iter().map(|purge| purge.domains.len() as u64).sum::<u64>();
        let accounts = waiting.iter().map(|purge| purge.impact.accounts).sum::<u64>();
        let media = waiting.iter().map(|purge| purge.impact.media).sum::<Bytes>();
        let sum = td_string!(locale, waiting.sum, count = accounts, n = number(accounts), size = size(locale, media));
        let me = operator.name;
        let rows = waiting.into_iter().map(|purge| {
            let wants = purge.agreement_wanted_by.as_deref();
            let agree = wants.filter(|ordered_by| may && *ordered_by != me).map(|_| agree);
            view! { <Row purge=purge may=may agree=agree undo=undo wait_ms=wait_ms now=now/> }
        });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">
                        {td_string!(locale, waiting.heading)}
                        <span class="ml-1 font-normal text-ink-3">" " {number(servers)}</span>
                    </h2>
                    <span class="text-sm text-ink-2">{sum}</span>
                </div>
                <ul class="divide-y divide-line">{rows.collect_view()}</ul>
            </section>
        }
        .into_any()
    };
    view! {
        <ActionRefusal value=undo.value()/>
        <Head title=td_string!(locale, waiting.title) lead=lead/>
        {body}
    }
}

/// How much of the wait is over, in whole percent.
fn over(due_at: Millis, wait_ms: i64, now: Millis) -> i64 {
    let wait_ms = wait_ms.max(1);
    100 - (due_at.0 - now.0).clamp(0, wait_ms) * 100 / wait_ms
}

/// A purge: its servers, what it touches, when it happens, and the way back.
#[component]
fn Row(
    purge: Waiting,
    may: bool,
    /// Where the operator is the second person who may agree.
    agree: Option<ServerAction<AgreePurge>>,
    undo: ServerAction<UndoPurge>,
    wait_ms: i64,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let Waiting { run, due_at, has_begun, domains, impact, agreement_wanted_by } = purge;
    let names = domains.iter().take(NAMED);
    let names = names
        .map(|domain| view! { <h3 class="break-words font-semibold">{server::name(locale, domain.as_str())}</h3> });
    let names = names.collect_view();
    let rest = domains.len().saturating_sub(NAMED) as u64;
    let rest = (rest > 0).then(|| td_string!(locale, waiting.more_names, count = rest, n = number(rest)));
    let servers = purge_domain::servers(locale, &domains);
    let what = td_string!(
        locale,
        waiting.sum,
        count = impact.accounts,
        n = number(impact.accounts),
        size = size(locale, impact.media)
    );
    let who = match impact.members_following {
        0 => td_string!(locale, queue.nobody).to_owned(),
        n => td_string!(locale, queue.affected, count = n, n = number(n)),
    };
    let says = if has_begun {
        td_string!(locale, waiting.now_purging).to_owned()
    } else if due_at <= now && agreement_wanted_by.is_some() {
        td_string!(locale, waiting.agree_late).to_owned()
    } else if due_at <= now {
        td_string!(locale, waiting.last_look).to_owned()
    } else {
        td_string!(locale, waiting.purges_in, time = duration::duration(locale, due_at.0 - now.0))
    };
    let wanted = agreement_wanted_by.map(|by| {
        let says = match agree {
            Some(_) => td_string!(locale, waiting.agree_ask, by = by),
            None => td_string!(locale, waiting.agree_wanted, by = by),
        };
        view! { <p class="mt-1 text-sm font-semibold">{says}</p> }
    });
    let now_page = (wanted.is_none() && due_at > now).then(|| {
        let servers = servers.clone();
        view! {
            <a class="btn btn-quiet btn-sm max-md:h-10" href=format!("/waiting-room/{run}/now")>
                {td_string!(locale, waiting.now)}
                <span class="sr-only">" " {servers}</span>
            </a>
        }
    });
    let acts = (may && !has_begun).then(|| {
        let of = servers.clone();
        let agree = agree.map(|agree| {
            let run = run.to_string();
            view! {
                <ActionForm action=agree>
                    <input type="hidden" name="run" value=run/>
                    <button class="btn btn-error btn-sm max-md:h-10" type="submit">
                        {icon(Icon::CircleCheck, "size-4")}
                        {td_string!(locale, waiting.agree)}
                        <span class="sr-only">" " {servers}</span>
                    </button>
                </ActionForm>
            }
        });
        view! {
            <div class="flex flex-wrap gap-2">
                {agree}
                <ActionForm action=undo>
                    <input type="hidden" name="run" value=run.to_string()/>
                    <button class="btn btn-paper btn-sm max-md:h-10" type="submit">
                        {icon(Icon::Undo2, "size-4")}
                        {td_string!(locale, waiting.undo)}
                        <span class="sr-only">" " {of.clone()}</span>
                    </button>
                </ActionForm>
                {now_page}
            </div>
        }
    });
    view! {
        <li class="grid gap-x-5 gap-y-2 px-4 py-3.5 md:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_13rem_auto] md:items-center md:px-5">
            <div>{names} {rest.map(|rest| view! { <p class="text-sm text-ink-2">{rest}</p> })}</div>
            <p class="text-[0.9375rem] leading-snug">{what} <span class="block text-sm text-ink-3">{who}</span></p>
            <div>
                <p class="text-[0.9375rem] font-semibold text-clay-ink">
                    {icon(Icon::Hourglass, "mr-1 inline size-4 align-[-3px]")}
                    {says}
                </p>
                <span class="mt-1 block h-1 overflow-hidden rounded-full bg-stone-tint" aria-hidden="true">
                    <i class="block h-full bg-error" style=format!("width:{}%", over(due_at, wait_ms, now))></i>
                </span>
                <p class="mt-0.5 text-sm text-ink-3">
                    <When at=due_at now=now/>
                </p>
                {wanted}
            </div>
            {acts}
        </li>
    }
}

/// Nothing waits.
#[component]
fn Empty(wait_ms: i64) -> impl IntoView {
    let locale = words::locale();
    view! {
        <section class="gk-sheet px-5 py-10 text-center">
            {icon(Icon::Inbox, "mx-auto size-8 text-ink-3")}
            <h2 class="mt-2 font-semibold">{td_string!(locale, waiting.empty)}</h2>
            {(wait_ms > 0).then(|| {
                let why = td_string!(locale, waiting.empty_why, wait = duration::wait(locale, wait_ms));
                view! { <p class="text-[0.9375rem] text-ink-2">{why}</p> }
            })}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::time::DAY_MS;

    #[test]
    fn the_bar_fills_as_the_time_comes() {
        let now = Millis(1_795_257_720_000);
        assert_eq!(over(now.plus_ms(2 * DAY_MS), DAY_MS, now), 0);
        assert_eq!(over(now.plus_ms(DAY_MS / 4), DAY_MS, now), 75);
        assert_eq!(over(now.plus_ms(DAY_MS), 2 * DAY_MS, now), 50);
        assert_eq!(over(now.plus_ms(-1), DAY_MS, now), 100);
    }
}
