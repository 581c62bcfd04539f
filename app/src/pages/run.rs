//! One run: planned or at work with its progress, or ended with its report.

pub mod at_work;
pub mod ended;
pub mod failures;
pub mod meter;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::runs::{RunPage as Page, StopRun, read_run};
use crate::components::done::successes;
use crate::components::loaded::Loaded;
use crate::live;
use at_work::AtWork;
use ended::Ended;

/// The page of a run. While the run is at work it keeps itself at its latest, unless `?updates=off`.
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let stop = ServerAction::<StopRun>::new();
    // Asked to stop, it is read again, also when the page doesn't update by itself.
    let stopped = successes(stop);
    let page = Resource::new_blocking(move || (id.get(), stopped.get()), |(id, _)| read_run(id));
    view! { <Loaded data=page view=move |page| show(page, stop)/> }
}

fn show(page: Page, stop: ServerAction<StopRun>) -> impl IntoView {
    let Page { run, operator, now } = page;
    let (run, now) = (RwSignal::new(run), RwSignal::new(now));
    let query = use_query_map();
    let updates = Memo::new(move |_| query.with(|query| query.get_str("updates") != Some("off")));
    live::follow(run, now, updates);
    let ended = Memo::new(move |_| run.with(|run| run.state.is_final()));
    move || {
        let operator = operator.clone();
        if ended.get() {
            view! { <Ended run=run.get_untracked() operator=operator now=now.get_untracked()/> }.into_any()
        } else {
            view! { <AtWork run=run now=now operator=operator updates=updates stop=stop/> }.into_any()
        }
    }
}
