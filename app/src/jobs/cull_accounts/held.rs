//! What a cull holds for a person: why, how much, and the one click that releases it.

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::cull_accounts::{HeldAccounts, HeldReason};
use model::{Mode, Operator, Permission, RunId};

use crate::api::ApiError;
#[cfg(feature = "ssr")]
use crate::api::{engine, operator};
use crate::components::icon::{Icon, icon};
use crate::components::refusal::ActionRefusal;
use crate::i18n::Locale;
use crate::words::{self, quantity::number};

/// Releases what a run holds: each account is asked about once more, and goes if it is still gone.
#[server(prefix = "/api", endpoint = "release-held")]
pub async fn release_held(run: RunId) -> Result<(), ApiError> {
    let operator = operator()?;
    let options = model::jobs::cull_accounts::Options { release: Some(run), ..Default::default() };
    let id = engine()?.start(&operator, model::Job::CullAccounts(options), Mode::Apply).await?;
    leptos_axum::redirect(&format!("/runs/{id}"));
    Ok(())
}

/// Why accounts are held, in a clause.
fn why(locale: Locale, reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::MassGone => td_string!(locale, acc.held_mass),
        HeldReason::SizeBrake => td_string!(locale, acc.held_brake),
        HeldReason::Limit => td_string!(locale, acc.held_limit),
        HeldReason::Reported => td_string!(locale, acc.held_reported),
    }
}

/// The accounts that wait for a decision; nothing when there are none.
#[component]
pub fn HeldList(run: RunId, mode: Mode, held: Vec<HeldAccounts>, operator: Operator) -> impl IntoView {
    let locale = words::locale();
    let all: u64 = held.iter().map(|held| held.accounts).sum();
    let may = mode == Mode::Apply && operator.role.may(Permission::Run);
    let release = ServerAction::<ReleaseHeld>::new();
    (all > 0).then(|| {
        let rows = held.into_iter().map(|held| {
            view! {
                <li class="flex items-baseline justify-between gap-4 py-2">
                    <span>{why(locale, held.reason)}</span>
                    <span class="gk-code whitespace-nowrap">{number(held.accounts)}</span>
                </li>
            }
        });
        let says = match mode {
            Mode::Apply => td_string!(locale, acc.held_why, count = all, n = number(all)),
            Mode::Preview => td_string!(locale, acc.held_preview).to_owned(),
        };
        view! {
            <section class="gk-sheet gk-pad" id="held">
                <h2 class="gk-h2">{td_string!(locale, acc.held_title)}</h2>
                <p class="mt-1 max-w-prose text-ink-2">{says}</p>
                <ul class="my-3 max-w-xl divide-y divide-line">{rows.collect_view()}</ul>
                <ActionRefusal value=release.value()/>
                {may
                    .then(|| {
                        view! {
                            <ActionForm action=release>
                                <input type="hidden" name="run" value=run.to_string()/>
                                <button class="btn btn-warning" type="submit">
                                    {icon(Icon::CircleCheck, "size-4")}
                                    {td_string!(locale, acc.held_do)}
                                </button>
                            </ActionForm>
                        }
                    })}
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Role;

    fn html(mode: Mode, role: Role, held: Vec<HeldAccounts>) -> String {
        let run = "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id");
        Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <HeldList run=run mode=mode held=held operator=Operator { name: "Aiko".to_owned(), role }/> }
                .to_html()
        })
    }

    #[test]
    fn what_is_held_is_told_by_reason_and_released_by_those_who_may() {
        let held = |reason, accounts| HeldAccounts { reason, accounts, servers: 1 };
        let all = vec![held(HeldReason::MassGone, 130), held(HeldReason::Reported, 1)];
        let moderator = html(Mode::Apply, Role::Moderator, all.clone());
        assert!(moderator.contains("131 accounts have vanished"), "{moderator}");
        assert!(moderator.contains("quoted in an open report") && moderator.contains("Release and remove"));
        assert!(!html(Mode::Apply, Role::Visitor, all.clone()).contains("Release and remove"));
        assert!(!html(Mode::Preview, Role::Moderator, all).contains("Release and remove"));
        assert!(!html(Mode::Apply, Role::Moderator, Vec::new()).contains("Held"));
    }
}
