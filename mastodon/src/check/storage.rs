//! Whether the folder of the files is there, can be written, and has room; whether a service answers.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use futures::StreamExt;

use super::Finding;
use crate::files::Files;
use crate::settings::{Storage, StorageKind};

/// Where Mastodon keeps what we remove; each has its own rights.
const FOLDERS: [&str; 6] = [
    "",
    "accounts",
    "cache/accounts/avatars",
    "cache/accounts/headers",
    "cache/custom_emojis/images",
    "cache/media_attachments/files",
];

/// How much is written to see whether there is room.
static SAMPLE: [u8; 65_536] = [0; 65_536];

/// The finding about the storage. In a folder a small file is written and removed wherever files go from; a service is asked for one
/// page of its listing, and nothing in it changes.
pub(super) async fn finding(storage: &Storage) -> Finding {
    match storage {
        Storage::Local { root } => of_folder(root),
        remote => of_service(remote).await,
    }
}

async fn of_service(storage: &Storage) -> Finding {
    let kind = storage.kind();
    let remedy = match kind {
        StorageKind::S3 => {
            "Correct S3_BUCKET, S3_REGION, S3_ENDPOINT and the keys, and allow s3:ListBucket and s3:DeleteObject."
        }
        StorageKind::Swift => "Correct SWIFT_AUTH_URL, SWIFT_REGION, SWIFT_CONTAINER, the user and the project.",
        StorageKind::Azure => "Correct AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_ACCESS_KEY and AZURE_CONTAINER_NAME.",
        StorageKind::Local => "Correct PAPERCLIP_ROOT_PATH.",
    };
    let files = match Files::open(storage) {
        Ok(files) => files,
        Err(error) => return Finding::bad("storage", super::capitalized(&error.to_string()), remedy),
    };
    let first = files.list("", None).next().await;
    match first {
        Some(Err(error)) => Finding::bad("storage", super::capitalized(&error.to_string()), remedy),
        None => Finding::good("storage", format!("The storage in {kind} answers; there is no file in it.")),
        Some(Ok(_)) => Finding::good(
            "storage",
            format!("Files in {kind} can be listed. Whether they may be removed is seen when the first one is."),
        ),
    }
}

fn of_folder(root: &Path) -> Finding {
    if !root.is_dir() {
        return Finding::bad(
            "storage",
            format!("The folder of Mastodon's files, {}, is not there.", root.display()),
            "Correct PAPERCLIP_ROOT_PATH, or mount the folder.",
        );
    }
    let trouble = FOLDERS
        .iter()
        .map(|folder| root.join(folder))
        .filter(|folder| folder.is_dir())
        .find_map(|folder| try_out(&folder).err().map(|error| (folder, error)));
    match trouble {
        None => Finding::good("storage", format!("Files in {} can be removed.", root.display())),
        Some((folder, error)) => explained(&folder, &error),
    }
}

fn try_out(folder: &Path) -> io::Result<()> {
    let path: PathBuf = folder.join(format!(".groundskeeper-check-{}", process::id()));
    let written = OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| {
        file.write_all(&SAMPLE)?;
        file.sync_all()
    });
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        written => {
            let removed = fs::remove_file(&path);
            written.and(removed)
        }
    }
}

fn explained(folder: &Path, error: &io::Error) -> Finding {
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Finding::bad(
            "storage",
            format!("The disk that holds {folder} is full."),
            "Make a little room first; PostgreSQL and our own records need some to work.",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Finding::bad(
            "storage",
            format!("Nothing can be removed from {folder}: {}.", error.kind()),
            "Run Groundskeeper as the user that owns Mastodon's files, usually mastodon.",
        ),
        kind => Finding::bad(
            "storage",
            format!("{folder} cannot be used: {kind}."),
            "Look at the disk and at who owns the folder.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_good_folder_is_left_as_it_was() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(root.path().join("cache/accounts/avatars")).expect("is made");
        let finding = finding(&Storage::Local { root: root.path().to_owned() }).await;
        assert!(finding.ok, "{finding:?}");
        assert_eq!(fs::read_dir(root.path()).expect("is there").count(), 1);
        assert_eq!(fs::read_dir(root.path().join("cache/accounts/avatars")).expect("is there").count(), 0);
    }

    #[test]
    fn a_full_disk_and_a_foreign_folder_are_told_apart() {
        let sentence = |kind: io::ErrorKind| explained(Path::new("/srv"), &kind.into()).sentence;
        assert!(sentence(io::ErrorKind::StorageFull).contains("full"));
        assert!(sentence(io::ErrorKind::PermissionDenied).contains("permission denied"));
    }
}
