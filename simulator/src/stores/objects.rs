//! Objects that lie as files under their keys, so that a test can see and make them.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A container of objects.
#[derive(Debug)]
pub(super) struct Objects(PathBuf);

impl Objects {
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self(folder.to_owned()))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Whether it was there.
    pub(super) fn remove(&self, key: &str) -> bool {
        !key.split('/').any(|part| part == "..") && fs::remove_file(self.0.join(key)).is_ok()
    }

    /// All that begin with the text, in the order of the keys' bytes.
    pub(super) fn beginning_with(&self, text: &str) -> io::Result<BTreeMap<String, Metadata>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let key = path.strip_prefix(&self.0).map_err(io::Error::other)?.to_string_lossy().into_owned();
                if key.starts_with(text) {
                    found.insert(key, path.metadata()?);
                }
            }
        }
        Ok(found)
    }
}
