//! Where the system keeps PostgreSQL's programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The programs that make, start and stop a server, all of one release of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Programs {
    pub(crate) initdb: PathBuf,
    pub(crate) pg_ctl: PathBuf,
}

impl Programs {
    /// Those on PATH, else those of the newest release under `/usr/lib/postgresql`, where Debian hides them.
    #[must_use]
    pub(crate) fn find() -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path).chain(debian_folders()).find_map(|folder| Self::inside(&folder))
    }

    fn inside(folder: &Path) -> Option<Self> {
        let programs = Self { initdb: folder.join("initdb"), pg_ctl: folder.join("pg_ctl") };
        (programs.initdb.is_file() && programs.pg_ctl.is_file()).then_some(programs)
    }
}

fn debian_folders() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/usr/lib/postgresql") else {
        return Vec::new();
    };
    let mut releases: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    releases.sort();
    releases.into_iter().rev().map(|(_, folder)| folder).collect()
}
