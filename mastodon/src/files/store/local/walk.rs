//! All files below a folder in the order of their keys, a page at a time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use model::{Bytes, Millis};

use super::StoredObject;

/// Files per page.
const PAGE: usize = 1_000;

/// A walk that has come somewhere. It holds the names of the folders it is in, never those of the whole tree.
#[derive(Debug)]
pub(super) struct Walk {
    root: PathBuf,
    /// What lies before this key or at it is left out.
    after: String,
    /// Keys still to look at, the next one last; a folder's ends with a slash.
    open: Vec<String>,
}

impl Walk {
    pub(super) fn new(root: &Path, folder: &str, after: Option<&str>) -> Self {
        let folder = folder.trim_matches('/');
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        Self { root: root.to_owned(), after: after.unwrap_or_default().to_owned(), open: vec![start] }
    }

    /// The next files; none at the end.
    pub(super) fn page(&mut self) -> io::Result<Vec<StoredObject>> {
        let mut page = Vec::new();
        while page.len() < PAGE
            && let Some(key) = self.open.pop()
        {
            if key.is_empty() || key.ends_with('/') {
                self.enter(&key)?;
            } else if key > self.after {
                match fs::metadata(self.root.join(&key)) {
                    Ok(found) => page.push(object(key, &found)),
                    // It went while we walked, or is a link to nowhere.
                    Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(page)
    }

    fn enter(&mut self, folder: &str) -> io::Result<()> {
        if folder < self.after.as_str() && !self.after.starts_with(folder) {
            return Ok(());
        }
        let entries = match fs::read_dir(self.root.join(folder)) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        let first = self.open.len();
        for entry in entries {
            let entry = entry?;
            // Mastodon writes no other names.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            // Links are followed next to the root only, where another disk may hang: further down they could lead in circles.
            let leads_on = kind.is_dir() || (folder.is_empty() && kind.is_symlink() && entry.path().is_dir());
            if leads_on {
                self.open.push(format!("{folder}{name}/"));
            } else if !kind.is_symlink() || entry.path().is_file() {
                self.open.push(format!("{folder}{name}"));
            }
        }
        // The slash takes part, as it does where keys are compared whole: `a.png` comes before `a/b.png`.
        self.open[first..].sort_unstable_by(|a, b| b.cmp(a));
        Ok(())
    }
}

fn object(key: String, found: &fs::Metadata) -> StoredObject {
    let written = found.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let ms = written.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or_default();
    StoredObject { key, size: Bytes(found.len()), last_modified: Millis(ms) }
}
