//! A connection to a database as the panel has it.

use std::env;

use mastodon::{Mastodon, Settings, env_file};
use simulator::TestDatabase;

pub(crate) async fn mastodon(database: &TestDatabase) -> Mastodon {
    let folder = env::temp_dir();
    let text = format!(
        "LOCAL_DOMAIN=home.example\nDATABASE_URL='{}'\nPAPERCLIP_ROOT_PATH={}",
        database.url(),
        folder.display()
    );
    let settings = Settings::from_env(&env_file::parse(&text).expect("is read"), &folder).expect("is usable");
    Mastodon::connect(&settings).await.expect("it connects")
}
