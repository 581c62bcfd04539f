//! The name of a server for people to read. It may be any text, also one that would not be seen or
//! would change how the words around it look.

use leptos_i18n::td_string;

use crate::i18n::Locale;

/// The name as a page shows it: what cannot be seen in it is seen. Only for reading; links and
/// forms have the name itself.
#[must_use]
pub fn name(locale: Locale, name: &str) -> String {
    if name.trim().is_empty() {
        return td_string!(locale, common.no_name).to_owned();
    }
    name.chars().map(|c| if is_invisible(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Controls, marks without a width, and those that turn the direction of what is read.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_as_it_is_and_what_cannot_be_seen_is_seen() {
        let told = |text| name(Locale::en, text);
        for plain in ["quiet.example", "a b", "🦔.example", "日本", "\"'<script>"] {
            assert_eq!(told(plain), plain);
        }
        assert_eq!((told(""), told(" \n")), ("(no name)".to_owned(), "(no name)".to_owned()));
        assert_eq!(told("evil\u{202e}elpmaxe"), "evil\u{fffd}elpmaxe");
        assert_eq!(told("a\nb\u{200b}c"), "a\u{fffd}b\u{fffd}c");
    }
}
