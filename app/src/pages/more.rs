//! What has no place in the bar of narrow windows, and how the panel looks and speaks.

use leptos::prelude::*;
use leptos_i18n::{Locale as _, td_string};

use crate::components::frame::Place;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::i18n::Locale;
use crate::words;

/// The rest of the pages, language, colours, and the way out.
#[component]
pub fn More() -> impl IntoView {
    let locale = words::locale();
    let links = [
        (Place::Waiting, Icon::Hourglass, td_string!(locale, nav.waiting)),
        (Place::Back, Icon::Undo2, td_string!(locale, nav.back)),
        (Place::Storage, Icon::HardDrive, td_string!(locale, nav.storage)),
        (Place::History, Icon::History, td_string!(locale, nav.history)),
        (Place::Activity, Icon::ScrollText, td_string!(locale, nav.activity)),
    ];
    let links = links.map(|(to, picture, name)| {
        view! {
            <li>
                <a class="flex items-center gap-3 px-4 py-3 font-semibold md:px-5" href=to.address()>
                    {icon(picture, "size-5 text-ink-3")}
                    {name}
                </a>
            </li>
        }
    });
    let languages = [(Locale::en, "English"), (Locale::ja, "日本語")].map(|(language, name)| {
        let current = (language == locale).then_some("true");
        view! {
            <button
                class="gk-chip cursor-pointer"
                name="locale"
                value=language.as_str()
                lang=language.as_str()
                aria-current=current
            >
                {name}
            </button>
        }
    });
    let themes = [
        ("system", Icon::Monitor, td_string!(locale, nav.theme_system)),
        ("day", Icon::Sun, td_string!(locale, nav.theme_day)),
        ("night", Icon::Moon, td_string!(locale, nav.theme_night)),
    ];
    let themes = themes.map(|(theme, picture, name)| {
        view! {
            <button class="gk-chip cursor-pointer" name="theme" value=theme>
                {icon(picture, "size-3.5")}
                {name}
            </button>
        }
    });
    view! {
        <Head title=td_string!(locale, nav.more)/>
        <nav class="gk-sheet mb-4 lg:hidden" aria-label=td_string!(locale, nav.pages)>
            <ul class="divide-y divide-line">{links}</ul>
        </nav>
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, nav.appearance)}</h2>
            </div>
            <form class="gk-pad space-y-5" method="post" action="/preferences">
                <input type="hidden" name="next" value=Place::More.address()/>
                <fieldset>
                    <legend class="gk-label">{td_string!(locale, nav.language)}</legend>
                    <div class="flex flex-wrap gap-2">{languages}</div>
                </fieldset>
                <fieldset>
                    <legend class="gk-label">{td_string!(locale, nav.theme)}</legend>
                    <div class="flex flex-wrap gap-2">{themes}</div>
                </fieldset>
            </form>
        </section>
        <form class="mt-4" method="post" action="/sign-out">
            <button class="btn btn-paper">{icon(Icon::LogOut, "size-4")}{td_string!(locale, nav.sign_out)}</button>
        </form>
    }
}
