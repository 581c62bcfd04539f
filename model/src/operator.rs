//! The signed-in person.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who asks: engine methods that change anything take one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    pub name: String,
    pub role: Role,
}

/// What somebody may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// May look.
    Visitor,
    /// May also run jobs and decide.
    Moderator,
    /// May also change settings and schedules.
    Caretaker,
}

/// A thing that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    View,
    Run,
    Decide,
    Configure,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Visitor, Self::Moderator, Self::Caretaker];

    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::View => true,
            Permission::Run | Permission::Decide => self != Self::Visitor,
            Permission::Configure => self == Self::Caretaker,
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Moderator => "moderator",
            Self::Caretaker => "caretaker",
        }
    }
}

/// A role is `visitor`, `moderator` or `caretaker`.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the role is “visitor”, “moderator” or “caretaker”")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_one_below_may_and_more() {
        use Permission::{Configure, Decide, Run, View};
        let allowed = |role: Role| [View, Run, Decide, Configure].map(|p| role.may(p));
        assert_eq!(allowed(Role::Visitor), [true, false, false, false]);
        assert_eq!(allowed(Role::Moderator), [true, true, true, false]);
        assert_eq!(allowed(Role::Caretaker), [true, true, true, true]);
    }
}
