//! Servers that we watch: nobody is asked about them yet.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::Millis;

use crate::api::cases::Watched as Server;
use crate::i18n::Locale;
use crate::words::quantity::number;
use crate::words::{self, advice};

/// The watched servers, each with why it is watched and when we look again.
#[component]
pub fn Watched(
    servers: Vec<Server>,
    /// How many there are, of which some are named.
    in_all: u64,
    now: Millis,
) -> impl IntoView {
    let locale = words::locale();
    let rest = in_all.saturating_sub(servers.len() as u64);
    let rows = servers.into_iter().map(|server| {
        view! {
            <li class="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 md:px-5">
                <span class="min-w-0 flex-1 break-words font-semibold">{words::server::name(locale, server.domain.as_str())}</span>
                <span class="text-[0.9375rem] text-ink-2">{says(locale, &server, now)}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="gk-sheet mt-6">
            <div class="px-4 py-3 md:px-5">
                <h2 class="font-semibold">{td_string!(locale, queue.watched, count = in_all, n = number(in_all))}</h2>
                <p class="text-[0.9375rem] text-ink-2">{td_string!(locale, queue.watched_why)}</p>
            </div>
            <ul>{rows}</ul>
            {(rest > 0).then(|| view! { <p class="border-t border-line px-5 py-2 text-sm text-ink-2">"+ " {number(rest)}</p> })}
        </section>
    }
}

fn says(locale: Locale, server: &Server, now: Millis) -> String {
    let why = advice::cancelled(locale, server.purge_cancelled_at, now)
        .unwrap_or_else(|| advice::watched(locale, server.state, server.reason).to_owned());
    let changed = advice::changed(locale, server.change, now);
    words::sentences(locale, [Some(why), changed, advice::next(locale, server.next_look_at, now)].into_iter().flatten())
}
