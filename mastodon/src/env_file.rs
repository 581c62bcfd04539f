//! Mastodon's `.env.production`, read as Mastodon itself reads it.
//!
//! Mastodon loads the file with Ruby's dotenv, whose rules are more forgiving than a shell's: an unquoted value may hold spaces and
//! quotes, a backslash disappears, `#` ends an unquoted value wherever it stands, and a lone quote is part of the value.
//! Commands (`$(…)`) are never run: they stay as they are written.

mod entry;
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use entry::Entry;

/// Variables by name, the last line of a name winning.
pub type Env = BTreeMap<String, String>;

/// Why an environment file was not understood. No text of the file is in it, because any value may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum EnvFileError {
    #[error("the file {} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("the file {} is not text (UTF-8)", path.display())]
    NotText { path: PathBuf },
    #[error("line {line} is not understood; write NAME=value")]
    Malformed { line: usize },
    #[error("line {line} exports {name}, which has no value")]
    ExportsNothing { line: usize, name: String },
}

/// Reads the file at that path.
///
/// # Errors
/// When it cannot be read or one of its lines is not understood.
pub fn read(path: &Path) -> Result<Env, EnvFileError> {
    let bytes = fs::read(path).map_err(|source| EnvFileError::Unreadable { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| EnvFileError::NotText { path: path.to_owned() })?;
    parse(&text)
}

/// Reads the text of such a file.
///
/// # Errors
/// When a line is neither empty nor a comment nor `NAME=value`, with its number counted from 1.
pub fn parse(text: &str) -> Result<Env, EnvFileError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut env = Env::new();
    let mut rest = text.as_str();
    loop {
        rest = rest.trim_start();
        let line = 1 + text[..text.len() - rest.len()].matches('\n').count();
        if rest.is_empty() {
            return Ok(env);
        }
        if rest.starts_with('#') {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
            continue;
        }
        let entry = Entry::read(rest).ok_or(EnvFileError::Malformed { line })?;
        rest = &rest[entry.length..];
        match entry.value {
            Some(raw) => {
                let value = value::meaning(raw, &env);
                env.insert(entry.name.to_owned(), value);
            }
            None if !entry.exported => {
                env.insert(entry.name.to_owned(), String::new());
            }
            None if env.contains_key(entry.name) => {}
            None => return Err(EnvFileError::ExportsNothing { line, name: entry.name.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(line: &str, value: &str) {
        let env = parse(&format!("BASE_NAME=base\n{line}\nLAST=1")).expect(line);
        assert_eq!(env.get("A").map(String::as_str), Some(value), "{line}");
        assert_eq!(env.get("LAST").map(String::as_str), Some("1"), "what follows {line} is read");
    }

    #[test]
    fn values_mean_what_they_mean_to_mastodon() {
        case("A=plain", "plain");
        case("A = spaced ", "spaced");
        case("A=", "");
        case("A", "");
        case("A: colon", "colon");
        case("export A=exported", "exported");
        case("A=Mastodon <notifications@example.social>", "Mastodon <notifications@example.social>");
        case("A=it's", "it's");
        case("A='lone", "'lone");
        case("A=\"lone", "\"lone");
        case("A=\"shut\"open", "\"shut\"open");
        case("A=one # a comment", "one");
        case("A=one#two", "one");
        case("A='one # two' # a comment", "one # two");
        case("A=\"one # two\"", "one # two");
        case("A=back\\slash", "backslash");
        case("A='back\\slash'", "back\\slash");
        case("A='it\\'s'", "it\\'s");
        case("A=\"say \\\"hi\\\"\"", "say \"hi\"");
        case("A=\"two\\nlines\"", "two\nlines");
        case("A='one\\nline'", "one\\nline");
        case("A=\"two\nlines\"", "two\nlines");
        case("A=$BASE_NAME/x", "base/x");
        case("A=${BASE_NAME}d", "based");
        case("A=\"${BASE_NAME}\"", "base");
        case("A='${BASE_NAME}'", "${BASE_NAME}");
        case("A=\\$BASE_NAME", "$BASE_NAME");
        case("A=pa$UNKNOWN_NAME", "pa");
        case("A=$(rm -rf x)", "$(rm -rf x)");
        case("A=100$", "100$");
    }

    #[test]
    fn comments_blank_lines_and_windows_line_ends_are_fine() {
        let env = parse("\u{feff}# first\r\n\r\nA=1\r\n  # indented\r\nA=2").expect("is read");
        assert_eq!(env, Env::from([("A".to_owned(), "2".to_owned())]));
    }

    #[test]
    fn a_malformed_line_is_named_by_its_number_and_never_shown() {
        for text in ["A=1\n\nsecret words here\n", "A=\"x\ny\"\n= secret", "A=1\n# c\nB-C=secret"] {
            let error = parse(text).expect_err(text);
            assert!(matches!(error, EnvFileError::Malformed { line: 3 }), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn exporting_a_name_without_a_value_is_refused() {
        assert!(matches!(parse("export A"), Err(EnvFileError::ExportsNothing { line: 1, .. })));
        assert!(parse("A=1\nexport A").is_ok());
    }
}
