//! One `NAME=value` of an environment file.

/// A name with the value as it is written, quotes included.
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    pub(super) exported: bool,
    /// `None` when nothing but the name is there.
    pub(super) value: Option<&'a str>,
    /// How much of the text it takes, up to and without the line's end.
    pub(super) length: usize,
}

impl<'a> Entry<'a> {
    /// The entry at the beginning of a text; `None` when there is no such thing.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (exported, from_name) = match text.strip_prefix("export").map(|rest| (rest, rest.trim_start_matches(blank)))
        {
            Some((rest, name)) if rest.len() > name.len() && name.starts_with(of_name) => (true, name),
            _ => (false, text),
        };
        let name_end = from_name.find(|c| !of_name(c)).unwrap_or(from_name.len());
        let (name, after) = from_name.split_at(name_end);
        if name.is_empty() {
            return None;
        }
        let spaced = after.trim_start_matches(blank);
        let behind = match spaced.strip_prefix('=') {
            Some(behind) => Some(behind),
            None => after.strip_prefix(':').filter(|behind| behind.starts_with(char::is_whitespace)),
        };
        let (value, rest) = match behind {
            None => (None, only_a_comment(spaced)?),
            Some(behind) => {
                let (value, rest) = split_value(behind.trim_start_matches(blank));
                (Some(value), rest)
            }
        };
        Some(Self { name, exported, value, length: text.len() - rest.len() })
    }
}

fn blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

fn of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

/// What follows the line when nothing but a comment is left on it.
fn only_a_comment(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(blank);
    let end = text.find('\n').unwrap_or(text.len());
    (text.starts_with('#') || end == 0).then(|| &text[end..])
}

/// The value, and what follows its line.
fn split_value(text: &str) -> (&str, &str) {
    if let Some(end) = quoted_end(text)
        && let Some(rest) = only_a_comment(&text[end..])
    {
        return (&text[..end], rest);
    }
    let line_end = text.find('\n').unwrap_or(text.len());
    let line = &text[..line_end];
    (line[..line.find('#').unwrap_or(line_end)].trim_end(), &text[line_end..])
}

/// Where a quoted value ends: at the first quote that no backslash escapes, or, if that would leave something behind, at an earlier
/// one, the escaping backslash then being part of the value.
fn quoted_end(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut candidates = Vec::new();
    for (at, _) in text.match_indices(quote).skip(1) {
        candidates.push(at + 1);
        if !text[..at].ends_with('\\') {
            break;
        }
    }
    candidates.into_iter().rev().find(|end| only_a_comment(&text[*end..]).is_some())
}
