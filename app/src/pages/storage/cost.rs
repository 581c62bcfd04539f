//! What storage costs, and how much of it there may be: the form of a caretaker.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::Terms;
use model::storage::terms::CURRENCY_MOST;
use model::{Operator, Permission};

use crate::api::storage::{SetStorageTerms, TermsFields};
use crate::components::icon::{Icon, icon};
use crate::words;

/// Prices and limits; those who may not change them do not see the form.
#[component]
pub fn Cost(terms: Terms, operator: Operator, save: ServerAction<SetStorageTerms>) -> impl IntoView {
    let locale = words::locale();
    operator.role.may(Permission::Configure).then(|| {
        let TermsFields { currency, gb_month, thousand_requests, disk, budget } = TermsFields::of(&terms);
        let decimal = |name: &'static str, label: &'static str, hint: &'static str, value: String| {
            view! {
                <label class="block">
                    <span class="gk-label">{label}</span>
                    <span class="gk-hint">{hint}</span>
                    <input
                        class="input w-36"
                        type="text"
                        inputmode="decimal"
                        name=name
                        value=value
                        maxlength="16"
                        pattern="[0-9]{1,9}([.,][0-9]{0,6})?"
                        autocomplete="off"
                    />
                </label>
            }
        };
        view! {
            <section class="gk-sheet gk-pad">
                <h2 class="font-semibold">{td_string!(locale, storage.terms)}</h2>
                <p class="text-sm text-ink-2">{td_string!(locale, storage.terms_why)}</p>
                <details class="gk-details mt-3">
                    <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, storage.terms_change)}</summary>
                    <ActionForm action=save>
                        <div class="grid items-end gap-5 pt-4 sm:grid-cols-2 lg:grid-cols-3">
                            <label class="block">
                                <span class="gk-label">{td_string!(locale, storage.currency)}</span>
                                <span class="gk-hint">{td_string!(locale, storage.currency_hint)}</span>
                                <input
                                    class="input w-36"
                                    name="terms[currency]"
                                    value=currency
                                    maxlength=CURRENCY_MOST.to_string()
                                    autocomplete="off"
                                />
                            </label>
                            {decimal(
                                "terms[gb_month]",
                                td_string!(locale, storage.price_gb),
                                td_string!(locale, storage.price_gb_hint),
                                gb_month,
                            )}
                            {decimal(
                                "terms[thousand_requests]",
                                td_string!(locale, storage.price_requests),
                                td_string!(locale, storage.price_requests_hint),
                                thousand_requests,
                            )}
                            <label class="block">
                                <span class="gk-label">{td_string!(locale, storage.disk)}</span>
                                <span class="gk-hint">{td_string!(locale, storage.disk_hint)}</span>
                                <span class="flex items-center gap-2">
                                    <input
                                        class="input w-36"
                                        type="number"
                                        inputmode="numeric"
                                        name="terms[disk]"
                                        value=disk
                                        min="1"
                                        max="1000000000"
                                        step="1"
                                    />
                                    "GB"
                                </span>
                            </label>
                            {decimal(
                                "terms[budget]",
                                td_string!(locale, storage.budget),
                                td_string!(locale, storage.budget_hint),
                                budget,
                            )}
                        </div>
                        <button class="btn btn-primary mt-5" type="submit">{td_string!(locale, storage.terms_save)}</button>
                    </ActionForm>
                </details>
            </section>
        }
    })
}
