//! The draft of a notice: a text per language with what may be wrong with it, what members would read, and the approval.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::RunId;
use model::notice::{Example, Fault, Language, Notice};

use crate::api::notices::{NoticeAct, WriteNotice};
use crate::components::icon::{Icon, icon};
use crate::words::quantity::number;
use crate::words::{self, notice as say};

/// The form of a draft; only a sentence when nobody would get it.
#[component]
pub fn Draft(run: RunId, notice: Notice, write: ServerAction<WriteNotice>) -> impl IntoView {
    let locale = words::locale();
    let Notice { servers, texts, audience, examples, .. } = notice;
    let left_out = (audience.left_out > 0).then(|| {
        let says = td_string!(locale, notice.left_out, count = audience.left_out, n = number(audience.left_out));
        view! { <p class="max-w-prose text-ink-2">{says}</p> }
    });
    if audience.all() == 0 {
        return view! { <p class="max-w-prose text-ink-2">{td_string!(locale, notice.nobody)}</p> {left_out} }
            .into_any();
    }
    let faults = texts.faults(&servers);
    let fields = Language::ALL.map(|language| {
        let of = |(at, fault): &(Language, Fault)| (*at == language).then(|| say::fault(locale, fault));
        let faults = faults.iter().filter_map(of).collect();
        view! { <TextField language=language text=texts.of(language).to_owned() members=audience.of(language) faults=faults/> }
    });
    let all = audience.all();
    view! {
        <ActionForm action=write attr:class="gk-sheet gk-pad space-y-5">
            <input type="hidden" name="run" value=run.to_string()/>
            <p class="max-w-prose text-ink-2">{td_string!(locale, notice.places, places = say::places())}</p>
            <div class="grid gap-5 lg:grid-cols-2">{fields}</div>
            <Examples examples=examples/>
            {left_out}
            <div class="flex flex-wrap gap-2 border-t border-line pt-4">
                <button class="btn btn-paper" type="submit" name="act" value=NoticeAct::Show.as_str()>
                    {icon(Icon::Eye, "size-4")}
                    {td_string!(locale, notice.show)}
                </button>
                <button class="btn btn-primary" type="submit" name="act" value=NoticeAct::Approve.as_str()>
                    {icon(Icon::Users, "size-4")}
                    {td_string!(locale, notice.approve, count = all, n = number(all))}
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The text of one language, to whom it goes, and what is wrong with it.
#[component]
fn TextField(language: Language, text: String, members: u64, faults: Vec<String>) -> impl IntoView {
    let locale = words::locale();
    let code = language.as_str();
    let (hint, wrong) = (format!("{code}-hint"), format!("{code}-wrong"));
    let described = if faults.is_empty() { hint.clone() } else { format!("{hint} {wrong}") };
    let invalid = (!faults.is_empty()).then_some("true");
    let faults = (!faults.is_empty()).then(|| {
        let faults = faults.into_iter().map(|fault| view! { <li>{fault}</li> });
        view! {
            <div id=wrong role="alert" class="mt-1.5 font-semibold text-error">
                <ul class="list-disc pl-5">{faults.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <div>
            <label class="block font-semibold" for=code>{say::language(locale, language)}</label>
            <p class="mt-0.5 text-sm text-ink-2" id=hint>
                {td_string!(locale, notice.to, count = members, n = number(members))}
            </p>
            <textarea
                id=code
                name=code
                lang=code
                class="textarea mt-2 h-72 w-full"
                aria-describedby=described
                aria-invalid=invalid
                required
            >
                {text}
            </textarea>
            {faults}
        </div>
    }
}

/// What one member of each language would read, exactly.
#[component]
fn Examples(examples: Vec<Example>) -> impl IntoView {
    let locale = words::locale();
    let examples = examples.into_iter().map(|example| {
        view! {
            <figure>
                <figcaption class="text-sm text-ink-2">{say::language(locale, example.language)}</figcaption>
                <blockquote
                    lang=example.language.as_str()
                    class="mt-1 whitespace-pre-wrap break-words rounded-box border border-line px-4 py-3"
                >
                    {example.text}
                </blockquote>
            </figure>
        }
    });
    view! {
        <section>
            <h2 class="gk-h3">{td_string!(locale, notice.example)}</h2>
            <p class="mb-2 text-sm text-ink-2">{td_string!(locale, notice.example_hint)}</p>
            <div class="grid gap-5 lg:grid-cols-2">{examples.collect_view()}</div>
        </section>
    }
}
