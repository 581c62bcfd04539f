//! The bar for the ticked servers. It shows by itself once a box is ticked, with what all that match are together; with JavaScript it
//! also tells the sums of those that are ticked.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::case::CaseSum;
use model::{Case, Domain};

use crate::api::cases::choice::Wish;
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words;
use crate::words::quantity::{number, size};

fn sum(cases: &[Case], ticked: &[Domain]) -> CaseSum {
    cases
        .iter()
        .filter(|case| ticked.contains(&case.domain))
        .fold(CaseSum::default(), |sum, case| sum.with(&case.impact))
}

/// "1,204 accounts · 318 MB · nobody here affected".
fn told(locale: Locale, sum: CaseSum) -> String {
    let accounts = td_string!(locale, queue.accounts, count = sum.accounts, n = number(sum.accounts));
    let people = match sum.members {
        0 => td_string!(locale, queue.affected_none).to_owned(),
        n => td_string!(locale, queue.affected, count = n, n = number(n)),
    };
    format!("{accounts} · {} · {people}", size(locale, sum.media))
}

/// Decides about all ticked servers at once, or about all that match.
#[component]
pub fn BulkBar(
    cases: Vec<Case>,
    ticked: RwSignal<Vec<Domain>>,
    /// What all that match are together, when they are on several pages.
    in_all: Option<CaseSum>,
) -> impl IntoView {
    let locale = words::locale();
    let all = RwSignal::new(false);
    let chosen = Memo::new(move |_| match in_all {
        Some(in_all) if all.get() => in_all,
        _ => ticked.with(|ticked| sum(&cases, ticked)),
    });
    let title = move || match chosen.get().servers {
        0 => td_string!(locale, queue.selected_some).to_owned(),
        n => td_string!(locale, queue.selected, count = n, n = number(n)),
    };
    let sums = move || Some(chosen.get()).filter(|sum| sum.servers > 0).map(|sum| told(locale, sum));
    let keep = move || match chosen.get().servers {
        0 => td_string!(locale, queue.bulk_keep).to_owned(),
        n => td_string!(locale, queue.bulk_keep_n, count = n, n = number(n)),
    };
    let purge = move || match chosen.get().servers {
        0 => td_string!(locale, queue.bulk_purge).to_owned(),
        n => td_string!(locale, queue.bulk_purge_n, count = n, n = number(n)),
    };
    let everything = in_all.map(|in_all| {
        let n = in_all.servers;
        view! {
            <label class="mt-1 flex items-center gap-2">
                <input
                    type="checkbox"
                    class="checkbox checkbox-sm border-current"
                    name="all"
                    value="yes"
                    prop:checked=all
                    on:change=move |event| all.set(event_target_checked(&event))
                />
                <span>
                    {td_string!(locale, queue.all_matching, count = n, n = number(n))}
                    <span class="block text-sm opacity-80">{told(locale, in_all)}</span>
                </span>
            </label>
        }
    });
    let clear = move |_| {
        ticked.set(Vec::new());
        all.set(false);
    };
    view! {
        <div class="sticky bottom-16 z-10 mt-3 hidden group-has-[ul_input:checked]:block lg:bottom-4">
            <div class="flex flex-wrap items-center gap-x-5 gap-y-2.5 rounded-box bg-neutral px-4 py-3 text-neutral-content md:px-5">
                <div class="min-w-0 flex-1 basis-56 text-[0.9375rem] leading-snug">
                    <p>
                        <b class="block">{title}</b>
                        <span class="opacity-80">{sums}</span>
                    </p>
                    {everything}
                </div>
                <div class="flex flex-wrap gap-2">
                    <button class="btn btn-onink btn-sm md:btn-md !border-transparent" type="reset" on:click=clear>
                        {td_string!(locale, queue.clear)}
                    </button>
                    {button(Wish::WaitWeek, "btn-onink", Icon::Hourglass, td_string!(locale, queue.wait_week).into_any())}
                    {button(Wish::WaitMonth, "btn-onink", Icon::Hourglass, td_string!(locale, queue.wait).into_any())}
                    {button(Wish::Keep, "btn-onink", Icon::ShieldCheck, keep.into_any())}
                    {button(Wish::Purge, "btn-error", Icon::Trash2, purge.into_any())}
                </div>
            </div>
        </div>
    }
}

/// A button of the bar.
fn button(wish: Wish, class: &str, picture: Icon, says: AnyView) -> impl IntoView + use<> {
    view! {
        <button class=format!("btn btn-sm md:btn-md {class}") type="submit" name="choice" value=wish.as_str()>
            {icon(picture, "size-4")}
            {says}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::case::{Impact, State};
    use model::{Bytes, CaseReason, Millis};

    fn case(name: &str, members_following: u64) -> Case {
        let impact = Impact { accounts: 1_204, media: Bytes(159_000_000), members_following, ..Impact::default() };
        Case {
            domain: name.parse().expect("a name"),
            reason: CaseReason::TooSlow,
            silent_since: Millis(0),
            last_asked_at: Millis(0),
            state: State::Silent,
            state_since: None,
            purge_from: None,
            next_look_at: None,
            purge_cancelled_at: None,
            change: None,
            damaged: false,
            evidence: Vec::new(),
            impact,
            purge: None,
        }
    }

    #[test]
    fn the_bar_says_who_is_affected_before_it_offers_a_purge() {
        let cases = [case("a.example", 0), case("b.example", 3), case("c.example", 0)];
        let told = |names: &[&str]| {
            let ticked: Vec<Domain> = names.iter().map(|name| name.parse().expect("a name")).collect();
            super::told(Locale::en, sum(&cases, &ticked))
        };
        assert_eq!(told(&["a.example", "c.example"]), "2,408 accounts · 318 MB · nobody here affected");
        assert_eq!(told(&["b.example"]), "1,204 accounts · 159 MB · 3 members affected");
    }
}
