//! Whose pictures stay, by the reason.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_i18n::td_string;
use model::jobs::remove_profile_media::KeepReason;

use crate::components::counted::Counted;
use crate::i18n::Locale;
use crate::words;

/// Why pictures stay, in a clause.
fn why(locale: Locale, reason: KeepReason) -> &'static str {
    match reason {
        KeepReason::ProcessedLately => td_string!(locale, pic.spared_processed),
        KeepReason::NeverProcessed => td_string!(locale, pic.spared_never),
        KeepReason::PostedLately => td_string!(locale, pic.spared_posted),
        KeepReason::InteractedLately => td_string!(locale, pic.spared_interacted),
        KeepReason::AddressedLately => td_string!(locale, pic.spared_addressed),
        KeepReason::Followed => td_string!(locale, pic.spared_followed),
        KeepReason::Listed => td_string!(locale, pic.spared_listed),
        KeepReason::Noted => td_string!(locale, pic.spared_noted),
        KeepReason::Reported => td_string!(locale, pic.spared_reported),
    }
}

/// The accounts that were spared; nothing when nobody was.
#[component]
pub fn SparedAccounts(spared: BTreeMap<KeepReason, u64>) -> impl IntoView {
    let locale = words::locale();
    view! {
        <Counted
            title=td_string!(locale, pic.spared_title)
            lead=td_string!(locale, pic.spared_lead)
            of=td_string!(locale, pic.spared_reason)
            figure=td_string!(locale, pic.spared_account)
            rows=spared.into_iter().map(|(reason, accounts)| (why(locale, reason), accounts)).collect()
        />
    }
}
