//! What other servers' admins read when they follow the address in our name: who asked, why, and how to be left alone.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use crate::components::logo::logo;
use crate::words;

/// What a robots.txt has to say to keep us away.
const OPT_OUT: &str = "User-agent: Groundskeeper\nDisallow: /";

/// The page that our name points to; nobody has to sign in for it.
#[component]
pub fn VisitorPage() -> impl IntoView {
    let locale = words::locale();
    let title = td_string!(locale, visitor.title);
    view! {
        <Title text=format!("{title} – {}", td_string!(locale, common.product))/>
        <main id="main" class="mx-auto max-w-[42rem] px-4 py-10">
            <p class="mb-6">{logo("size-12")}</p>
            <h1 class="font-serif text-[1.75rem] font-semibold tracking-[-0.012em]">{title}</h1>
            <div class="mt-4 space-y-4 text-ink-2">
                <p>{td_string!(locale, visitor.who)}</p>
                <p>{td_string!(locale, visitor.what)}</p>
                <p>{td_string!(locale, visitor.how)}</p>
            </div>
            <section class="gk-sheet gk-pad mt-6">
                <h2 class="gk-h2">{td_string!(locale, visitor.opt_out)}</h2>
                <p class="mt-1 text-ink-2">{td_string!(locale, visitor.opt_out_how)}</p>
                <pre class="mt-3 overflow-x-auto rounded-field border border-line p-3 font-mono text-sm" tabindex="0">
                    {OPT_OUT}
                </pre>
            </section>
        </main>
    }
}
