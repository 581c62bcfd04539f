//! The accounts whose server said that they are gone, page by page.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::RunId;
use model::probe::Proof;

use crate::api::runs::{REMOVED_PER_PAGE, RemovedAccount, read_removed};
use crate::components::pager::Pager;
use crate::components::refusal::Refusal;
use crate::i18n::Locale;
use crate::words;

/// Removed accounts, or in a preview those that would be; nothing when there are none. `?after=` is the place in the list.
#[component]
pub fn GoneList(
    run: RunId,
    /// Whether the report counts any.
    any: bool,
) -> impl IntoView {
    let query = use_query_map();
    let after = move || query.with(|query| query.get_str("after").and_then(|text| text.parse().ok()).unwrap_or(0));
    any.then(|| {
        let of = run.clone();
        let page = Resource::new_blocking(after, move |after| read_removed(of.clone(), after));
        view! {
            <Transition fallback=|| ()>
                {move || {
                    let run = run.clone();
                    Suspend::new(async move {
                        match page.await {
                            Ok(accounts) => table(&run, after(), accounts).into_any(),
                            Err(error) => view! { <Refusal error=error/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        }
    })
}

/// What else proves it, a line each.
fn evidence(locale: Locale, proof: Proof) -> Vec<AnyView> {
    let address = proof.final_url.map(|url| td_string!(locale, acc.proof_at, url = url));
    let tombstone = proof.tombstone.then(|| td_string!(locale, acc.proof_tombstone).to_owned());
    let moved = proof.moved_to.map(|url| td_string!(locale, acc.proof_moved, url = url));
    let lines = [address, tombstone, moved].into_iter().flatten();
    lines.map(|line| view! { <div class="break-all text-xs text-ink-3">{line}</div> }.into_any()).collect()
}

fn table(run: &RunId, after: i64, accounts: Vec<RemovedAccount>) -> impl IntoView + use<> {
    let locale = words::locale();
    let next = (accounts.len() == REMOVED_PER_PAGE as usize)
        .then(|| accounts.last().map(|last| format!("/runs/{run}?after={}#gone", last.position)))
        .flatten();
    let first = (after > 0).then(|| format!("/runs/{run}#gone"));
    let rows = accounts.into_iter().map(|account| {
        let said = match account.evidence_status {
            410 => td_string!(locale, acc.said_gone),
            _ => td_string!(locale, acc.said_not_found),
        };
        view! {
            <tr>
                <td class="wide break-all font-semibold">{account.account}</td>
                <td class="wide text-ink-2">
                    <div class="min-w-0">
                        {said} " " <span class="gk-code">{account.evidence_status}</span>
                        {evidence(locale, account.proof)}
                        {account.damaged.then(|| view! { <div class="text-xs">{td_string!(locale, acc.proof_damaged)}</div> })}
                    </div>
                </td>
            </tr>
        }
    });
    view! {
        <section class="gk-sheet" id="gone">
            <div class="gk-sheet-head">
                <h2 class="gk-h2">{td_string!(locale, acc.gone_list)}</h2>
            </div>
            <div class="overflow-x-auto">
                <table class="gk-table gk-stack">
                    <caption>{td_string!(locale, acc.gone_list)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, acc.account)}</th>
                            <th scope="col">{td_string!(locale, acc.said)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <Pager
                first=first
                next=next
                first_says=td_string!(locale, common.first)
                next_says=td_string!(locale, common.next)
            />
        </section>
    }
}
