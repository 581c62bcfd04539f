//! The activity log, newest first. Whose acts, done to what, and the place in the log are in the address.

pub mod filters;
pub mod line;

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::address::{escaped, use_query};
use crate::api::activity::{ActivityPage, Asked, read_activities};
use crate::components::edits::Edits;
use crate::components::head::Head;
use crate::components::loaded::Loaded;
use crate::components::pager::Pager;
use crate::words;
use filters::Filters;
use line::Line;

/// Where the log is.
pub const PAGE: &str = "/history/activity";

/// The activity log.
#[component]
pub fn ActivityLog() -> impl IntoView {
    let locale = words::locale();
    let query = use_query();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let word = |key| query.get(key).unwrap_or_default().to_owned();
            Asked { by: word("by"), about: word("about"), before: word("before") }
        })
    });
    let edits = Edits::of(asked);
    let page = Resource::new_blocking(
        move || asked.get(),
        |asked| async move { read_activities(asked.clone()).await.map(|page| (asked, page)) },
    );
    view! {
        <Head
            title=td_string!(locale, nav.activity)
            above=("/history", td_string!(locale, nav.history))
            lead=td_string!(locale, activity.lead)
        />
        <Loaded data=page view=move |(of, page)| show((asked, edits), of, page)/>
    }
}

/// The address of a part of the log.
fn address(asked: &Asked) -> String {
    let asked = [("by", &asked.by), ("about", &asked.about), ("before", &asked.before)];
    let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
    let asked: Vec<String> = asked.map(|(key, value)| format!("{key}={}", escaped(value))).collect();
    if asked.is_empty() { PAGE.to_owned() } else { format!("{PAGE}?{}", asked.join("&")) }
}

fn show((now_asked, edits): (Memo<Asked>, Edits), asked: Asked, page: ActivityPage) -> impl IntoView {
    let locale = words::locale();
    let ActivityPage { lines, more, now } = page;
    let at = |before: String| address(&Asked { before, ..asked.clone() });
    let newest = (!asked.before.is_empty()).then(|| at(String::new()));
    let next = lines.last().filter(|_| more).map(|last| at(last.entry.id.clone()));
    let body = if lines.is_empty() {
        let narrowed = asked != Asked::default();
        let says = if narrowed { td_string!(locale, activity.no_match) } else { td_string!(locale, activity.none) };
        let clear = narrowed.then(|| view! { <a class="gk-link" href=PAGE>{td_string!(locale, activity.clear)}</a> });
        view! { <p class="gk-pad flex flex-wrap gap-x-3 text-ink-2">{says} {clear}</p> }.into_any()
    } else {
        let lines = lines.into_iter().map(|line| view! { <Line line=line now=now/> }).collect_view();
        view! { <ol class="divide-y divide-line" aria-label=td_string!(locale, activity.list)>{lines}</ol> }.into_any()
    };
    view! {
        <Filters asked=now_asked edits=edits/>
        <section class="gk-sheet">
            {body}
            <Pager
                first=newest
                next=next
                first_says=td_string!(locale, common.newest)
                next_says=td_string!(locale, common.older)
            />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_only_what_is_asked() {
        assert_eq!(address(&Asked::default()), "/history/activity");
        let asked = Asked { by: "Mika & co".to_owned(), about: "quiet".to_owned(), before: String::new() };
        assert_eq!(address(&asked), "/history/activity?by=Mika%20%26%20co&about=quiet");
    }
}
