//! Where Mastodon keeps its files, derived independently of the code under test.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::pictures::Kind;

/// The folder of a site's files; without one nothing is written, but the rows say the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    root: Option<PathBuf>,
}

/// One attachment of one row, as its columns say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The class and attachment part: `accounts/avatars`.
    pub(crate) folder: &'a str,
    pub(crate) id: i64,
    /// Whether the file lies under `cache/`: remote, and stored since the schema's version 1.
    pub(crate) cached: bool,
}

impl Place<'_> {
    /// The key of one style, relative to the root.
    pub(crate) fn key(self, style: &str, name: &str) -> String {
        let prefix = if self.cached { "cache/" } else { "" };
        format!("{prefix}{}/{}/{style}/{name}", self.folder, partition(self.id))
    }
}

impl Files {
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root: Some(root) }
    }

    /// Writes a file of that kind and gives its length. The key follows the picture's data, so that no two files are the same.
    pub(crate) fn write(&self, key: &str, kind: Kind) -> io::Result<i64> {
        let bytes = [kind.bytes(), key.as_bytes()].concat();
        if let Some(root) = &self.root {
            let path = root.join(key);
            fs::create_dir_all(path.parent().unwrap_or(root))?;
            fs::write(path, &bytes)?;
        }
        Ok(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
    }
}

/// The id in groups of three digits, complete groups only.
pub(crate) fn partition(id: i64) -> String {
    let digits = if id < 1_000_000_000 { format!("{id:09}") } else { format!("{id:012}") };
    let groups: Vec<&str> = (0..digits.len() / 3).map(|group| &digits[group * 3..group * 3 + 3]).collect();
    groups.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_as_mastodon_makes_it() {
        let place = Place { folder: "accounts/avatars", id: 109_512_345_678_901_234, cached: true };
        assert_eq!(
            place.key("original", "0123456789abcdef.png"),
            "cache/accounts/avatars/109/512/345/678/901/234/original/0123456789abcdef.png"
        );
        assert_eq!(partition(7), "000/000/007");
        assert_eq!(partition(1_234_567_890), "001/234/567/890");
        assert_eq!(partition(12_345_678_901_234_567), "123/456/789/012/345");
    }
}
