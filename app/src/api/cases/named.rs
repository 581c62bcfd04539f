//! The name of a server in a field of a form.

use model::Domain;
use serde::{Deserialize, Serialize};

/// A name as a form carries it. A browser sends every line break in a field as CR LF, so those are
/// written as marks; all other names stand in the field as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Named(pub Domain);

/// What a mark begins with: the sign for "escape", which no name of a host has.
const MARK: char = '\u{241b}';
/// What is marked, and the letter behind the mark.
const MARKED: [(char, char); 3] = [('\n', 'n'), ('\r', 'r'), (MARK, MARK)];

impl Named {
    /// The value of the field.
    #[must_use]
    pub fn field(domain: &Domain) -> String {
        let mut field = String::with_capacity(domain.as_str().len());
        for c in domain.as_str().chars() {
            match MARKED.into_iter().find(|(marked, _)| *marked == c) {
                Some((_, letter)) => field.extend([MARK, letter]),
                None => field.push(c),
            }
        }
        field
    }

    /// The names of several fields.
    #[must_use]
    pub fn domains(named: Vec<Self>) -> Vec<Domain> {
        named.into_iter().map(|named| named.0).collect()
    }
}

impl From<String> for Named {
    fn from(field: String) -> Self {
        let mut name = String::with_capacity(field.len());
        let mut rest = field.chars();
        while let Some(c) = rest.next() {
            let mark = (c == MARK).then(|| rest.clone().next()).flatten();
            match MARKED.into_iter().find(|(_, letter)| Some(*letter) == mark) {
                Some((marked, _)) => {
                    name.push(marked);
                    rest.next();
                }
                // No database takes it, so nothing has it in its name.
                None if c == '\0' => {}
                None => name.push(c),
            }
        }
        Self(Domain::from_database(name))
    }
}

impl From<Named> for String {
    fn from(named: Named) -> Self {
        Named::field(&named.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_from_its_field_as_it_was_and_no_field_has_a_line_break() {
        for name in
            ["quiet.example", "", " ", "a\nb", "a\r\nb", "\u{241b}", "\u{241b}n", "a\u{241b}\u{241b}\n", "%0a", "\\n"]
        {
            let domain = Domain::from_database(name.to_owned());
            let field = Named::field(&domain);
            assert!(!field.contains(['\n', '\r']), "{field:?}");
            assert_eq!(Named::from(field).0, domain, "{name:?}");
        }
        assert_eq!(Named::from("a\u{241b}b".to_owned()).0.as_str(), "a\u{241b}b", "a mark of nothing is itself");
        assert_eq!(Named::field(&Domain::from_database("a%41 b".to_owned())), "a%41 b");
    }
}
