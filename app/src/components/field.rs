//! Fields of forms: a label, a hint above the field, the field.

use leptos::prelude::*;

/// A whole number.
#[component]
pub fn NumberField(
    name: &'static str,
    label: &'static str,
    /// What it means and what follows.
    hint: &'static str,
    /// The unit behind the field.
    #[prop(optional)]
    unit: &'static str,
    /// Empty means "not set".
    #[prop(into)]
    value: String,
    min: u32,
    max: u32,
    /// Whether it may be left empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    view! {
        <label class="block">
            <span class="gk-label">{label}</span>
            <span class="gk-hint">{hint}</span>
            <span class="flex items-center gap-2">
                <input
                    class="input w-32"
                    type="number"
                    inputmode="numeric"
                    name=name
                    value=value
                    min=min
                    max=max
                    step="1"
                    required=!optional
                />
                {unit}
            </span>
        </label>
    }
}

/// Several lines of text.
#[component]
pub fn LinesField(name: &'static str, label: &'static str, hint: &'static str, value: String) -> impl IntoView {
    view! {
        <label class="block">
            <span class="gk-label">{label}</span>
            <span class="gk-hint">{hint}</span>
            <textarea
                class="textarea w-full max-w-lg"
                name=name
                rows="3"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
            >
                {value}
            </textarea>
        </label>
    }
}

/// A box to tick. Unticked means `false`, so the careful choice is the unticked one.
#[component]
pub fn CheckField(name: &'static str, label: &'static str, hint: &'static str, checked: bool) -> impl IntoView {
    view! {
        <label class="flex items-start gap-2.5">
            <input type="checkbox" class="checkbox checkbox-sm mt-0.5" name=name value="true" checked=checked/>
            <span>
                <span class="block font-semibold">{label}</span>
                <span class="block text-sm text-ink-2">{hint}</span>
            </span>
        </label>
    }
}
