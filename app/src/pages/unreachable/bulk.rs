//! The bar for the ticked servers. It shows by itself once a box is ticked; with JavaScript it also tells the sums.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, Case, Domain};

use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words;
use crate::words::quantity::{number, size};

/// What the ticked servers are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    servers: u64,
    accounts: u64,
    media: Bytes,
    members: u64,
}

impl Sum {
    fn of(cases: &[Case], ticked: &[Domain]) -> Self {
        cases.iter().filter(|case| ticked.contains(&case.domain)).fold(Self::default(), |sum, case| Self {
            servers: sum.servers + 1,
            accounts: sum.accounts + case.impact.accounts,
            media: sum.media + case.impact.media,
            members: sum.members + case.impact.members_following,
        })
    }

    /// "1,204 accounts · 318 MB · nobody here affected".
    fn told(self, locale: Locale) -> String {
        let accounts = td_string!(locale, queue.accounts, count = self.accounts, n = number(self.accounts));
        let people = match self.members {
            0 => td_string!(locale, queue.affected_none).to_owned(),
            n => td_string!(locale, queue.affected, count = n, n = number(n)),
        };
        format!("{accounts} · {} · {people}", size(locale, self.media))
    }
}

/// Decides about all ticked servers at once.
#[component]
pub fn BulkBar(cases: Vec<Case>, ticked: RwSignal<Vec<Domain>>) -> impl IntoView {
    let locale = words::locale();
    let sum = Memo::new(move |_| ticked.with(|ticked| Sum::of(&cases, ticked)));
    let title = move || match sum.get().servers {
        0 => td_string!(locale, queue.selected_some).to_owned(),
        n => td_string!(locale, queue.selected, count = n, n = number(n)),
    };
    let told = move || Some(sum.get()).filter(|sum| sum.servers > 0).map(|sum| sum.told(locale));
    let keep = move || match sum.get().servers {
        0 => td_string!(locale, queue.bulk_keep).to_owned(),
        n => td_string!(locale, queue.bulk_keep_n, count = n, n = number(n)),
    };
    let purge = move || match sum.get().servers {
        0 => td_string!(locale, queue.bulk_purge).to_owned(),
        n => td_string!(locale, queue.bulk_purge_n, count = n, n = number(n)),
    };
    view! {
        <div class="sticky bottom-16 z-10 mt-3 hidden group-has-[ul_input:checked]:block lg:bottom-4">
            <div class="flex flex-wrap items-center gap-x-5 gap-y-2.5 rounded-box bg-neutral px-4 py-3 text-neutral-content md:px-5">
                <p class="min-w-0 flex-1 basis-56 text-[0.9375rem] leading-snug">
                    <b class="block">{title}</b>
                    <span class="opacity-80">{told}</span>
                </p>
                <div class="flex flex-wrap gap-2">
                    <button
                        class="btn btn-onink btn-sm md:btn-md !border-transparent"
                        type="reset"
                        on:click=move |_| ticked.set(Vec::new())
                    >
                        {td_string!(locale, queue.clear)}
                    </button>
                    <button class="btn btn-onink btn-sm md:btn-md" type="submit" name="choice" value="wait">
                        {icon(Icon::Hourglass, "size-4")}
                        {td_string!(locale, queue.wait)}
                    </button>
                    <button class="btn btn-onink btn-sm md:btn-md" type="submit" name="choice" value="keep">
                        {icon(Icon::ShieldCheck, "size-4")}
                        {keep}
                    </button>
                    <button class="btn btn-error btn-sm md:btn-md" type="submit" name="choice" value="purge">
                        {icon(Icon::Trash2, "size-4")}
                        {purge}
                    </button>
                </div>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::case::Impact;
    use model::case::State;
    use model::{CaseReason, Millis};

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
            Sum::of(&cases, &ticked).told(Locale::en)
        };
        assert_eq!(told(&["a.example", "c.example"]), "2,408 accounts · 318 MB · nobody here affected");
        assert_eq!(told(&["b.example"]), "1,204 accounts · 159 MB · 3 members affected");
    }
}
