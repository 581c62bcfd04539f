//! Names of servers out of a pasted text, such as the list that `tootctl accounts cull` prints at its end.

use std::collections::BTreeSet;

use crate::domain::Domain;

/// Names taken from one text, at most.
pub const MOST_NAMES: usize = 5_000;

/// The servers that a text names, each once, by name. A word with a dot inside is taken for a name, or for an address with one in it; what
/// else stands there is passed over, numbers among it.
#[must_use]
pub fn named(text: &str) -> Vec<Domain> {
    let words = text.split(|c: char| c.is_whitespace() || ",;\"'()<>|".contains(c));
    let names = words.filter_map(|word| {
        let word = word.trim_start_matches(['-', '*']).trim_end_matches(['.', ':', '!', '?']);
        let name = word.split_once("://").map_or(word, |(_, rest)| rest).split('/').next()?;
        let top = name.split(':').next().and_then(|host| host.rsplit_once('.')).map(|(_, top)| top)?;
        if top.bytes().all(|byte| byte.is_ascii_digit()) { None } else { name.parse::<Domain>().ok() }
    });
    names.collect::<BTreeSet<_>>().into_iter().take(MOST_NAMES).collect()
}

/// The lines of a text that are no plain names but may be one that a server has all the same, each
/// as it stands there and without the space around it. Only who knows the names can tell.
#[must_use]
pub fn strange_lines(text: &str) -> Vec<Domain> {
    let lines =
        text.lines().flat_map(|line| [line, line.trim()]).filter(|line| !line.is_empty() && !line.contains('\0'));
    let lines = lines.map(|line| Domain::from_database(line.to_owned()));
    lines
        .filter(|line| named(line.as_str()) != [line.clone()])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .take(MOST_NAMES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tootctl_prints_is_read() {
        let printed = "Visited 31,204 accounts, removed 17 (DRY RUN)\n\
            The following domains were not available during the check:\n    quiet.example\n    silent.example\n";
        let names: Vec<String> = named(printed).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["quiet.example", "silent.example"]);
    }

    #[test]
    fn other_lists_are_read_as_well() {
        let cases = [
            ("a.example, b.example;c.example", vec!["a.example", "b.example", "c.example"]),
            ("- https://a.example/about\n* A.Example.", vec!["a.example"]),
            ("domain,severity\nbücher.example,\"silence\"", vec!["xn--bcher-kva.example"]),
            ("a.example:3000", vec!["a.example:3000"]),
            ("nothing here, and 3.5 % of it; 192.0.2.1", vec![]),
            ("", vec![]),
        ];
        for (text, expected) in cases {
            let names: Vec<String> = named(text).iter().map(ToString::to_string).collect();
            assert_eq!(names, expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_no_plain_name_may_be_a_name_as_a_whole() {
        let text = "quiet.example\r\na!b.evil.example\n\n evil.example/x \n[2001:db8::1]\nEVIL.example";
        let lines: Vec<String> = strange_lines(text).iter().map(ToString::to_string).collect();
        assert_eq!(lines, [" evil.example/x ", "EVIL.example", "[2001:db8::1]", "a!b.evil.example", "evil.example/x"]);
        assert!(strange_lines("a.example\nb.example:3000\n").is_empty());
    }

    #[test]
    fn a_text_of_any_length_names_no_more_than_can_be_asked() {
        let text: String = (0..MOST_NAMES + 9).map(|n| format!("s{n}.example\n")).collect();
        assert_eq!(named(&text).len(), MOST_NAMES);
    }
}
