//! Files that could not be removed yet.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Millis;
use model::stuck_file::StuckFiles;

use crate::components::when::When;
use crate::words::{self, quantity::number};

/// How many there are and why, with some of them; nothing when there are none.
#[component]
pub fn Stuck(files: StuckFiles, now: Millis) -> impl IntoView {
    let locale = words::locale();
    let StuckFiles { count, some } = files;
    (count > 0).then(|| {
        let rows = some.into_iter().map(|file| {
            view! {
                <tr>
                    <td class="gk-code break-all">{file.name}</td>
                    <td>{file.reason}</td>
                    <td class="num">{number(file.tries)}</td>
                    <td>
                        <When at=file.tried_at now=now/>
                    </td>
                </tr>
            }
        });
        view! {
            <section class="gk-sheet" id="stuck">
                <div class="gk-sheet-head">
                    <h2 class="gk-h2">{td_string!(locale, job.stuck)}</h2>
                </div>
                <p class="gk-pad max-w-prose text-ink-2">
                    {td_string!(locale, job.stuck_why, count = count, n = number(count))}
                </p>
                <table class="gk-table">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, job.stuck_file)}</th>
                            <th scope="col">{td_string!(locale, job.stuck_reason)}</th>
                            <th scope="col" class="num">
                                {td_string!(locale, job.stuck_tries)}
                            </th>
                            <th scope="col">{td_string!(locale, job.stuck_last)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </section>
        }
    })
}
