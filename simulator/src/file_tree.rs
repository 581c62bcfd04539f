//! All files below a folder at one moment, to compare worlds before and after.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Every file by its path from the root, with its length and the hash of its content; empty folders by their path and a slash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    entries: BTreeMap<String, Leaf>,
}

/// What lies at the end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    File { size: u64, sha256: String },
    EmptyFolder,
}

impl FileTree {
    /// Reads everything below `root`; a root that is absent is an empty tree.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn of(root: &Path) -> io::Result<Self> {
        let mut entries = BTreeMap::new();
        if root.exists() {
            read(root, root, &mut entries)?;
        }
        Ok(Self { entries })
    }

    /// Whether there is neither a file nor an empty folder.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether that file is there.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        matches!(self.entries.get(path), Some(Leaf::File { .. }))
    }

    /// The paths of all files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let files = self.entries.iter().filter(|(_, leaf)| matches!(leaf, Leaf::File { .. }));
        files.map(|(path, _)| path.as_str())
    }

    /// The paths of folders with nothing in them, each with a slash at its end.
    pub fn empty_folders(&self) -> impl Iterator<Item = &str> {
        let folders = self.entries.iter().filter(|(_, leaf)| matches!(leaf, Leaf::EmptyFolder));
        folders.map(|(path, _)| path.as_str())
    }

    /// The sum of all lengths in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entries.values().map(|leaf| if let Leaf::File { size, .. } = leaf { *size } else { 0 }).sum()
    }

    /// What changed on the way to `later`: `- path` for what is gone or differs, `+ path` for what is new or differs.
    #[must_use]
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let missing = |from: &Self, other: &Self, sign: char| -> Vec<String> {
            let gone = from.entries.iter().filter(|(path, leaf)| other.entries.get(*path) != Some(leaf));
            gone.map(|(path, _)| format!("{sign} {path}")).collect()
        };
        [missing(self, later, '-'), missing(later, self, '+')].concat()
    }
}

fn read(root: &Path, folder: &Path, entries: &mut BTreeMap<String, Leaf>) -> io::Result<()> {
    let mut empty = true;
    for entry in fs::read_dir(folder)? {
        empty = false;
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, entries)?;
        } else {
            entries.insert(relative(root, &path), file(&path)?);
        }
    }
    // Mastodon takes an empty folder right below the root away, and we leave it.
    if empty && folder != root && folder.parent() != Some(root) {
        entries.insert(format!("{}/", relative(root, folder)), Leaf::EmptyFolder);
    }
    Ok(())
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn file(path: &Path) -> io::Result<Leaf> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut block = vec![0; 64 * 1024];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(Leaf::File { size, sha256: hex::encode(hash.finalize()) }),
            read => {
                hash.update(&block[..read]);
                size += read as u64;
            }
        }
    }
}
