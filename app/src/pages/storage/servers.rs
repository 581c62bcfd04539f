//! The servers of which most is stored.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::storage::{ServerStock, Terms};

use crate::components::icon::{Icon, icon};
use crate::words::quantity::size;
use crate::words::{self};

/// Servers that are seen at once; the rest is one click away.
const SEEN: usize = 10;

/// The largest first.
#[component]
pub fn Servers(servers: Vec<ServerStock>, terms: Terms) -> impl IntoView {
    let locale = words::locale();
    let body = if servers.is_empty() {
        view! { <p class="gk-pad text-ink-2">{td_string!(locale, storage.no_servers)}</p> }.into_any()
    } else {
        let rest = servers.get(SEEN..).unwrap_or_default().to_vec();
        let first = servers.into_iter().take(SEEN).collect();
        let more = (!rest.is_empty()).then(|| {
            view! {
                <details class="gk-details px-4 pb-4 md:px-5">
                    <summary>
                        {icon(Icon::ChevronRight, "chev size-4")}
                        {td_string!(locale, storage.more_servers, count = rest.len() as u64, n = rest.len())}
                    </summary>
                    <div class="pt-3">
                        <ServerTable servers=rest terms=terms.clone()/>
                    </div>
                </details>
            }
        });
        view! {
            <ServerTable servers=first terms=terms.clone()/>
            {more}
        }
        .into_any()
    };
    view! {
        <section class="gk-sheet">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, storage.servers)}</h2>
            </div>
            {body}
        </section>
    }
}

#[component]
fn ServerTable(servers: Vec<ServerStock>, terms: Terms) -> impl IntoView {
    let locale = words::locale();
    let money = terms.gb_month;
    let rows = servers.into_iter().map(|server| {
        let cost = money.map(|price| view! { <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.a_month)>{terms.told(price.of_storage(server.bytes()))}</td> });
        view! {
            <tr>
                <th scope="row" class="wide break-words !border-line !py-2.5 !align-top !text-[0.9375rem] font-semibold">{words::server::name(locale, server.domain.as_str())}</th>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.of_pictures)>{size(locale, server.avatars + server.headers)}</td>
                <td class="num max-md:col-span-2" data-label=td_string!(locale, storage.attachments)>{size(locale, server.attachments)}</td>
                <td class="num max-md:col-span-2 font-semibold" data-label=td_string!(locale, storage.size)>{size(locale, server.bytes())}</td>
                {cost}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="overflow-x-auto">
            <table class="gk-table gk-stack">
                <caption>{td_string!(locale, storage.servers)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, common.server)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.of_pictures)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.attachments)}</th>
                        <th scope="col" class="num">{td_string!(locale, storage.size)}</th>
                        {money.map(|_| view! { <th scope="col" class="num">{td_string!(locale, storage.a_month)}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
