//! A text with places that are filled in for each member, and what may be wrong with it.

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::text::{self, Affected, MOST_CHARACTERS, NAMED};
use crate::domain::Domain;

/// The longest name that Mastodon lets a member take.
const LONGEST_NAME: usize = 30;

/// What is filled in; each must stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Placeholder {
    /// The servers that are gone, as far as the member followed somebody there.
    Server,
    /// How many the member followed there.
    Follows,
    /// The new addresses of those who moved, in a sentence; nothing when nobody did.
    Moved,
}

/// Why a text is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", content = "of", rename_all = "kebab-case")]
pub enum Fault {
    /// Something in braces that we cannot fill in, as it was typed.
    Unknown(String),
    Missing(Placeholder),
    /// So many characters too many for the member with the longest name.
    TooLong(u64),
    /// It names somebody with an `@`, who would get each member's message as well.
    Mention,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    Filled(Placeholder),
    /// In braces, with them.
    Unknown(&'a str),
}

impl Placeholder {
    pub const ALL: [Self; 3] = [Self::Server, Self::Follows, Self::Moved];

    /// As it stands in a text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "{server}",
            Self::Follows => "{follows}",
            Self::Moved => "{moved}",
        }
    }
}

/// What keeps this text from being sent about a purge of these servers.
#[must_use]
pub fn faults(template: &str, language: Language, servers: &[Domain]) -> Vec<Fault> {
    let pieces = pieces(template);
    let unknown = pieces.iter().filter_map(|piece| match piece {
        Piece::Unknown(typed) => Some(Fault::Unknown((*typed).to_owned())),
        Piece::Plain(_) | Piece::Filled(_) => None,
    });
    let missing = Placeholder::ALL.into_iter().filter(|&wanted| !pieces.contains(&Piece::Filled(wanted)));
    let mut faults: Vec<_> = unknown.chain(missing.map(Fault::Missing)).collect();
    let longest = text::text(template, language, &longest(servers)).chars().count() + LONGEST_NAME + text::AROUND_NAME;
    if longest > MOST_CHARACTERS {
        faults.push(Fault::TooLong((longest - MOST_CHARACTERS) as u64));
    }
    if mentions(template) {
        faults.push(Fault::Mention);
    }
    faults
}

/// Somebody with the longest name, who followed very many on the servers with the longest names, of whom many moved.
fn longest(servers: &[Domain]) -> Affected {
    let mut named = servers.to_vec();
    named.sort_by_key(|domain| std::cmp::Reverse(domain.as_str().len()));
    named.truncate(NAMED);
    Affected {
        member: "m".repeat(LONGEST_NAME),
        follows: 99_999,
        servers: named,
        server_count: servers.len() as u64,
        moved: Vec::new(),
        moves: 99_999,
    }
}

/// Whether an `@` in it names somebody, by Mastodon's rule: one within a word, as in an e-mail address, does not.
fn mentions(template: &str) -> bool {
    let mut before = None;
    for c in template.chars() {
        if c == '@' && !before.is_some_and(|before: char| before.is_alphanumeric() || matches!(before, '_' | '/' | '='))
        {
            return true;
        }
        before = Some(c);
    }
    false
}

/// The text taken apart. A brace that is not closed on its line is plain text.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find(['}', '\n']).map(|at| open + at + 1) else { break };
        let typed = &rest[open..close];
        pieces.push(Piece::Plain(&rest[..open]));
        pieces.push(match Placeholder::ALL.into_iter().find(|known| known.as_str() == typed) {
            Some(known) => Piece::Filled(known),
            None if typed.ends_with('}') => Piece::Unknown(typed),
            None => Piece::Plain(typed),
        });
        rest = &rest[close..];
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(template: &str) -> Vec<Fault> {
        faults(template, Language::En, &["gone.example".parse().expect("a name")])
    }

    #[test]
    fn a_text_that_cannot_be_sent_says_why() {
        let all = "{server} {follows} {moved}";
        let cases: [(String, &[Fault]); 9] = [
            (all.to_owned(), &[]),
            (format!("{all} {{"), &[]),
            (format!("{all} {{open\n}}"), &[]),
            ("{server} {moved}".to_owned(), &[Fault::Missing(Placeholder::Follows)]),
            (format!("{all} {{Server}}"), &[Fault::Unknown("{Server}".to_owned())]),
            (format!("{all} {{}}"), &[Fault::Unknown("{}".to_owned())]),
            (format!("{all} write to team@home.example"), &[]),
            (format!("{all} ask @aiko"), &[Fault::Mention]),
            (format!("@aiko {all}"), &[Fault::Mention]),
        ];
        for (template, expected) in cases {
            assert_eq!(faults_of(&template), expected, "{template}");
        }
        assert_eq!(faults_of("").len(), Placeholder::ALL.len());
    }

    #[test]
    fn a_text_may_be_as_long_as_mastodon_takes_it_for_everybody() {
        let of = |more: usize| faults_of(&format!("{{server}} {{follows}} {{moved}} {}", "語".repeat(more)));
        let room = (0..MOST_CHARACTERS).rev().find(|&more| of(more).is_empty()).expect("a short one is fine");
        assert!(room > 350, "{room}");
        assert_eq!(of(room + 7), [Fault::TooLong(7)]);
    }
}
