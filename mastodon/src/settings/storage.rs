//! Where Mastodon's files are.

use std::fmt;
use std::path::{Path, PathBuf};

use super::text;
use crate::env_file::Env;

/// The place of avatars, headers, attachments and emojis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// A folder of this machine.
    Local { root: PathBuf },
    /// A service that is recognised and not yet supported.
    Remote(StorageKind),
}

/// The services Mastodon can store files in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageKind {
    S3,
    Swift,
    Azure,
}

impl fmt::Display for StorageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::S3 => "S3",
            Self::Swift => "OpenStack Swift",
            Self::Azure => "Azure",
        })
    }
}

/// Mirrors config/initializers/paperclip.rb: the first service that is switched on with exactly `true`, else a folder.
pub(super) fn read(env: &Env, rails_root: &Path) -> Storage {
    let on = |variable: &str| env.get(variable).is_some_and(|value| value == "true");
    if on("S3_ENABLED") {
        Storage::Remote(StorageKind::S3)
    } else if on("SWIFT_ENABLED") {
        Storage::Remote(StorageKind::Swift)
    } else if on("AZURE_ENABLED") {
        Storage::Remote(StorageKind::Azure)
    } else {
        let path = text(env, "PAPERCLIP_ROOT_PATH").unwrap_or(":rails_root/public/system");
        let path = path.replace(":rails_root", &rails_root.to_string_lossy());
        Storage::Local { root: rails_root.join(path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env_file;

    #[test]
    fn the_first_service_that_is_on_is_the_storage() {
        let local = |root: &str| Storage::Local { root: root.into() };
        let cases = [
            ("", local("/live/public/system")),
            ("PAPERCLIP_ROOT_PATH=/srv/media", local("/srv/media")),
            ("PAPERCLIP_ROOT_PATH=:rails_root/media", local("/live/media")),
            ("PAPERCLIP_ROOT_PATH=media", local("/live/media")),
            ("S3_ENABLED=1", local("/live/public/system")),
            ("S3_ENABLED=true\nSWIFT_ENABLED=true", Storage::Remote(StorageKind::S3)),
            ("S3_ENABLED=false\nSWIFT_ENABLED=true", Storage::Remote(StorageKind::Swift)),
            ("AZURE_ENABLED=true", Storage::Remote(StorageKind::Azure)),
        ];
        for (text, storage) in cases {
            assert_eq!(read(&env_file::parse(text).expect("is read"), Path::new("/live")), storage, "{text}");
        }
    }
}
