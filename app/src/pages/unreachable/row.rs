//! One server in the list.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::Impact;
use model::{Case, Domain, Millis};

use super::detail::{Detail, Heard};
use crate::address::escaped;
use crate::api::cases::choice::Wish;
use crate::api::cases::filter::Filter;
use crate::api::cases::named::Named;
use crate::components::badge::AdviceBadge;
use crate::components::dots::Dots;
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words::quantity::{number, size};
use crate::words::{self, advice, cause};

/// The columns of the list: box, server, dots, people, size, arrow.
pub const COLUMNS: &str = "md:grid md:grid-cols-[1.25rem_minmax(0,1fr)_9.25rem_13.5rem] md:gap-x-4 \
    lg:grid-cols-[1.25rem_minmax(0,1fr)_9.25rem_15.5rem_7.25rem_2rem] lg:gap-x-5";

/// A server with its reason, evidence, people, size, advice and buttons; open, with its details.
#[component]
pub fn Row(
    case: Case,
    filter: Filter,
    open: bool,
    /// What else is known of the server of the open row.
    heard: Heard,
    /// Whether the operator may decide.
    may: bool,
    /// The ticked servers.
    ticked: RwSignal<Vec<Domain>>,
    /// How long a purge waits, in milliseconds.
    wait_ms: i64,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let (id, name) = (case.domain.to_string(), words::server::name(locale, case.domain.as_str()));
    let days = case.silent_days(now);
    let silent = match days {
        0 => td_string!(locale, queue.silent_today).to_owned(),
        _ => td_string!(locale, queue.silent, count = days, n = days),
    };
    let advised = case.advice(now);
    let cancelled = advice::cancelled(locale, case.purge_cancelled_at, now);
    let changed = advice::changed(locale, case.change, now);
    let reason =
        if case.damaged { td_string!(locale, queue.damaged).to_owned() } else { advice::reason(locale, &case, now) };
    let why = words::sentences(locale, [Some(reason), cancelled, changed].into_iter().flatten());
    let (arrow, opens) = if open {
        (Icon::ChevronUp, td_string!(locale, queue.close))
    } else {
        (Icon::ChevronDown, td_string!(locale, queue.show))
    };
    let toggle = toggle(&filter, &case.domain, open);
    let class = if open { "gk-row gk-row-open" } else { "gk-row" };
    let tick = {
        let domain = case.domain.clone();
        move |event| {
            let on = event_target_checked(&event);
            let domain = domain.clone();
            ticked.update(|ticked| {
                ticked.retain(|known| *known != domain);
                if on {
                    ticked.push(domain);
                }
            });
        }
    };
    let is_ticked = {
        let domain = case.domain.clone();
        move || ticked.with(|ticked| ticked.contains(&domain))
    };
    let closed = (!open).then(|| {
        view! {
            <div class="flex flex-col gap-2 md:mt-2 md:flex-row md:items-center md:gap-4 md:pl-9 lg:pl-10">
                <p class="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 max-md:pl-8">
                    <AdviceBadge advice=advised/>
                    <span class="text-[0.9375rem] leading-snug text-ink-2">{why}</span>
                </p>
                {may.then(|| buttons(locale, &case.domain, advised.is_purge()))}
            </div>
        }
    });
    view! {
        <li class=class id=id>
            <div class="px-4 py-3 max-md:space-y-2 md:px-5">
                <div class=format!("{COLUMNS} items-start max-md:space-y-2")>
                    <div class="flex items-start gap-3 md:contents">
                        <label class="pt-0.5 md:pt-1">
                            <input
                                type="checkbox"
                                class="checkbox checkbox-sm"
                                name="servers[]"
                                value=Named::field(&case.domain)
                                disabled=!may
                                prop:checked=is_ticked
                                on:change=tick
                            />
                            <span class="sr-only">{td_string!(locale, queue.select, server = name.clone())}</span>
                        </label>
                        <div class="min-w-0 flex-1">
                            <h3 class="break-words text-base font-semibold leading-6">{name.clone()}</h3>
                            {(!case.damaged)
                                .then(|| {
                                    view! {
                                        <p class="flex items-start gap-1.5 text-[0.9375rem] leading-snug text-ink-2">
                                            {icon(cause::picture(case.reason), "mt-0.5 size-4 text-ink-3")}
                                            <span>{cause::clause(locale, case.reason)}</span>
                                        </p>
                                    }
                                })}
                        </div>
                    </div>
                    <div class="pt-1 max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:pl-8">
                        <Dots evidence=case.evidence.clone()/>
                        <p class="text-sm leading-snug text-ink-2 md:mt-1">{silent}</p>
                    </div>
                    <div class="max-md:space-y-2 md:pt-0.5 lg:contents">
                        <p class="text-[0.9375rem] leading-snug max-md:pl-8 lg:pt-0.5">
                            {people(locale, &case.impact)}
                        </p>
                        <p class="text-[0.9375rem] leading-snug max-md:pl-8 lg:pt-0.5 lg:text-right">
                            <b class="font-semibold">{size(locale, case.impact.media)}</b>
                            <span class="whitespace-nowrap text-sm text-ink-3 lg:block">
                                <span class="lg:hidden">" · "</span>
                                {td_string!(
                                    locale, queue.accounts, count = case.impact.accounts, n = number(case.impact.accounts)
                                )}
                            </span>
                        </p>
                    </div>
                    <a
                        class="btn btn-quiet btn-sm btn-square max-lg:hidden"
                        href=toggle.clone()
                        aria-expanded=open.to_string()
                    >
                        {icon(arrow, "size-5")}
                        <span class="sr-only">{opens} " " {name.clone()}</span>
                    </a>
                </div>
                {closed}
                <p class="pl-8 md:mt-1.5 md:pl-9 lg:hidden">
                    <a
                        class="gk-link inline-block py-1 text-sm font-semibold"
                        href=toggle
                        aria-expanded=open.to_string()
                    >
                        {opens}
                        <span class="sr-only">" " {name.clone()}</span>
                    </a>
                </p>
            </div>
            {open.then(|| view! { <Detail case=case from=filter.query() heard=heard may=may wait_ms=wait_ms now=now/> })}
        </li>
    }
}

