//! Who misses the pictures.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::restore_profile_media::Urgency;

use crate::components::counted::Counted;
use crate::i18n::Locale;
use crate::words;

/// Who waits for a picture, in a clause.
fn who(locale: Locale, urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Named => td_string!(locale, back.who_named),
        Urgency::Known => td_string!(locale, back.who_known),
        Urgency::InTouch => td_string!(locale, back.who_in_touch),
        Urgency::Active => td_string!(locale, back.who_active),
    }
}

/// Accounts with a missing picture, by who waits for it; nothing when nobody does.
#[component]
pub fn WaitingAccounts(waiting: BTreeMap<Urgency, u64>) -> impl IntoView {
    let locale = words::locale();
    view! {
        <Counted
            title=td_string!(locale, back.who_title)
            lead=td_string!(locale, back.who_lead)
            of=td_string!(locale, back.who)
            figure=td_string!(locale, back.accounts)
            rows=waiting.into_iter().map(|(urgency, accounts)| (who(locale, urgency), accounts)).collect()
        />
    }
}
