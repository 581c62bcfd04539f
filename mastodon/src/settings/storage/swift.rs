//! Mastodon's variables for OpenStack Swift.

use secrecy::SecretString;

use super::{address, needed};
use crate::env_file::Env;
use crate::settings::{SettingsFault, text};

/// A container of Swift and how Keystone lets us in.
#[derive(Clone, Debug)]
pub struct Swift {
    /// Keystone's address with its version, without a slash at its end: `SWIFT_AUTH_URL`.
    pub auth_url: String,
    /// `SWIFT_USERNAME`
    pub username: String,
    /// `SWIFT_PASSWORD`
    pub password: SecretString,
    /// The domain of the user and of the project: `SWIFT_DOMAIN_NAME`, by default `default`.
    pub domain_name: String,
    pub project: SwiftProject,
    /// `SWIFT_REGION`; absent where there is one only.
    pub region: Option<String>,
    /// `SWIFT_CONTAINER`
    pub container: String,
}

/// How the project is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwiftProject {
    /// `SWIFT_PROJECT_ID`, which wins.
    Id(String),
    /// `SWIFT_TENANT`
    Name(String),
}

/// Mirrors config/initializers/paperclip.rb. `SWIFT_OBJECT_URL` is the public address and no part of this.
pub(super) fn read(env: &Env, faults: &mut Vec<SettingsFault>) -> Option<Swift> {
    let auth_url = needed(env, "SWIFT_AUTH_URL", "Keystone's address, such as https://auth.example.net/v3", faults)
        .and_then(|value| address(value, "SWIFT_AUTH_URL", faults));
    if auth_url.as_ref().is_some_and(|url| url.ends_with("/v2.0")) {
        faults
            .push(SettingsFault::new("SWIFT_AUTH_URL", "speaks version 2 of Keystone; give the address of version 3"));
    }
    let username = needed(env, "SWIFT_USERNAME", "the name of Mastodon's user", faults);
    let password = needed(env, "SWIFT_PASSWORD", "the password of Mastodon's user", faults);
    let container = needed(env, "SWIFT_CONTAINER", "the container with Mastodon's files", faults);
    let project = match (text(env, "SWIFT_PROJECT_ID"), text(env, "SWIFT_TENANT")) {
        (Some(id), _) => Some(SwiftProject::Id(id.to_owned())),
        (None, Some(name)) => Some(SwiftProject::Name(name.to_owned())),
        (None, None) => {
            let sentence = "is missing; it is the name of the project (or give SWIFT_PROJECT_ID)";
            faults.push(SettingsFault::new("SWIFT_TENANT", sentence));
            None
        }
    };
    Some(Swift {
        auth_url: auth_url?,
        username: username?.to_owned(),
        password: SecretString::from(password?.to_owned()),
        domain_name: text(env, "SWIFT_DOMAIN_NAME").unwrap_or("default").to_owned(),
        project: project?,
        region: text(env, "SWIFT_REGION").map(str::to_owned),
        container: container?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file;

    const PLAIN: &str =
        "SWIFT_AUTH_URL=https://auth.example/v3/\nSWIFT_USERNAME=u\nSWIFT_PASSWORD=hunter2\nSWIFT_CONTAINER=c";

    fn swift(text: &str) -> Result<Swift, Vec<&'static str>> {
        let mut faults = Vec::new();
        let found = read(&env_file::parse(text).expect("is read"), &mut faults);
        let variables: Vec<_> = faults.into_iter().map(|fault| fault.variable).collect();
        found.filter(|_| variables.is_empty()).ok_or(variables)
    }

    #[test]
    fn a_project_has_an_id_or_a_name() {
        let by_name = swift(&format!("{PLAIN}\nSWIFT_TENANT=site")).expect("is usable");
        assert_eq!(by_name.project, SwiftProject::Name("site".to_owned()));
        assert_eq!((by_name.auth_url.as_str(), by_name.domain_name.as_str()), ("https://auth.example/v3", "default"));
        let by_id = swift(&format!("{PLAIN}\nSWIFT_TENANT=site\nSWIFT_PROJECT_ID=7")).expect("is usable");
        assert_eq!(by_id.project, SwiftProject::Id("7".to_owned()));
        assert!(!format!("{by_id:?}").contains("hunter2"));
    }

    #[test]
    fn everything_that_is_missing_is_told_together() {
        let expected = ["SWIFT_AUTH_URL", "SWIFT_USERNAME", "SWIFT_PASSWORD", "SWIFT_CONTAINER", "SWIFT_TENANT"];
        assert_eq!(swift("").expect_err("not usable"), expected);
        let old = PLAIN.replace("v3/", "v2.0") + "\nSWIFT_TENANT=site";
        assert_eq!(swift(&old).expect_err("not usable"), ["SWIFT_AUTH_URL"]);
    }
}
