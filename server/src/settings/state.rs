//! Where our own state is kept.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::config_file::ConfigFile;
use crate::command_line::GlobalOptions;
use crate::surroundings::Surroundings;

/// How the address of a SQLite file begins.
const SQLITE: &str = "sqlite://";
/// The file's name where none is said.
const FILE: &str = "groundskeeper.db";

/// The place of our own state.
#[derive(Clone, Debug)]
pub(crate) struct State {
    /// `sqlite://FILE` or `postgres://…`, which may hold a password.
    pub(crate) url: SecretString,
    /// The folder of the usual place, which may have to be made; a place that somebody named is expected to be there.
    pub(crate) folder_to_make: Option<PathBuf>,
}

impl State {
    /// The address without what may be a password.
    pub(crate) fn shown(&self) -> String {
        let url = self.url.expose_secret();
        match (url.find("//"), url.rfind('@')) {
            (Some(start), Some(at)) if start + 2 < at => format!("{}{}", &url[..start + 2], &url[at + 1..]),
            _ => url.to_owned(),
        }
    }
}

/// The place of our own state: as told, else a file where programs keep their data.
pub(super) fn read(global: &GlobalOptions, surroundings: &Surroundings, file: &mut ConfigFile) -> Option<State> {
    let (from_file, folder) = (file.text("state", "url"), file.folder());
    let url = match (&global.state, from_file) {
        (Some(url), _) => url.clone(),
        (None, Some(url)) => match url.strip_prefix(SQLITE) {
            Some(path) => format!("{SQLITE}{}", folder.join(path).display()),
            None => url,
        },
        (None, None) => return Some(usual_place(surroundings)),
    };
    if ["sqlite:", "postgres://", "postgresql://"].iter().any(|start| url.starts_with(start)) {
        return Some(State { url: url.into(), folder_to_make: None });
    }
    file.other_fault("The state must be sqlite://FILE or postgres://… (--state, [state] url).".to_owned());
    None
}

fn usual_place(surroundings: &Surroundings) -> State {
    let data = surroundings.data_home.as_ref().map(|folder| folder.join("groundskeeper"));
    let folder = surroundings.state_directory.clone().or(data);
    let path = folder.clone().unwrap_or_default().join(FILE);
    State { url: format!("{SQLITE}{}", path.display()).into(), folder_to_make: folder }
}
