//! How a server's answer is read.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::icon::{Icon, icon};
use crate::words;

/// The table of answers and what follows, closed until asked for.
#[component]
pub fn Answers() -> impl IntoView {
    let locale = words::locale();
    let codes = || view! { " " <span class="gk-code">"410"</span> " " <span class="gk-code">"404"</span> };
    view! {
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, acc.read)}</summary>
            <div class="pt-3">
                <div class="gk-sheet overflow-x-auto">
                    <table class="gk-table">
                        <caption>{td_string!(locale, acc.read_caption)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{td_string!(locale, acc.read_says)}</th>
                                <th scope="col">{td_string!(locale, acc.read_take)}</th>
                                <th scope="col">{td_string!(locale, acc.read_then)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <tr>
                                <td>{td_string!(locale, acc.read_here)}</td>
                                <td>{td_string!(locale, acc.still)}</td>
                                <td>{td_string!(locale, acc.read_nothing)}</td>
                            </tr>
                            <tr>
                                <td>{td_string!(locale, acc.read_gone)} {codes()}</td>
                                <td>{td_string!(locale, acc.read_vanished)}</td>
                                <td>{td_string!(locale, acc.read_removed)}</td>
                            </tr>
                            <tr>
                                <td>{td_string!(locale, acc.read_silence)}</td>
                                <td>{td_string!(locale, acc.read_unknown)}</td>
                                <td>{td_string!(locale, acc.read_aside)}</td>
                            </tr>
                        </tbody>
                    </table>
                </div>
            </div>
        </details>
    }
}
