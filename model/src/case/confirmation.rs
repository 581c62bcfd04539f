//! Which purges a person has to confirm by typing, so that nobody makes a large one by a slip.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::CaseSum;
use crate::domain::Domain;

/// When a purge has to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// From so many accounts on.
    pub from_accounts: u64,
    /// Whether a purge can be undone for a while; one that cannot is always confirmed.
    pub can_be_undone: bool,
}

impl Default for Confirmation {
    fn default() -> Self {
        Self { from_accounts: 1_000, can_be_undone: true }
    }
}

impl Confirmation {
    /// Whether a purge of these servers has to be confirmed: it is large, somebody here follows somebody there, or nobody could undo it.
    #[must_use]
    pub fn is_needed(self, sum: &CaseSum) -> bool {
        !self.can_be_undone || sum.members > 0 || sum.accounts >= self.from_accounts
    }
}

/// What is to be typed: the name of the server, or the number of servers when there are several or
/// the name cannot be typed.
#[must_use]
pub fn phrase(domains: &[Domain]) -> String {
    match domains {
        [one] if can_be_typed(one.as_str()) => one.to_string(),
        many => many.len().to_string(),
    }
}

/// Whether every keyboard has what the name is made of, and a page shows it as it is.
fn can_be_typed(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_graphic()))
}

/// Whether somebody typed the phrase, or the name although that is hard; how much space there is
/// and capital letters do not matter.
#[must_use]
pub fn is_typed(text: &str, domains: &[Domain]) -> bool {
    let typed = words(text);
    let name = domains.first().filter(|_| domains.len() == 1).map(|one| words(one.as_str()));
    !typed.is_empty() && (typed == words(&phrase(domains)) || name.is_some_and(|name| typed == name))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// What tells one list of servers from another of the same length; the same for the same names within one version of the program.
#[must_use]
pub fn mark(domains: &[Domain]) -> String {
    let mut hasher = DefaultHasher::new();
    domains.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_purge_or_one_that_members_would_notice_is_confirmed() {
        let rule = Confirmation::default();
        let sum = |accounts, members| CaseSum { servers: 1, accounts, members, ..CaseSum::default() };
        assert!(!rule.is_needed(&sum(999, 0)));
        assert!(rule.is_needed(&sum(1_000, 0)));
        assert!(rule.is_needed(&sum(1, 1)));
        assert!(Confirmation { can_be_undone: false, ..rule }.is_needed(&sum(1, 0)));
    }

    #[test]
    fn the_name_of_one_server_is_typed_and_the_number_of_several() {
        let domains = |names: &[&str]| names.iter().map(|name| name.parse().expect("a name")).collect::<Vec<Domain>>();
        let (one, two) = (domains(&["quiet.example"]), domains(&["quiet.example", "silent.example"]));
        assert!(is_typed(" Quiet.Example ", &one) && is_typed("2", &two));
        for (text, domains) in [("", &one), ("silent.example", &one), ("1", &one), ("quiet.example", &two), ("3", &two)]
        {
            assert!(!is_typed(text, domains), "{text}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_typed_is_confirmed_by_its_number() {
        let of = |name: &str| [Domain::from_database(name.to_owned())];
        for name in ["a!b.evil.example", "[2001:db8::1]", "EVIL.example", "a b", "\"'<script>"] {
            assert_eq!(phrase(&of(name)), name);
            assert!(is_typed(name, &of(name)) && !is_typed("1", &of(name)), "{name}");
        }
        for name in ["", " ", "a  b", " a", "🦔.example", "a\nb", "a\u{202e}b"] {
            assert_eq!(phrase(&of(name)), "1");
            assert!(is_typed("1", &of(name)) && !is_typed("", &of(name)) && !is_typed("x", &of(name)), "{name}");
        }
        assert!(is_typed(" 🦔.example", &of("🦔.example")));
    }

    #[test]
    fn another_list_of_the_same_length_has_another_mark() {
        let domains = |names: &[&str]| names.iter().map(|name| name.parse().expect("a name")).collect::<Vec<Domain>>();
        let seen = mark(&domains(&["a.example", "b.example"]));
        assert_eq!(seen, mark(&domains(&["a.example", "b.example"])));
        assert_ne!(seen, mark(&domains(&["a.example", "c.example"])));
    }
}
