//! Why a server is set aside or on the list, in words and with its picture.

use leptos_i18n::td_string;
use model::CaseReason;

use crate::components::icon::Icon;
use crate::i18n::Locale;

/// A clause about the server: "It refuses connections".
#[must_use]
pub fn clause(locale: Locale, reason: CaseReason) -> &'static str {
    match reason {
        CaseReason::NoAddress => td_string!(locale, cause.no_address),
        CaseReason::AddressBook => td_string!(locale, cause.address_book),
        CaseReason::PrivateAddress => td_string!(locale, cause.private_address),
        CaseReason::NotReachableFromHere => td_string!(locale, cause.not_reachable_from_here),
        CaseReason::RefusesConnections => td_string!(locale, cause.refuses_connections),
        CaseReason::CertificateExpired => td_string!(locale, cause.certificate_expired),
        CaseReason::Certificate => td_string!(locale, cause.certificate),
        CaseReason::TooSlow => td_string!(locale, cause.too_slow),
        CaseReason::Errors => td_string!(locale, cause.errors),
        CaseReason::Unavailable => td_string!(locale, cause.unavailable),
        CaseReason::Redirects => td_string!(locale, cause.redirects),
        CaseReason::SaysClosed => td_string!(locale, cause.says_closed),
        CaseReason::SomethingElse => td_string!(locale, cause.something_else),
        CaseReason::NothingFound => td_string!(locale, cause.nothing_found),
        CaseReason::NotTalking => td_string!(locale, cause.not_talking),
        CaseReason::SlowDown => td_string!(locale, cause.slow_down),
        CaseReason::ChangedHands => td_string!(locale, cause.changed_hands),
        CaseReason::OptedOut => td_string!(locale, cause.opted_out),
    }
}

/// The same in two or three words, for a list to choose from.
#[must_use]
pub fn short(locale: Locale, reason: CaseReason) -> &'static str {
    match reason {
        CaseReason::NoAddress => td_string!(locale, cause.short_no_address),
        CaseReason::AddressBook => td_string!(locale, cause.short_address_book),
        CaseReason::PrivateAddress => td_string!(locale, cause.short_private_address),
        CaseReason::NotReachableFromHere => td_string!(locale, cause.short_not_reachable_from_here),
        CaseReason::RefusesConnections => td_string!(locale, cause.short_refuses_connections),
        CaseReason::CertificateExpired => td_string!(locale, cause.short_certificate_expired),
        CaseReason::Certificate => td_string!(locale, cause.short_certificate),
        CaseReason::TooSlow => td_string!(locale, cause.short_too_slow),
        CaseReason::Errors => td_string!(locale, cause.short_errors),
        CaseReason::Unavailable => td_string!(locale, cause.short_unavailable),
        CaseReason::Redirects => td_string!(locale, cause.short_redirects),
        CaseReason::SaysClosed => td_string!(locale, cause.short_says_closed),
        CaseReason::SomethingElse => td_string!(locale, cause.short_something_else),
        CaseReason::NothingFound => td_string!(locale, cause.short_nothing_found),
        CaseReason::NotTalking => td_string!(locale, cause.short_not_talking),
        CaseReason::SlowDown => td_string!(locale, cause.short_slow_down),
        CaseReason::ChangedHands => td_string!(locale, cause.short_changed_hands),
        CaseReason::OptedOut => td_string!(locale, cause.short_opted_out),
    }
}

/// The picture that always stands beside the clause.
#[must_use]
pub fn picture(reason: CaseReason) -> Icon {
    match reason {
        CaseReason::NoAddress => Icon::MapPinOff,
        CaseReason::AddressBook => Icon::BookX,
        CaseReason::PrivateAddress | CaseReason::NotReachableFromHere => Icon::GlobeLock,
        CaseReason::RefusesConnections => Icon::DoorClosed,
        CaseReason::CertificateExpired | CaseReason::Certificate => Icon::ShieldAlert,
        CaseReason::TooSlow => Icon::TimerOff,
        CaseReason::Errors | CaseReason::Unavailable => Icon::ServerCrash,
        CaseReason::Redirects => Icon::RefreshCw,
        CaseReason::SaysClosed => Icon::PowerOff,
        CaseReason::SomethingElse | CaseReason::ChangedHands => Icon::Shuffle,
        CaseReason::NothingFound => Icon::Unplug,
        CaseReason::NotTalking => Icon::Lock,
        CaseReason::SlowDown | CaseReason::OptedOut => Icon::Hand,
    }
}

/// An answer of the server itself, if only an error or a farewell: its dot is struck out instead of empty.
#[must_use]
pub fn is_an_answer(reason: CaseReason) -> bool {
    matches!(
        reason,
        CaseReason::Errors
            | CaseReason::Unavailable
            | CaseReason::SaysClosed
            | CaseReason::SomethingElse
            | CaseReason::NothingFound
            | CaseReason::Redirects
            | CaseReason::NotTalking
            | CaseReason::SlowDown
            | CaseReason::ChangedHands
            | CaseReason::OptedOut
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_is_told_apart_in_both_languages() {
        for locale in [Locale::en, Locale::ja] {
            let clauses: BTreeSet<_> = CaseReason::ALL.into_iter().map(|reason| clause(locale, reason)).collect();
            let shorts: BTreeSet<_> = CaseReason::ALL.into_iter().map(|reason| short(locale, reason)).collect();
            assert_eq!(clauses.len(), CaseReason::ALL.len());
            assert_eq!(shorts.len(), CaseReason::ALL.len());
        }
    }
}
