//! What an operator is, and what they are told when they may not do something.

use leptos_i18n::td_string;
use model::{Permission, Role};

use crate::i18n::Locale;

/// The name of a role.
#[must_use]
pub fn name(locale: Locale, role: Role) -> &'static str {
    match role {
        Role::Visitor => td_string!(locale, nav.visitor),
        Role::Moderator => td_string!(locale, nav.moderator),
        Role::Caretaker => td_string!(locale, nav.caretaker),
    }
}

/// Who may do what the operator may not.
#[must_use]
pub fn refusal(locale: Locale, permission: Permission) -> &'static str {
    match permission {
        Permission::View => td_string!(locale, error.view),
        Permission::Run => td_string!(locale, error.run),
        Permission::Decide => td_string!(locale, error.decide),
        Permission::Configure => td_string!(locale, error.configure),
    }
}
