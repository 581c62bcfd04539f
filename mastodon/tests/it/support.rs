//! A site to try things on: a database of some release, a folder of files, and the crate connected to both.

mod expected;
mod journals;
mod spy;

use std::path::Path;

use mastodon::{Mastodon, Settings, env_file};
use serde_json::json;
use simulator::world::Everything;
use simulator::{Account, FileTree, MastodonVersion, Snapshot, TestDatabase, World, snapshot};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

pub(crate) use expected::{without_accounts, without_server};
pub(crate) use journals::{StoppingJournal, When};
pub(crate) use spy::Spy;

/// A site with its world.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) mastodon: Mastodon,
    pub(crate) database: TestDatabase,
    folder: TempDir,
}

impl Site {
    /// An empty site of that release.
    pub(crate) async fn of(version: MastodonVersion) -> Self {
        let database = TestDatabase::fresh(version).await;
        let folder = tempfile::tempdir().expect("a folder");
        let world = World::on(&database).await.files(folder.path());
        let mastodon = Mastodon::connect(&settings(&database.url(), folder.path())).await.expect("it connects");
        Self { world, mastodon, database, folder }
    }

    /// Gives an account every relation there is, beside others that have them too.
    pub(crate) async fn with_everything(&self, account: &Account) -> Everything {
        // Both of these must be unique, and are the same unless somebody says otherwise.
        let (id, name) = (account.id.0, &account.username);
        let blocked = json!({ "reference_account_id": id, "canonical_email_hash": name });
        self.world.insert("canonical_email_blocks", blocked).await;
        let card = json!({ "url": name, "author_account_id": id, "unverified_author_account_id": id });
        self.world.insert("preview_cards", card).await;
        self.world.with_everything(account).await
    }

    /// The same site, its catalogue read again.
    pub(crate) async fn again(&self) -> Mastodon {
        Mastodon::connect(self.mastodon.settings()).await.expect("it connects")
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Every row there is.
    pub(crate) async fn rows(&self) -> Snapshot {
        snapshot(self.world.pool()).await.expect("the database is read")
    }

    /// Every file there is.
    pub(crate) fn files(&self) -> FileTree {
        FileTree::of(self.root()).expect("the folder is read")
    }

    /// Runs a statement that the world has no word for.
    pub(crate) async fn execute(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(self.world.pool()).await.expect(statement);
    }

    /// A role of its own that may do no more than what is granted to it.
    pub(crate) async fn role(&self, word: &str, grant: &str) -> String {
        let role = format!("{word}_{}", self.folder.path().file_name().expect("a name").to_string_lossy());
        let role = role.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let statement = format!("CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role}; {grant} {role}");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(self.world.pool()).await.expect("a role is made");
        role
    }

    /// Takes the role away again: roles outlive their database.
    pub(crate) async fn drop_role(&self, role: &str) {
        let statement = format!("DROP OWNED BY {role}; DROP ROLE {role}");
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(self.world.pool()).await.expect("the role goes");
    }

    /// The same site for another role of the database.
    pub(crate) async fn connected_as(&self, role: &str) -> Mastodon {
        let mut settings = self.mastodon.settings().clone();
        role.clone_into(&mut settings.database.user);
        Mastodon::connect(&settings).await.expect("it connects")
    }
}

/// Settings as an `.env.production` would give them.
pub(crate) fn settings(url: &str, root: &Path) -> Settings {
    settings_with(url, root, "")
}

/// The same with more variables.
pub(crate) fn settings_with(url: &str, root: &Path, variables: &str) -> Settings {
    // A folder without anything in it is one whose disk is gone; some stories have none at all.
    let _ = std::fs::create_dir(root.join("cache"));
    let place = root.display();
    let text = format!("LOCAL_DOMAIN=home.example\nDATABASE_URL='{url}'\nPAPERCLIP_ROOT_PATH={place}\n{variables}");
    Settings::from_env(&env_file::parse(&text).expect("is read"), root).expect("is usable")
}
