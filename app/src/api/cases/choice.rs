//! Which button of the list was pressed: a decision for the ticked servers, or for the one in its row.

use model::Domain;
use serde::{Deserialize, Serialize};

use super::named::Named;

/// A pressed button, written as `purge` or `purge:quiet.example`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Choice {
    pub wish: Wish,
    /// The server of the row, when the button stands in one.
    pub only: Option<Domain>,
}

/// What a person wants of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    WaitWeek,
    WaitMonth,
    /// Until the day in the field beside the button.
    WaitUntil,
    Keep,
    Purge,
}

/// The button is none of the list's.
#[derive(Debug, thiserror::Error)]
#[error("no such choice")]
pub struct NotAChoice;

impl Wish {
    pub const ALL: [Self; 5] = [Self::WaitWeek, Self::WaitMonth, Self::WaitUntil, Self::Keep, Self::Purge];

    /// The word in the value of its button.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WaitWeek => "wait-week",
            Self::WaitMonth => "wait-month",
            Self::WaitUntil => "wait-until",
            Self::Keep => "keep",
            Self::Purge => "purge",
        }
    }

    /// The value of its button in the row of a server.
    #[must_use]
    pub fn of(self, domain: &Domain) -> String {
        format!("{}:{}", self.as_str(), Named::field(domain))
    }
}

impl TryFrom<String> for Choice {
    type Error = NotAChoice;

    fn try_from(text: String) -> Result<Self, NotAChoice> {
        let (word, only) = match text.split_once(':') {
            Some((word, name)) => (word, Some(Named::from(name.to_owned()).0)),
            None => (text.as_str(), None),
        };
        let wish = Wish::ALL.into_iter().find(|wish| wish.as_str() == word).ok_or(NotAChoice)?;
        Ok(Self { wish, only })
    }
}

impl From<Choice> for String {
    fn from(choice: Choice) -> Self {
        match &choice.only {
            Some(only) => choice.wish.of(only),
            None => choice.wish.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_in_a_row_is_about_that_server_alone() {
        for text in ["keep", "purge:quiet.example", "wait-month:localhost:3000", "purge:a b!:[::1]", "keep:"] {
            let choice = Choice::try_from(text.to_owned()).expect("a choice");
            assert_eq!(choice.only.is_some(), text.contains(':'));
            assert_eq!(String::from(choice), text);
        }
        for text in ["", "drop", "wait", "drop:quiet.example"] {
            assert!(Choice::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
