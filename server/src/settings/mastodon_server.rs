//! Where Mastodon is: in its own `.env.production`, or described in our config file.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use mastodon::settings::{Settings, SettingsError};

use super::config_file::ConfigFile;
use crate::command_line::GlobalOptions;

/// Our keys, and the variables of Mastodon that they stand for.
const KEYS: [(&str, &str); 7] = [
    ("database_url", "DATABASE_URL"),
    ("storage_path", "PAPERCLIP_ROOT_PATH"),
    ("local_domain", "LOCAL_DOMAIN"),
    ("web_domain", "WEB_DOMAIN"),
    ("http_proxy", "http_proxy"),
    HIDDEN,
    ("no_proxy", "no_proxy"),
];
const HIDDEN: (&str, &str) = ("http_hidden_proxy", "http_hidden_proxy");
const NETWORKS: (&str, &str) = ("allowed_private_addresses", "ALLOWED_PRIVATE_ADDRESSES");
const SECTION: &str = "mastodon";

/// Mastodon's settings, when anybody said where they are. The environment of this process plays no part: it is not Mastodon's.
pub(super) fn read(global: &GlobalOptions, file: &mut ConfigFile) -> Option<Settings> {
    let named = file.path(SECTION, "env_file");
    let described = described(file);
    match (&global.mastodon_env, named, described.is_empty()) {
        (Some(path), ..) => of_env_file(path.clone(), file),
        (None, Some(path), true) => of_env_file(path, file),
        (None, Some(_), false) => {
            file.fault(SECTION, "env_file", "and a description of the server exclude each other; leave one out");
            None
        }
        (None, None, true) => None,
        (None, None, false) => of_description(&described, file),
    }
}

/// What the section says of the server, by the names of Mastodon's variables.
fn described(file: &mut ConfigFile) -> BTreeMap<String, String> {
    let mut env = BTreeMap::new();
    for (key, variable) in KEYS {
        if let Some(value) = file.text(SECTION, key) {
            env.insert(variable.to_owned(), value);
        }
    }
    // Whoever names a proxy for them wants them asked.
    if env.contains_key(HIDDEN.1) {
        env.insert("ALLOW_ACCESS_TO_HIDDEN_SERVICE".to_owned(), "true".to_owned());
    }
    let networks = file.texts(SECTION, NETWORKS.0);
    if !networks.is_empty() {
        env.insert(NETWORKS.1.to_owned(), networks.join(","));
    }
    env
}

fn of_env_file(path: PathBuf, file: &mut ConfigFile) -> Option<Settings> {
    match Settings::from_env_file(&path) {
        Ok(settings) => return Some(settings),
        Err(SettingsError::Faults { path, faults }) => {
            for fault in faults {
                file.other_fault(format!("{}: {fault}.", path.display()));
            }
        }
        Err(error @ SettingsError::File { .. }) => {
            let cause = error.source().map(crate::failure::chain).unwrap_or_default();
            file.other_fault(format!("{error}: {cause}."));
        }
    }
    None
}

fn of_description(env: &BTreeMap<String, String>, file: &mut ConfigFile) -> Option<Settings> {
    let mut complete = true;
    for (key, variable) in &KEYS[..2] {
        if !env.contains_key(*variable) {
            file.fault(SECTION, key, "is missing");
            complete = false;
        }
    }
    let read = Settings::from_env(env, &file.folder());
    for fault in read.as_ref().err().into_iter().flatten() {
        let key = KEYS.iter().chain([&NETWORKS]).find(|(_, variable)| *variable == fault.variable);
        file.fault(SECTION, key.map_or(fault.variable, |(key, _)| key), &fault.sentence);
    }
    read.ok().filter(|_| complete)
}
