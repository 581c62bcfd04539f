//! Everything the program was told, merged and valid: the command line wins over the environment, which wins over the config file.

mod config_file;
#[cfg(test)]
mod described;
mod mastodon_server;
mod notices;
mod panel;
mod purges;
mod receipts;
mod remote_servers;
mod servers;
mod state;

use std::fmt;

use engine::NoticeSettings;
use model::case::StateSettings;

use crate::command_line::{GlobalOptions, PanelOptions};
use crate::surroundings::Surroundings;

use config_file::ConfigFile;
pub(crate) use panel::Panel;
pub(crate) use purges::Purges;
pub(crate) use receipts::Receipts;
pub(crate) use remote_servers::RemoteServers;
pub(crate) use state::State;

/// What all commands work with; a file per section.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) state: State,
    /// Absent when nobody said where Mastodon is: some commands do without.
    pub(crate) mastodon: Option<mastodon::Settings>,
    pub(crate) remotes: RemoteServers,
    pub(crate) purges: Purges,
    pub(crate) receipts: Receipts,
    /// How members are written to; absent when they are not.
    pub(crate) notices: Option<NoticeSettings>,
    /// By which numbers it is told what has become of a server.
    pub(crate) states: StateSettings,
    pub(crate) panel: Panel,
}

/// One thing that makes no sense, as a sentence. No value of it can be a secret.
pub(crate) type Fault = String;

/// All faults of the settings together.
#[derive(Debug, thiserror::Error)]
pub(crate) struct SettingsError(Vec<Fault>);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [fault] => write!(f, "{fault}"),
            faults => {
                write!(f, "{} settings make no sense:", faults.len())?;
                faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
        }
    }
}

impl Settings {
    /// Reads the config file, if one is named, and puts the options over it.
    ///
    /// # Errors
    /// With all faults at once.
    pub(crate) fn read(
        global: &GlobalOptions,
        panel: &PanelOptions,
        surroundings: &Surroundings,
    ) -> Result<Self, SettingsError> {
        let mut file = match &global.config {
            Some(path) => ConfigFile::read(path).map_err(|fault| SettingsError(vec![fault]))?,
            None => ConfigFile::default(),
        };
        let state = state::read(global, surroundings, &mut file);
        let mastodon = mastodon_server::read(global, &mut file);
        let remotes = remote_servers::read(global, &mut file);
        let purges = purges::read(&mut file);
        let receipts = receipts::read(&mut file);
        let notices = notices::read(global, &mut file);
        let states = servers::read(&mut file);
        let panel = panel::read(panel, surroundings, &mut file);
        let faults = file.finish();
        match state {
            Some(state) if faults.is_empty() => {
                Ok(Self { state, mastodon, remotes, purges, receipts, notices, states, panel })
            }
            _ => Err(SettingsError(faults)),
        }
    }
}

#[cfg(test)]
mod tests;
