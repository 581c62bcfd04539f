//! The door. Its form goes to the session layer, not to a server function.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, td_string};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::components::icon::{Icon, icon};
use crate::components::logo::{lawn, logo};
use crate::i18n::Locale;
use crate::words;

/// Sign in with a password. `?failed=` says why the last attempt failed, `?next=` where to go then.
#[component]
pub fn SignIn() -> impl IntoView {
    let locale = words::locale();
    let query = use_query_map().get_untracked();
    // The session layer goes there only if it is a page of ours.
    let next = query.get("next").unwrap_or_else(|| "/".to_owned());
    let failed = match query.get_str("failed") {
        Some("slow-down") => Some(td_string!(locale, entry.slow_down)),
        Some(_) => Some(td_string!(locale, entry.credentials)),
        None => None,
    };
    let title = match failed {
        Some(_) => td_string!(locale, error.prefix, title = td_string!(locale, entry.title)),
        None => td_string!(locale, entry.title).to_owned(),
    };
    let alert = failed.map(|says| {
        view! {
            <p id="failed" role="alert" class="mb-4 flex items-start gap-1.5 text-sm font-semibold text-clay-ink">
                {icon(Icon::CircleAlert, "mt-0.5 size-4")}
                {says}
            </p>
        }
    });
    let invalid = failed.map(|_| "true");
    let about = failed.map(|_| "failed");
    view! {
        <Title text=format!("{title} – {}", td_string!(locale, common.product))/>
        <main class="flex min-h-dvh flex-col">
            <div class="mx-auto flex w-full max-w-[26rem] flex-1 flex-col justify-center px-4 py-10">
                <div class="mb-6 text-center">
                    {logo("mx-auto size-14")}
                    <h1 class="mt-3 font-serif text-[1.75rem] font-semibold tracking-[-0.012em]">
                        {td_string!(locale, common.product)}
                    </h1>
                    <p class="mt-1 text-ink-2">{td_string!(locale, entry.who)}</p>
                </div>
                <section class="gk-sheet p-5 md:p-6">
                    {alert}
                    <form method="post" action="/sign-in">
                        <input type="hidden" name="next" value=next.clone()/>
                        <label class="mb-3 block">
                            <span class="gk-label text-[0.9375rem]">{td_string!(locale, entry.name)}</span>
                            <input
                                class="input w-full"
                                name="name"
                                autocomplete="username"
                                autocapitalize="none"
                                required
                                aria-invalid=invalid
                                aria-describedby=about
                            />
                        </label>
                        <label class="block">
                            <span class="gk-label text-[0.9375rem]">{td_string!(locale, entry.password)}</span>
                            <input
                                class="input w-full"
                                type="password"
                                name="password"
                                autocomplete="current-password"
                                required
                                aria-invalid=invalid
                                aria-describedby=about
                            />
                        </label>
                        <button class="btn btn-primary mt-4 w-full">{td_string!(locale, entry.submit)}</button>
                    </form>
                </section>
                <Languages locale=locale next=next/>
            </div>
            <div class="overflow-hidden" aria-hidden="true">{lawn()}</div>
        </main>
    }
}

/// The languages, each in its own words.
#[component]
fn Languages(locale: Locale, next: String) -> impl IntoView {
    let names = [(Locale::ja, "日本語"), (Locale::en, "English")].map(|(language, name)| {
        if language == locale {
            view! { <b lang=language.as_str()>{name}</b> }.into_any()
        } else {
            view! {
                <button class="gk-link cursor-pointer" name="locale" value=language.as_str() lang=language.as_str()>
                    {name}
                </button>
            }
            .into_any()
        }
    });
    view! {
        <form method="post" action="/preferences" class="mt-5 flex justify-center gap-4 text-sm">
            <input type="hidden" name="next" value=next/>
            {names}
        </form>
    }
}