/// The address that opens the row, or closes it again, and stays there.
fn toggle(filter: &Filter, domain: &Domain, open: bool) -> String {
    let (list, name) = (filter.address(), escaped(domain.as_str()));
    if open {
        return format!("{list}#{name}");
    }
    let joint = if list.contains('?') { '&' } else { '?' };
    format!("{list}{joint}open={name}#{name}")
}

/// "3 members follow 5 people there", or that nobody does.
pub(super) fn people(locale: Locale, impact: &Impact) -> AnyView {
    let (members, there) = (impact.members_following, impact.followed_there);
    if members == 0 {
        return view! { <span class="text-ink-3">{td_string!(locale, queue.nobody)}</span> }.into_any();
    }
    let follow = match members {
        1 => td_string!(locale, queue.follows, count = there, n = number(there)),
        _ => td_string!(locale, queue.follow, count = there, n = number(there)),
    };
    let space = match locale {
        Locale::en => " ",
        Locale::ja => "",
    };
    let members = td_string!(locale, queue.members, count = members, n = number(members));
    view! { <b>{members}</b> {space} {follow} }.into_any()
}

/// Wait, keep, purge: always in this order; the advised one has a thicker edge.
fn buttons(locale: Locale, domain: &Domain, purge_advised: bool) -> impl IntoView + use<> {
    const PLAIN: &str = "btn-paper !border-line";
    let (wait, purge) = if purge_advised { (PLAIN, "btn-clay btn-advised") } else { ("btn-paper btn-advised", PLAIN) };
    let buttons = [
        (Wish::WaitMonth, td_string!(locale, queue.wait), wait),
        (Wish::Keep, td_string!(locale, queue.keep), PLAIN),
        (Wish::Purge, td_string!(locale, queue.purge), purge),
    ];
    let buttons = buttons.map(|(wish, says, class)| {
        view! {
            <button
                type="submit"
                class=format!("btn btn-sm px-1 max-md:h-10 md:px-3 {class}")
                name="choice"
                value=wish.of(domain)
            >
                {says}
                <span class="sr-only">" " {words::server::name(locale, domain.as_str())}</span>
            </button>
        }
    });
    view! { <div class="grid grid-cols-3 gap-1.5 md:flex md:shrink-0">{buttons}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::case::Order;

    fn html(impact: Impact) -> String {
        Owner::new().with(|| people(Locale::en, &impact).to_html())
    }

    #[test]
    fn people_are_counted_as_people() {
        let impact =
            |members_following, followed_there| Impact { members_following, followed_there, ..Impact::default() };
        assert!(html(impact(0, 0)).contains("Nobody here follows anyone there"));
        let one = html(impact(1, 1));
        assert!(one.contains("1 member") && one.contains("follows 1 person there"), "{one}");
        let many = html(impact(3, 1_205));
        assert!(many.contains("3 members") && many.contains("follow 1,205 people there"), "{many}");
    }

    #[test]
    fn opening_a_row_keeps_the_filter() {
        let domain: Domain = "quiet.example".parse().expect("a name");
        let filter = Filter { order: Order::Largest, ..Filter::default() };
        assert_eq!(toggle(&filter, &domain, false), "/unreachable?order=largest&open=quiet.example#quiet.example");
        assert_eq!(toggle(&Filter::default(), &domain, true), "/unreachable#quiet.example");
    }
}
