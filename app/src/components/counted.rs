//! A small table of clauses, each with how often it holds.

use leptos::prelude::*;

use crate::words::quantity::number;

/// The table on a sheet of its own; nothing when it has no row.
#[component]
pub fn Counted(
    title: &'static str,
    /// How to read it.
    lead: &'static str,
    /// What the clauses are.
    of: &'static str,
    /// What is counted.
    figure: &'static str,
    rows: Vec<(&'static str, u64)>,
) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(|(clause, count)| {
            view! {
                <tr>
                    <th scope="row" class="!whitespace-normal !text-base !font-normal !text-base-content">
                        {clause}
                    </th>
                    <td class="gk-code whitespace-nowrap text-right">{number(count)}</td>
                </tr>
            }
        });
        view! {
            <section class="gk-sheet">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{title}</h2>
                </div>
                <p class="gk-pad max-w-prose text-ink-2">{lead}</p>
                <table class="gk-table">
                    <thead>
                        <tr>
                            <th scope="col">{of}</th>
                            <th scope="col" class="text-right">
                                {figure}
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    })
}
