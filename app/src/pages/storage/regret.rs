//! Removed pictures that had to be fetched again, and what a longer threshold would have left alone.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::Regret as Told;
use model::storage::regret::REMEMBERED_DAYS;

use crate::api::storage::CHOICES;
use crate::words;
use crate::words::quantity::number;

/// Shown once pictures were removed.
#[component]
pub fn Regret(regret: Told) -> impl IntoView {
    let locale = words::locale();
    (regret.removed() > 0).then(|| {
        let (removed, soon, back) = (regret.removed(), regret.back_soon(), regret.back());
        let sentence = if back == 0 {
            td_string!(locale, storage.regret_none, count = removed, n = number(removed), days = REMEMBERED_DAYS)
        } else {
            td_string!(
                locale,
                storage.regret_some,
                count = back,
                n = number(back),
                soon = number(soon),
                all = number(removed),
                days = REMEMBERED_DAYS
            )
        };
        let choices = (back > 0).then(|| view! { <Choices regret=regret/> });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, storage.regret)}</h2>
                </div>
                <p class="gk-pad">{sentence}</p>
                {choices}
            </section>
        }
    })
}

/// A row per threshold that would have left something alone.
#[component]
fn Choices(regret: Told) -> impl IntoView {
    let locale = words::locale();
    let all = regret.removed();
    let rows = CHOICES.into_iter().filter_map(|days| {
        let (left, back) = regret.left_alone_at(days);
        (left > 0).then(|| {
            view! {
                <tr>
                    <th scope="row" class="wide !border-line !py-2.5 !align-top !text-[0.9375rem] !font-normal">
                        <a class="gk-link" href=format!("/storage?days={days}")>
                            {td_string!(locale, storage.days, count = days, n = days)}
                        </a>
                    </th>
                    <td class="num max-md:col-span-2 font-semibold" data-label=td_string!(locale, storage.regret_spared)>{number(back)}</td>
                    <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.regret_stayed)>{number(left - back)}</td>
                    <td class="num max-md:col-span-2 text-ink-2" data-label=td_string!(locale, storage.regret_gone)>{number(all - left)}</td>
                </tr>
            }
        })
    });
    let rows = rows.collect_view();
    view! {
        <table class="gk-table gk-stack">
            <caption>{td_string!(locale, storage.regret)}</caption>
            <thead>
                <tr>
                    <th scope="col">{td_string!(locale, storage.threshold)}</th>
                    <th scope="col" class="num">{td_string!(locale, storage.regret_spared)}</th>
                    <th scope="col" class="num">{td_string!(locale, storage.regret_stayed)}</th>
                    <th scope="col" class="num">{td_string!(locale, storage.regret_gone)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use model::storage::regret::Removed;

    fn html(removed: &[(u32, u64, u64, u64)]) -> String {
        let removed = removed.iter().map(|&(quiet_days, pictures, back_soon, back)| Removed {
            quiet_days,
            pictures,
            back_soon,
            back,
        });
        let regret: Told = removed.collect();
        Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <Regret regret/> }.to_html()
        })
    }

    #[test]
    fn a_threshold_is_told_with_what_it_would_have_spared() {
        let told = html(&[(7, 100, 10, 20), (29, 500, 0, 192), (100, 9_000, 0, 3)]);
        assert!(told.contains("215") && told.contains("9,600"), "{told}");
        assert!(told.contains(">212<"), "30 days would have spared them: {told}");
        assert!(!told.contains(">7 days<"), "a threshold that leaves nothing alone is not in the table");
    }

    #[test]
    fn nothing_is_said_before_anything_was_removed_and_little_when_nothing_came_back() {
        assert!(!html(&[]).contains("section"));
        let told = html(&[(40, 5, 0, 0)]);
        assert!(told.contains("None of the 5 pictures") && !told.contains("<table"), "{told}");
    }
}
