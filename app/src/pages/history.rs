//! Every run and every preview, newest first. The job and the place in the list are in the address.

pub mod runs;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::JobKind;

use crate::api::runs::{HistoryPage, read_history};
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::pager::Pager;
use crate::jobs;
use crate::pages::activity;
use crate::words::{self, run};
use runs::RunTable;

/// What the address says: only this job, and only runs older than that one.
type Asked = (Option<JobKind>, Option<model::RunId>);

/// The history.
#[component]
pub fn History() -> impl IntoView {
    let locale = words::locale();
    let query = use_query_map();
    let asked = Memo::new(move |_| -> Asked {
        query.with(|query| {
            let word = |key| query.get_str(key).unwrap_or_default();
            (word("job").parse().ok(), word("before").parse().ok())
        })
    });
    let page = Resource::new_blocking(
        move || asked.get(),
        |(job, before)| async move {
            let first = before.is_none();
            read_history(job, before).await.map(|page| (job, first, page))
        },
    );
    view! {
        <Head title=td_string!(locale, history.title) lead=td_string!(locale, history.lead)>
            <a class="btn btn-paper" href=activity::PAGE>
                {icon(Icon::ScrollText, "size-4")}
                {td_string!(locale, nav.activity)}
            </a>
        </Head>
        <Loaded data=page view=|(job, first, page)| show(job, first, page)/>
    }
}

/// The address of the history of one job, or of all.
fn address(job: Option<JobKind>) -> String {
    job.map_or_else(|| "/history".to_owned(), |job| format!("/history?job={job}"))
}

fn show(job: Option<JobKind>, first: bool, page: HistoryPage) -> impl IntoView {
    let locale = words::locale();
    let HistoryPage { runs, more, now } = page;
    let chips = std::iter::once(None).chain(JobKind::ALL.map(Some)).map(|kind| {
        let name = kind.map_or(td_string!(locale, history.all), |kind| run::job_name(locale, kind));
        let picture = kind.map(|kind| icon(jobs::picture(kind), "size-3.5"));
        let current = (kind == job).then_some("true");
        view! { <a class="gk-chip" href=address(kind) aria-current=current>{picture}{name}</a> }
    });
    let next = runs.last().filter(|_| more).map(|last| {
        let joint = if job.is_some() { '&' } else { '?' };
        format!("{}{joint}before={}", address(job), last.id)
    });
    let newest = (!first).then(|| address(job));
    let body = if runs.is_empty() {
        view! { <p class="gk-pad text-ink-2">{td_string!(locale, history.none)}</p> }.into_any()
    } else {
        view! { <RunTable runs=runs now=now caption=td_string!(locale, history.runs) with_job=true/> }.into_any()
    };
    view! {
        <nav
            class="mb-4 flex items-center gap-2 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 md:flex-wrap"
            aria-label=td_string!(locale, history.filter)
        >
            {chips.collect_view()}
        </nav>
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
