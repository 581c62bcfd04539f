//! Storage: how much there is of what, how it came to that, what a threshold would free, and what it costs.

pub mod comparison;
pub mod cost;
pub mod explorer;
pub mod kinds;
pub mod over_time;
pub mod regret;
pub mod servers;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;
use model::{JobKind, Millis, Operator, Permission};

use crate::api::runs::RunLine;
use crate::api::schedules::SwitchSchedule;
use crate::api::storage::{Ask, LineOf, Measured, SetStorageTerms, Span, StoragePage, read_storage};
use crate::components::banner::{Banner, Tone};
use crate::components::done::successes;
use crate::components::head::Head;
use crate::components::icon::{Icon, icon};
use crate::components::loaded::Loaded;
use crate::components::refusal::ActionRefusal;
use crate::jobs::measure_storage::{ScheduleForm, ScheduleMeasureStorage, StartMeasureStorage, StartRemoveOrphans};
use crate::pages::job::schedule::ScheduleSheet;
use crate::words::{self, moment, role};
use comparison::StorageItself;
use cost::Cost;
use explorer::ThresholdExplorer;
use kinds::Kinds;
use over_time::OverTime;
use regret::Regret;
use servers::Servers;

/// What changes something on the page. It is read again after each.
#[derive(Clone, Copy)]
struct Changes {
    measure: ServerAction<StartMeasureStorage>,
    orphans: ServerAction<StartRemoveOrphans>,
    terms: ServerAction<SetStorageTerms>,
    plan: ServerAction<ScheduleMeasureStorage>,
    switch: ServerAction<SwitchSchedule>,
}

/// Storage, as it was measured; what is asked about it is in the address.
#[component]
pub fn Storage() -> impl IntoView {
    let changes = Changes {
        measure: ServerAction::new(),
        orphans: ServerAction::new(),
        terms: ServerAction::new(),
        plan: ServerAction::new(),
        switch: ServerAction::new(),
    };
    let Changes { measure, orphans, terms, plan, switch } = changes;
    let query = use_query_map();
    let ask = Memo::new(move |_| {
        query.with(|query| Ask {
            days: query.get_str("days").and_then(|days| days.parse().ok()),
            headers_only: query.get_str("headers_only").is_some(),
            include_followed: query.get_str("include_followed").is_some(),
            line: if query.get_str("line") == Some("everything") { LineOf::Everything } else { LineOf::Pictures },
            span: if query.get_str("span") == Some("year") { Span::Year } else { Span::Weeks },
        })
    });
    let done = (successes(terms), successes(plan), successes(switch));
    let changed = move || (done.0.get(), done.1.get(), done.2.get());
    let page = Resource::new_blocking(move || (ask.get(), changed()), |(ask, _)| read_storage(ask));
    view! {
        <ActionRefusal value=measure.value()/>
        <ActionRefusal value=orphans.value()/>
        <ActionRefusal value=terms.value()/>
        <ActionRefusal value=plan.value()/>
        <ActionRefusal value=switch.value()/>
        <Loaded data=page view=move |page| show(page, ask.get_untracked(), changes)/>
    }
}

fn show(page: StoragePage, ask: Ask, changes: Changes) -> impl IntoView {
    let locale = words::locale();
    let StoragePage { operator, active, schedule, terms, measured, listed, damaged, most_orphans_percent, now } = page;
    let plan = schedule.as_ref().map(|view| view.schedule.clone());
    let schedule_form = view! { <ScheduleForm schedule=plan save=changes.plan/> }.into_any();
    let lead = match &measured {
        Some(measured) => td_string!(locale, storage.lead, when = moment::moment(locale, measured.at, now)),
        None => td_string!(locale, storage.lead_empty).to_owned(),
    };
    let asked = active.is_some();
    let sheets = match measured {
        Some(measured) => sheets(measured, ask, terms.clone(), &operator, now).into_any(),
        None => view! { <Empty operator=operator.clone() asked=asked measure=changes.measure/> }.into_any(),
    };
    let may = operator.role.may(Permission::Run);
    view! {
        <Head title=td_string!(locale, nav.storage) lead=lead>
            {(may && !asked).then(|| view! { <MeasureNow measure=changes.measure/> })}
        </Head>
        <div class="space-y-4">
            {damaged
                .then(|| {
                    let (says, because) = (td_string!(locale, storage.damaged), td_string!(locale, storage.damaged_why));
                    view! { <Banner tone=Tone::Amber picture=Icon::TriangleAlert says=says because=because/> }
                })}
            {active.map(|active| view! { <Active active=active/> })}
            {sheets}
            <StorageItself
                listed=listed
                most_percent=most_orphans_percent
                operator=operator.clone()
                free=!asked
                measure=changes.measure
                remove=changes.orphans
                now=now
            />
            <Cost terms=terms operator=operator.clone() save=changes.terms/>
            <ScheduleSheet
                kind=JobKind::MeasureStorage
                schedule=schedule
                operator=operator
                now=now
                switch=changes.switch
                form=schedule_form
            />
        </div>
    }
}

fn sheets(
    measured: Measured,
    ask: Ask,
    terms: model::storage::Terms,
    operator: &Operator,
    now: Millis,
) -> impl IntoView + use<> {
    let Measured { stock, servers, line, marks, freed, explorer, regret, outlook, .. } = measured;
    view! {
        <OverTime line=line marks=marks freed=freed outlook=outlook terms=terms.clone() ask=ask now=now/>
        <ThresholdExplorer explorer=explorer ask=ask terms=terms.clone() operator=operator.clone()/>
        <Regret regret=regret/>
        <Kinds stock=stock terms=terms.clone()/>
        <Servers servers=servers terms=terms/>
    }
}

/// Starts a measurement.
#[component]
fn MeasureNow(measure: ServerAction<StartMeasureStorage>) -> impl IntoView {
    let locale = words::locale();
    view! {
        <ActionForm action=measure>
            <button class="btn btn-paper" type="submit">
                {icon(Icon::RefreshCw, "size-4")}
                {td_string!(locale, storage.measure)}
            </button>
        </ActionForm>
    }
}

/// A measurement is at work or planned.
#[component]
fn Active(active: RunLine) -> impl IntoView {
    let locale = words::locale();
    let says = td_string!(locale, storage.at_work);
    view! {
        <Banner tone=Tone::Slate picture=Icon::Footprints says=says>
            <a class="btn btn-paper btn-sm" href=format!("/runs/{}", active.id)>{td_string!(locale, job.follow)}</a>
        </Banner>
    }
}

/// Nothing was measured yet.
#[component]
fn Empty(operator: Operator, asked: bool, measure: ServerAction<StartMeasureStorage>) -> impl IntoView {
    let locale = words::locale();
    let button = match (asked, operator.role.may(Permission::Run)) {
        (true, _) => ().into_any(),
        (false, true) => view! { <MeasureNow measure=measure/> }.into_any(),
        (false, false) => {
            view! { <p class="text-sm text-ink-2">{role::refusal(locale, Permission::Run)}</p> }.into_any()
        }
    };
    view! {
        <section class="gk-sheet flex flex-col items-center gap-3 px-4 py-12 text-center">
            {icon(Icon::HardDrive, "size-10 text-ink-3")}
            <h2 class="gk-h2">{td_string!(locale, storage.empty)}</h2>
            <p class="max-w-[36rem] text-ink-2">{td_string!(locale, storage.empty_why)}</p>
            {button}
        </section>
    }
}
