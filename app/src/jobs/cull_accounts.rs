//! Vanished accounts: the forms here, what a report says below.

pub mod fields;
pub mod gone;
pub mod held;
pub mod report;
pub mod skipped;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::cull_accounts::Options;
use model::{Mode, Operator, Schedule};

use super::start::{SaveSchedule, StartButtons, WhenFields};
use crate::api::ApiError;
use crate::api::schedules::ScheduleWish;
#[cfg(feature = "ssr")]
use crate::api::{engine, operator, schedules};
use crate::components::refusal::ActionRefusal;
use crate::words;
pub use fields::Fields;
use fields::OptionFields;
pub use report::{came_of_it, card_lines, details, outcome, summary};

/// Starts a cull with the options of the form and shows its run.
#[server(prefix = "/api", endpoint = "start-cull-accounts")]
pub async fn start_cull_accounts(options: Fields, mode: Mode) -> Result<(), ApiError> {
    let operator = operator()?;
    let id = engine()?.start(&operator, model::Job::CullAccounts(options.options()?), mode).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Sets the schedule of the cull.
#[server(prefix = "/api", endpoint = "schedule-cull-accounts")]
pub async fn schedule_cull_accounts(options: Fields, wish: ScheduleWish) -> Result<(), ApiError> {
    operator()?;
    schedules::write(model::Job::CullAccounts(options.options()?), wish).await
}

/// The form that previews or starts a cull.
#[component]
pub fn RunForm(options: Options, operator: Operator) -> impl IntoView {
    let start = ServerAction::<StartCullAccounts>::new();
    view! {
        <ActionRefusal value=start.value()/>
        <ActionForm action=start>
            <div class="gk-pad space-y-5">
                <OptionFields options=options/>
            </div>
            <StartButtons operator=operator/>
        </ActionForm>
    }
}

/// The form of the cull's schedule.
#[component]
pub fn ScheduleForm(
    options: Options,
    schedule: Option<Schedule>,
    /// What saves it.
    save: ServerAction<ScheduleCullAccounts>,
) -> impl IntoView {
    let locale = words::locale();
    view! {
        <ActionForm action=save>
            <div class="space-y-5">
                <WhenFields schedule=schedule/>
                <h3 class="gk-h3">{td_string!(locale, sched.options)}</h3>
                <OptionFields options=options/>
                <SaveSchedule/>
            </div>
        </ActionForm>
    }
}
