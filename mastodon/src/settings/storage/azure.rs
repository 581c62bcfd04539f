//! Mastodon's variables for Azure.

use secrecy::SecretString;

use super::needed;
use crate::env_file::Env;
use crate::settings::SettingsFault;

/// A container of Azure's blob service and how it is reached.
#[derive(Clone, Debug)]
pub struct Azure {
    /// `AZURE_STORAGE_ACCOUNT`
    pub account: String,
    /// `AZURE_STORAGE_ACCESS_KEY`
    pub access_key: SecretString,
    /// `AZURE_CONTAINER_NAME`
    pub container: String,
    /// Where the service is. It follows from the account; no variable of Mastodon's names it.
    pub endpoint: String,
}

/// Mirrors config/initializers/paperclip.rb.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<Azure> {
    let account = needed(env, "AZURE_STORAGE_ACCOUNT", "the storage account with Mastodon's files", faults);
    let access_key = needed(env, "AZURE_STORAGE_ACCESS_KEY", "one of the two keys of the storage account", faults);
    let container = needed(env, "AZURE_CONTAINER_NAME", "the container with Mastodon's files", faults);
    let (account, access_key, container) = (account?, access_key?, container?);
    Some(Azure {
        account: account.to_owned(),
        access_key: SecretString::from(access_key.to_owned()),
        container: container.to_owned(),
        endpoint: format!("https://{account}.blob.core.windows.net"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file;

    #[test]
    fn the_address_follows_from_the_account() {
        let text = "AZURE_STORAGE_ACCOUNT=site\nAZURE_STORAGE_ACCESS_KEY=hunter2\nAZURE_CONTAINER_NAME=media";
        let azure = read(&env_file::parse(text).expect("is read"), &mut Vec::new()).expect("is usable");
        assert_eq!(azure.endpoint, "https://site.blob.core.windows.net");
        assert!(!format!("{azure:?}").contains("hunter2"));
    }

    #[test]
    fn everything_that_is_missing_is_told_together() {
        let mut faults = Vec::new();
        assert!(read(&Env::new(), &mut faults).is_none());
        let variables: Vec<_> = faults.iter().map(|fault| fault.variable).collect();
        assert_eq!(variables, ["AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCESS_KEY", "AZURE_CONTAINER_NAME"]);
    }
}
