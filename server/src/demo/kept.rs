//! The demo's folder: what is in it, what it remembers from start to start, and that one demo at a time uses it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use model::{Operator, Role};
use rand::seq::IndexedRandom;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;
use simulator::web_api::TOKEN;

use super::DemoError;
use super::world::Shape;

/// What a demo must remember to be the same at its next start. Written last, so that its absence means a half-made demo.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) shape: Shape,
    pub(super) sign_in: SignIn,
}

/// How to sign in to the demo: a name and a random password, which only protects simulated data.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SignIn {
    pub(super) name: String,
    #[serde(serialize_with = "plainly")]
    pub(super) password: SecretString,
}

/// The folder, held by this process as long as the value lives.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    _lock: File,
}

impl SignIn {
    /// A password of twelve letters that cannot be mistaken for one another.
    pub(super) fn new() -> Self {
        const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
        let mut random = rand::rng();
        let letters: Vec<char> =
            (0..12).filter_map(|_| LETTERS.choose(&mut random)).map(|letter| char::from(*letter)).collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Self { name: "demo".to_owned(), password: groups.join("-").into() }
    }

    pub(super) fn operator(&self) -> Operator {
        Operator { name: self.name.clone(), role: Role::Caretaker }
    }
}

impl Place {
    /// Makes the folder and takes it for this process.
    pub(super) fn take(folder: &Path) -> Result<Self, DemoError> {
        let told = |source| DemoError::Folder { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(told)?;
        let folder = folder.canonicalize().map_err(told)?;
        let lock = File::create(folder.join("lock")).map_err(told)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(DemoError::InUse { path: folder }),
            Err(TryLockError::Error(source)) => Err(told(source)),
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of PostgreSQL.
    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    /// The folder of Redis, which keeps nothing.
    pub(super) fn redis(&self) -> PathBuf {
        self.folder.join("redis")
    }

    /// The folder of Mastodon's media files.
    pub(super) fn media(&self) -> PathBuf {
        self.folder.join("media")
    }

    pub(super) fn env_file(&self) -> PathBuf {
        self.folder.join(".env.production")
    }

    /// The certificate of the simulated authority.
    pub(super) fn authority(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// The config file with which every command works on the demo.
    pub(super) fn config(&self) -> PathBuf {
        self.folder.join("config.toml")
    }

    pub(super) fn config_text(&self, dns: SocketAddr, web_api: SocketAddr) -> String {
        format!(
            "# The demo, for every command: groundskeeper check --config FILE. Written anew at each start.\n\
             [state]\nurl = \"sqlite://groundskeeper.db\"\n\n\
             [mastodon]\nenv_file = \".env.production\"\n\n\
             [remotes]\ndns = \"{dns}\"\nca_file = \"authority.pem\"\n\n\
             [notices]\napi_address = \"http://{web_api}\"\ntoken = \"{TOKEN}\"\n"
        )
    }

    /// What an earlier start left, if it came to its end.
    pub(super) fn kept(&self) -> Result<Option<Kept>, DemoError> {
        let path = self.folder.join("kept.json");
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map(Some).map_err(|source| DemoError::Kept { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(DemoError::Folder { path, source }),
        }
    }

    /// Removes what a half-made demo left; nothing that a demo has not made itself.
    pub(super) fn clear(&self) -> Result<(), DemoError> {
        for folder in [self.postgres(), self.media()] {
            absent_is_fine(fs::remove_dir_all(&folder)).map_err(|source| DemoError::Folder { path: folder, source })?;
        }
        for name in ["groundskeeper.db", "groundskeeper.db-wal", "groundskeeper.db-shm", "demo.json", ".env.production"]
        {
            let path = self.folder.join(name);
            absent_is_fine(fs::remove_file(&path)).map_err(|source| DemoError::Folder { path, source })?;
        }
        Ok(())
    }

    /// Remembers a demo that is made.
    pub(super) fn keep(&self, shape: Shape, sign_in: SignIn) -> Result<Kept, DemoError> {
        let kept = Kept { shape, sign_in };
        let path = self.folder.join("kept.json");
        let text =
            serde_json::to_string_pretty(&kept).map_err(|source| DemoError::Kept { path: path.clone(), source })?;
        write_privately(&path, &text).map_err(|source| DemoError::Folder { path, source })?;
        Ok(kept)
    }

    /// Writes address and sign-in where the end-to-end tests look for them.
    pub(super) fn announce(&self, address: &str, kept: &Kept) -> Result<(), DemoError> {
        let path = self.folder.join("demo.json");
        let announced = json!({
            "address": address,
            "name": kept.sign_in.name,
            "password": kept.sign_in.password.expose_secret(),
        });
        write_privately(&path, &announced.to_string()).map_err(|source| DemoError::Folder { path, source })
    }
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Writes a file that only its owner may read, whole or not at all.
fn write_privately(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

fn plainly<S: Serializer>(password: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(password.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_demo_at_a_time_uses_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Place::take(folder.path()).expect("is free");
        assert!(matches!(Place::take(folder.path()), Err(DemoError::InUse { .. })));
        drop(first);
        Place::take(folder.path()).expect("is free again");
    }

    #[test]
    fn a_password_is_twelve_clear_letters() {
        let password = SignIn::new().password;
        let groups: Vec<_> = password.expose_secret().split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4]);
        assert_ne!(password.expose_secret(), SignIn::new().password.expose_secret());
    }
}
