//! The figures of the chart as a table, newest week first.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::{Bytes, Series};

use crate::components::icon::{Icon, icon};
use crate::words::{self, moment};

/// *Show as table*: the same figures as the bars, closed until asked for.
#[component]
pub fn WeekTable(series: Series) -> impl IntoView {
    let locale = words::locale();
    let figure = move |bytes: Bytes| {
        if bytes == Bytes::ZERO { td_string!(locale, common.none).to_owned() } else { bytes.to_string() }
    };
    let rows = series.weeks.iter().rev().map(|week| {
        view! {
            <tr>
                <th scope="row" class="!border-line !font-normal">{moment::short_day(locale, week.from)}</th>
                <td class="num">{figure(week.pictures)}</td>
                <td class="num">{figure(week.accounts)}</td>
                <td class="num">{figure(week.purged)}</td>
                <td class="num font-semibold">{figure(week.total())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="gk-details">
            <summary>{icon(Icon::ChevronRight, "chev size-4")}{td_string!(locale, common.table)}</summary>
            <div class="overflow-x-auto pt-3">
                <table class="gk-table">
                    <caption>{td_string!(locale, overview.freed)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, overview.week_from)}</th>
                            <th scope="col" class="num">{td_string!(locale, nav.pictures_short)}</th>
                            <th scope="col" class="num">{td_string!(locale, nav.accounts_short)}</th>
                            <th scope="col" class="num">{td_string!(locale, nav.servers_short)}</th>
                            <th scope="col" class="num">{td_string!(locale, overview.total)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
