//! Telling members what a purge took from them: the texts, to whom they go, and how far the sending is.

pub mod language;
pub mod sending;
pub mod template;
pub mod text;

use serde::{Deserialize, Serialize};

use crate::domain::Domain;
use crate::time::Millis;
pub use language::Language;
pub use sending::{Failure, Halt, Sending};
pub use template::{Fault, Placeholder};
pub use text::Affected;

/// One template per language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    pub en: String,
    pub ja: String,
}

/// To how many members a notice goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    pub en: u64,
    pub ja: u64,
    /// Members who lost a follow and get nothing: their account is deleted, suspended, disabled or not confirmed.
    pub left_out: u64,
}

/// A text exactly as one member gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    pub language: Language,
    /// With the mention of the member that it begins with.
    pub text: String,
}

/// Who approved a notice, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    pub by: String,
    pub at: Millis,
}

/// The notice about one purge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The servers that were purged.
    pub servers: Vec<Domain>,
    /// As drafted last, else as we suggest it.
    pub texts: Texts,
    pub audience: Audience,
    /// One per language that somebody gets; none once it is approved.
    pub examples: Vec<Example>,
    /// Absent while it is a draft.
    pub approved: Option<Approved>,
    pub sending: Sending,
    /// Why nothing is sent any more, whosever notice it is.
    pub halted: Option<Halt>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { en: Language::En.template().to_owned(), ja: Language::Ja.template().to_owned() }
    }
}

impl Texts {
    /// As they were typed into a form, with plain line ends.
    #[must_use]
    pub fn typed(en: &str, ja: &str) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        Self { en: tidy(en), ja: tidy(ja) }
    }

    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }

    /// What keeps these texts from being sent about a purge of these servers.
    #[must_use]
    pub fn faults(&self, servers: &[Domain]) -> Vec<(Language, Fault)> {
        let of = |language| template::faults(self.of(language), language, servers);
        Language::ALL
            .into_iter()
            .flat_map(|language| of(language).into_iter().map(move |fault| (language, fault)))
            .collect()
    }
}

impl Audience {
    #[must_use]
    pub fn of(&self, language: Language) -> u64 {
        match language {
            Language::En => self.en,
            Language::Ja => self.ja,
        }
    }

    /// More members who get it in that language.
    pub fn add(&mut self, language: Language, members: u64) {
        *match language {
            Language::En => &mut self.en,
            Language::Ja => &mut self.ja,
        } += members;
    }

    /// Members who get it.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.en + self.ja
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_we_suggest_can_be_sent_about_any_purge() {
        let long = format!("{}.example", ["a".repeat(60), "b".repeat(60)].join("."));
        let purges = [vec!["gone.example"], vec![long.as_str(), "gone.example", "quiet.example", "still.example"]];
        for names in purges {
            let servers: Vec<_> = names.iter().map(|name| name.parse().expect("a name")).collect();
            assert_eq!(Texts::default().faults(&servers), []);
        }
    }

    #[test]
    fn what_a_form_sends_has_plain_line_ends() {
        let typed = Texts::typed("\r\nOne\r\n\r\ntwo ", "一");
        assert_eq!((typed.of(Language::En), typed.of(Language::Ja)), ("One\n\ntwo", "一"));
    }
}
