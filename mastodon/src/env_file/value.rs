//! What a written value means.

use super::Env;

/// Quotes taken off, `\n` and escapes resolved, earlier variables filled in. Between single quotes everything is literal.
pub(super) fn meaning(raw: &str, known: &Env) -> String {
    let raw = raw.trim();
    let inside = |quote| raw.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    if let Some(literal) = inside('\'') {
        return literal.to_owned();
    }
    match inside('"') {
        Some(text) => filled(&unescaped(&text.replace("\\n", "\n").replace("\\r", "\r")), known),
        None => filled(&unescaped(raw), known),
    }
}

/// Every backslash gone, except before `$`, where it still has to be seen.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('$')) | ('\\', None) => out.push('\\'),
            ('\\', Some(_)) => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

/// `$NAME` and `${NAME}` replaced by earlier variables, an unknown one by nothing.
fn filled(text: &str, known: &Env) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, dollar) = rest.split_at(at);
        let after = &dollar[1..];
        if let Some(before) = before.strip_suffix('\\') {
            out.push_str(before);
            out.push('$');
            rest = after;
            continue;
        }
        out.push_str(before);
        let braced = after.strip_prefix('{');
        let from_name = braced.unwrap_or(after);
        let length = from_name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(from_name.len());
        let (name, behind) = from_name.split_at(length);
        if name.is_empty() {
            out.push('$');
            rest = after;
            continue;
        }
        out.push_str(known.get(name).map_or("", String::as_str));
        rest = if braced.is_some() { behind.strip_prefix('}').unwrap_or(behind) } else { behind };
    }
    out.push_str(rest);
    out
}
