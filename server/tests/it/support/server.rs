//! A Mastodon server without members: a database, a folder, and the file that says where they are.

use std::fs;
use std::path::{Path, PathBuf};

use simulator::{MastodonVersion, TestDatabase};
use tempfile::TempDir;

use super::Program;

/// It ends with the test; Groundskeeper's own state lies in its folder.
pub(crate) struct MastodonServer {
    pub(crate) database: TestDatabase,
    folder: TempDir,
}

impl MastodonServer {
    pub(crate) async fn start() -> Self {
        let server = Self {
            database: TestDatabase::fresh(MastodonVersion::V4_6).await,
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(server.media()).expect("a folder for media");
        server.write_env(&server.env());
        server
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn media(&self) -> PathBuf {
        self.folder().join("media")
    }

    pub(crate) fn env_file(&self) -> PathBuf {
        self.folder().join(".env.production")
    }

    pub(crate) fn state(&self) -> String {
        format!("sqlite://{}", self.folder().join("own.db").display())
    }

    /// What stands in the file at the beginning.
    pub(crate) fn env(&self) -> String {
        // A folder without anything in it is one whose disk is gone; some stories have none at all.
        let _ = std::fs::create_dir(self.media().join("cache"));
        format!(
            "LOCAL_DOMAIN=here.example\nDATABASE_URL={}\nPAPERCLIP_ROOT_PATH={}\n",
            self.database.url(),
            self.media().display()
        )
    }

    /// Lets the file name another database.
    pub(crate) fn names_database(&self, url: &str) {
        self.write_env(&self.env().replace(&self.database.url(), url));
    }

    pub(crate) fn write_env(&self, text: &str) {
        fs::write(self.env_file(), text).expect("is written");
    }

    /// The program, told where this server and its own state are.
    pub(crate) fn program(&self) -> Program {
        let file = self.env_file();
        Program::new().args(["--state", &self.state(), "--mastodon-env", &file.display().to_string()])
    }
}
