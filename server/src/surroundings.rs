//! What the machine says of itself where nobody was asked: folders for data, and where the program lies.

use std::env;
use std::path::PathBuf;

/// The folders that defaults are made of; passed in, so that tests need no environment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// systemd's folder for a service's data.
    pub(crate) state_directory: Option<PathBuf>,
    /// The person's folder for data of programs.
    pub(crate) data_home: Option<PathBuf>,
    /// The folder that holds the program itself.
    pub(crate) program_folder: Option<PathBuf>,
}

impl Surroundings {
    /// Reads the environment of this process.
    pub(crate) fn of_this_process() -> Self {
        let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let first = |list: PathBuf| env::split_paths(&list).next();
        Self {
            state_directory: folder("STATE_DIRECTORY").and_then(first),
            data_home: folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share"))),
            program_folder: env::current_exe().ok().and_then(|path| Some(path.parent()?.to_owned())),
        }
    }
}
