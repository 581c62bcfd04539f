//! What a run could not settle, grouped by cause.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Failures;

use crate::components::icon::{Icon, icon};
use crate::words::{self, failure, quantity::number};

/// Failures by cause with their number and some examples; nothing when there are none.
#[component]
pub fn FailureList(failures: Failures) -> impl IntoView {
    let locale = words::locale();
    (!failures.is_empty()).then(|| {
        let groups = failures.groups().iter().map(|group| {
            let examples = group.examples.iter().map(|name| {
                view! { <li class="break-all font-mono text-xs leading-5 text-ink-2">{name.clone()}</li> }
            });
            view! {
                <li class="px-4 py-3 md:px-5">
                    <p class="flex flex-wrap justify-between gap-x-4">
                        <b class="font-semibold">{failure::of_items(locale, group.cause)}</b>
                        <span class="text-ink-2">
                            {td_string!(locale, report.failures_hint, count = group.count, n = number(group.count))}
                        </span>
                    </p>
                    <details class="gk-details mt-1">
                        <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, report.examples)}</summary>
                        <ul class="pt-2">{examples.collect_view()}</ul>
                    </details>
                </li>
            }
        });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, report.failures)}</h2>
                </div>
                <ul class="divide-y divide-line">{groups.collect_view()}</ul>
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;
    use model::failures::FailureCause;

    #[test]
    fn failures_are_counted_by_cause_and_some_are_named() {
        let mut failures = Failures::default();
        for n in 0..30 {
            failures.add(FailureCause::FileNotRemoved, format!("accounts/avatars/{n}.png"));
        }
        let html = Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <FailureList failures=failures/> }.to_html()
        });
        assert!(html.contains("30 cases") && html.contains("avatars/0.png"), "{html}");
    }
}
