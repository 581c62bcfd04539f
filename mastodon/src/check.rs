//! Whether everything is in place for the work, in sentences for the one who sets it up.

mod clock;
mod permissions;
mod redis;
mod storage;

use model::Millis;
use serde::Serialize;

use crate::connect::{self, ConnectError, Mastodon};
use crate::settings::Settings;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A word that stays the same: `database`, `schema`, `permissions`, `instances`,
    /// `unknown-tables`, `clock`, `storage`, `redis`.
    pub name: &'static str,
    pub ok: bool,
    pub sentence: String,
    /// What to do about it, where there is something to do.
    pub remedy: Option<String>,
}

impl Finding {
    fn good(name: &'static str, sentence: impl Into<String>) -> Self {
        Self { name, ok: true, sentence: sentence.into(), remedy: None }
    }

    fn bad(name: &'static str, sentence: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, ok: false, sentence: sentence.into(), remedy: Some(remedy.into()) }
    }
}

/// Looks at everything that can be looked at, also when the database does not answer or the storage
/// is not there. `now` tells the time of this machine.
pub async fn check(settings: &Settings, now: impl Fn() -> Millis) -> Vec<Finding> {
    let mut findings = match connect::open(&settings.database).await {
        Ok((pool, catalogue)) => {
            let mut findings = permissions::findings(&pool, &catalogue, settings).await;
            findings.extend(clock::finding(&pool, now).await);
            pool.close().await;
            findings
        }
        Err(error) => vec![of_connect_error(&error)],
    };
    findings.push(storage::finding(&settings.storage).await);
    findings.extend(redis::finding(settings).await);
    findings
}

impl Mastodon {
    /// As [`check`], over the connections that are there.
    pub async fn check(&self, now: impl Fn() -> Millis) -> Vec<Finding> {
        let mut findings = permissions::findings(&self.pool, &self.catalogue, self.settings()).await;
        findings.extend(clock::finding(&self.pool, now).await);
        findings.push(storage::finding(&self.settings().storage).await);
        findings.extend(redis::finding(self.settings()).await);
        findings
    }
}

fn of_connect_error(error: &ConnectError) -> Finding {
    let (name, remedy) = match error {
        ConnectError::Unreachable { .. } => ("database", "Start PostgreSQL, or correct DB_HOST and DB_PORT."),
        ConnectError::NotLetIn { .. } => ("database", "Correct DB_USER and DB_PASS, or pg_hba.conf."),
        ConnectError::NoSuchDatabase { .. } => ("database", "Correct DB_NAME."),
        ConnectError::Catalogue { .. } => ("database", "Try again when PostgreSQL answers."),
        ConnectError::NotMastodon { .. } => ("schema", "Give the database of a Mastodon 4.1 to 4.6."),
        ConnectError::Storage(_) => ("storage", "Correct the variables of Mastodon's storage."),
    };
    Finding::bad(name, capitalized(&error.to_string()), remedy)
}

/// The text as the beginning of a sentence, with its full stop.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase).into_iter().flatten();
    let end = if text.ends_with(['.', '?']) { "" } else { "." };
    first.chain(chars).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_absent_database_and_an_absent_folder_are_both_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let env = crate::env_file::parse(&format!(
            "LOCAL_DOMAIN=a.example\nDB_HOST={0}\nPAPERCLIP_ROOT_PATH={0}/nowhere",
            folder.path().display()
        ))
        .expect("is read");
        let settings = Settings::from_env(&env, folder.path()).expect("is usable");
        let findings = check(&settings, || Millis(0)).await;
        let bad: Vec<_> = findings.iter().filter(|finding| !finding.ok).map(|finding| finding.name).collect();
        assert_eq!(bad, ["database", "storage"]);
        assert!(findings.iter().all(|finding| finding.remedy.is_some()));
    }
}
