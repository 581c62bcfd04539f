//! The servers that a cull set aside, with their reasons.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::cull_accounts::SkippedDomain;

use crate::components::icon::icon;
use crate::words::{self, cause, quantity::number, server};

/// Most servers in the table; the rest is counted.
const SHOWN: usize = 200;

/// Set-aside servers; nothing when there are none.
#[component]
pub fn SkippedList(skipped: Vec<SkippedDomain>) -> impl IntoView {
    let locale = words::locale();
    let rest = skipped.len().saturating_sub(SHOWN) as u64;
    (!skipped.is_empty()).then(|| {
        let rows = skipped.into_iter().take(SHOWN).map(|SkippedDomain { domain, reason }| {
            view! {
                <tr>
                    <td class="wide font-semibold">{server::name(locale, domain.as_str())}</td>
                    <td class="wide">
                        <span class="inline-flex items-start gap-1.5">
                            {icon(cause::picture(reason), "mt-1 size-4 text-ink-3")}
                            {cause::clause(locale, reason)}
                        </span>
                    </td>
                </tr>
            }
        });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, acc.skipped)}</h2>
                    <span class="text-sm text-ink-2">{td_string!(locale, acc.skipped_hint)}</span>
                </div>
                <div class="max-h-96 overflow-auto" tabindex="0" role="region" aria-label=td_string!(locale, acc.skipped)>
                    <table class="gk-table gk-stack">
                        <caption>{td_string!(locale, acc.skipped)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{td_string!(locale, common.server)}</th>
                                <th scope="col">{td_string!(locale, acc.why)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
                {(rest > 0)
                    .then(|| {
                        view! {
                            <p class="border-t border-line px-4 py-2.5 text-sm text-ink-2 md:px-5">
                                {td_string!(locale, acc.skipped_more, n = number(rest))}
                            </p>
                        }
                    })}
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use model::CaseReason;

    fn html(count: usize) -> String {
        let one = |n| SkippedDomain {
            domain: format!("s{n}.example").parse().expect("a name"),
            reason: CaseReason::RefusesConnections,
        };
        let skipped: Vec<_> = (0..count).map(one).collect();
        Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <SkippedList skipped=skipped/> }.to_html()
        })
    }

    #[test]
    fn every_set_aside_server_is_named_with_its_reason() {
        let html = html(3);
        assert_eq!(html.matches("It refuses connections").count(), 3);
        assert!(html.contains("s2.example"));
    }

    #[test]
    fn a_very_long_list_is_cut_and_counted() {
        assert!(html(SHOWN + 1_234).contains("and 1,234 more"));
        assert!(!html(SHOWN).contains(" more<"));
    }
}
