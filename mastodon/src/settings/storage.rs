//! Where Mastodon's files are.

mod azure;
mod s3;
mod swift;

use std::fmt;
use std::path::{Path, PathBuf};

use super::{SettingsFault, text};
use crate::env_file::Env;

pub use azure::Azure;
pub use s3::{S3, S3Credentials};
pub use swift::{Swift, SwiftProject};

/// The place of avatars, headers, attachments and emojis.
#[derive(Clone, Debug)]
pub enum Storage {
    /// A folder of this machine.
    Local { root: PathBuf },
    /// Amazon's S3, or a service that speaks as it does.
    S3(S3),
    /// OpenStack's object store.
    Swift(Swift),
    /// Azure's blob service.
    Azure(Azure),
}

/// The kinds of places Mastodon can store files in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    Local,
    S3,
    Swift,
    Azure,
}

impl Storage {
    #[must_use]
    pub fn kind(&self) -> StorageKind {
        match self {
            Self::Local { .. } => StorageKind::Local,
            Self::S3(_) => StorageKind::S3,
            Self::Swift(_) => StorageKind::Swift,
            Self::Azure(_) => StorageKind::Azure,
        }
    }
}

impl fmt::Display for StorageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Local => "a local folder",
            Self::S3 => "S3",
            Self::Swift => "OpenStack Swift",
            Self::Azure => "Azure",
        })
    }
}

/// Mirrors config/initializers/paperclip.rb: the first service that is switched on with exactly `true`, else a folder.
pub(super) fn read(env: &Env, rails_root: &Path, faults: &mut Vec<SettingsFault>) -> Option<Storage> {
    let on = |variable: &str| env.get(variable).is_some_and(|value| value == "true");
    if on("S3_ENABLED") {
        s3::read(env, faults).map(Storage::S3)
    } else if on("SWIFT_ENABLED") {
        swift::read(env, faults).map(Storage::Swift)
    } else if on("AZURE_ENABLED") {
        azure::read(env, faults).map(Storage::Azure)
    } else {
        let path = text(env, "PAPERCLIP_ROOT_PATH").unwrap_or(":rails_root/public/system");
        let path = path.replace(":rails_root", &rails_root.to_string_lossy());
        Some(Storage::Local { root: rails_root.join(path) })
    }
}

/// A variable without which the storage cannot be used; `is` says what it means.
fn needed<'a>(env: &'a Env, variable: &'static str, is: &str, faults: &mut Vec<SettingsFault>) -> Option<&'a str> {
    let value = text(env, variable);
    if value.is_none() {
        faults.push(SettingsFault::new(variable, format!("is missing; it is {is}")));
    }
    value
}

/// The address of a service, without a slash at its end.
fn address(value: &str, variable: &'static str, faults: &mut Vec<SettingsFault>) -> Option<String> {
    let known = url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !known {
        faults.push(SettingsFault::new(variable, "must be an address such as https://storage.example.net"));
    }
    known.then(|| value.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file;

    fn storage(text: &str) -> (Option<Storage>, Vec<&'static str>) {
        let mut faults = Vec::new();
        let storage = read(&env_file::parse(text).expect("is read"), Path::new("/live"), &mut faults);
        (storage, faults.into_iter().map(|fault| fault.variable).collect())
    }

    #[test]
    fn without_a_service_it_is_a_folder() {
        let cases = [
            ("", "/live/public/system"),
            ("PAPERCLIP_ROOT_PATH=/srv/media", "/srv/media"),
            ("PAPERCLIP_ROOT_PATH=:rails_root/media", "/live/media"),
            ("PAPERCLIP_ROOT_PATH=media", "/live/media"),
            ("S3_ENABLED=1", "/live/public/system"),
            ("S3_ENABLED=TRUE\nAZURE_ENABLED=yes\nSWIFT_ENABLED=on", "/live/public/system"),
        ];
        for (text, folder) in cases {
            let found = storage(text);
            assert!(
                matches!(&found.0, Some(Storage::Local { root }) if root == Path::new(folder)),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn the_first_service_that_is_on_is_the_storage() {
        let s3 = "S3_BUCKET=b\nAWS_ACCESS_KEY_ID=k\nAWS_SECRET_ACCESS_KEY=s";
        let swift = "SWIFT_AUTH_URL=https://a.example/v3\nSWIFT_USERNAME=u\nSWIFT_PASSWORD=p\nSWIFT_TENANT=t\nSWIFT_CONTAINER=c";
        let azure = "AZURE_STORAGE_ACCOUNT=a\nAZURE_STORAGE_ACCESS_KEY=k\nAZURE_CONTAINER_NAME=c";
        let cases = [
            (format!("S3_ENABLED=true\nSWIFT_ENABLED=true\n{s3}"), StorageKind::S3),
            (format!("S3_ENABLED=false\nSWIFT_ENABLED=true\nAZURE_ENABLED=true\n{swift}"), StorageKind::Swift),
            (format!("AZURE_ENABLED=true\n{azure}"), StorageKind::Azure),
        ];
        for (text, kind) in cases {
            let (storage, faults) = storage(&text);
            assert_eq!((storage.map(|storage| storage.kind()), faults), (Some(kind), vec![]), "{text}");
        }
    }
}
