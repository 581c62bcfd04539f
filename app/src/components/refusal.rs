//! What a person is told when something was refused or went wrong.

use leptos::html::Div;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::icon::{Icon, icon};
use crate::api::ApiError;
use crate::i18n::Locale;
use crate::words::{self, role};

/// The sentence that says what happened and what helps.
#[must_use]
pub fn sentence(locale: Locale, error: &ApiError) -> String {
    let plain = match error {
        ApiError::Heard(server) => return td_string!(locale, error.heard, server = server.to_string()),
        ApiError::SignedOut => td_string!(locale, error.signed_out),
        ApiError::NotAllowed(permission) => role::refusal(locale, *permission),
        ApiError::AlreadyRunning(_) => td_string!(locale, error.already_running),
        ApiError::NoSuchRun => td_string!(locale, error.no_run),
        ApiError::NoSuchCase => td_string!(locale, error.no_case),
        ApiError::WantsAgreement => td_string!(locale, error.wants_agreement),
        ApiError::SamePerson => td_string!(locale, error.same_person),
        ApiError::InWaitingRoom => td_string!(locale, error.in_waiting_room),
        ApiError::UnknownZone => td_string!(locale, error.zone),
        ApiError::NothingToPurge => td_string!(locale, error.nothing_to_purge),
        ApiError::ListChanged => td_string!(locale, error.list_changed),
        ApiError::NotTyped => td_string!(locale, error.not_typed),
        ApiError::NoSuchDay => td_string!(locale, error.day),
        ApiError::NotAServerName => td_string!(locale, error.name),
        ApiError::NotAHandle => td_string!(locale, error.handle),
        ApiError::NoRedis => td_string!(locale, error.no_redis),
        ApiError::NoWebApi => td_string!(locale, error.no_web_api),
        ApiError::NobodyNamed => td_string!(locale, error.nobody_named),
        ApiError::DeliveryNotRestarted => td_string!(locale, error.not_restarted),
        ApiError::OutOfBounds => td_string!(locale, error.bounds),
        ApiError::NotAPrice => td_string!(locale, error.price),
        ApiError::BadRequest => td_string!(locale, error.request),
        ApiError::Unreachable => td_string!(locale, error.unreachable),
        ApiError::Internal => td_string!(locale, error.internal),
    };
    plain.to_owned()
}

/// The sentence as an alert, with the link that helps.
#[component]
pub fn Refusal(
    error: ApiError,
    /// Where the alert is to be found, for whoever moves the focus to it.
    #[prop(optional)]
    node_ref: NodeRef<Div>,
) -> impl IntoView {
    let locale = words::locale();
    let says = sentence(locale, &error);
    let help = match error {
        ApiError::SignedOut => Some(("/sign-in".to_owned(), td_string!(locale, entry.title))),
        ApiError::AlreadyRunning(run) => Some((format!("/runs/{run}"), td_string!(locale, error.see_run))),
        _ => None,
    };
    view! {
        <div role="alert" tabindex="-1" node_ref=node_ref class="gk-banner gk-banner-amber mb-4">
            {icon(Icon::TriangleAlert, "size-6")}
            <p class="flex-1">{says}</p>
            {help.map(|(href, name)| view! { <a class="btn btn-paper btn-sm" href=href>{name}</a> })}
        </div>
    }
}

/// The alert of an action that failed; nothing while it hasn't. After a post without JavaScript it is there as well. It takes the
/// focus, so that it is seen and read out wherever on the page the action was.
#[component]
pub fn ActionRefusal<T: Clone + Send + Sync + 'static>(
    /// What the action returned last.
    #[prop(into)]
    value: Signal<Option<Result<T, ApiError>>>,
) -> impl IntoView {
    let alert = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let alert = alert.get();
        if value.with(|value| matches!(value, Some(Err(_))))
            && let Some(alert) = alert
        {
            // Where it can't take the focus it is read out all the same.
            let _ = alert.focus();
        }
    });
    move || {
        value
            .with(|value| value.as_ref().and_then(|value| value.as_ref().err().cloned()))
            .map(|error| view! { <Refusal error=error node_ref=alert/> })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_leads_to_the_run_at_work() {
        let run = "0193e8a0-7b1c-7def-8123-0123456789ab".parse().expect("an id");
        let html = Owner::new().with(|| {
            provide_context(Locale::en);
            view! { <Refusal error=ApiError::AlreadyRunning(run)/> }.to_html()
        });
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(html.contains("href=\"/runs/0193e8a0-7b1c-7def-8123-0123456789ab\""), "{html}");
    }
}
