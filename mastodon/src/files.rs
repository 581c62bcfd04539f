//! Mastodon's stored files: which they are, and taking them away.

mod key;
mod outcome;
pub(crate) mod row;
mod stored;

use std::io;
use std::path::Path;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream;
use model::Bytes;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStoreExt, path};

pub use key::StrangeName;
pub use outcome::{FileOutcome, FileResult};
pub use stored::{FileOwner, StoredFile};

/// How many files are worked on at a time.
const AT_ONCE: usize = 16;

/// The folder Mastodon stores its files in. Only keys that follow from a [`StoredFile`] are ever touched in it.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<LocalFileSystem>,
}

/// What to do with each object.
#[derive(Clone, Copy)]
enum Act {
    Measure,
    Remove,
}

impl Files {
    /// The storage in a folder of this machine. Folders that a removal empties are removed too, as Mastodon does; the root never is.
    ///
    /// # Errors
    /// When the folder is not there or cannot be entered.
    pub fn local(root: &Path) -> object_store::Result<Self> {
        let store = LocalFileSystem::new_with_prefix(root)?.with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Removes every style of these files; outcomes are in the order of the files. One that is not there is no failure.
    pub async fn remove(&self, files: &[StoredFile]) -> Vec<FileOutcome> {
        self.each(files, Act::Remove).await
    }

    /// What [`Self::remove`] would say, changing nothing.
    pub async fn measure(&self, files: &[StoredFile]) -> Vec<FileOutcome> {
        self.each(files, Act::Measure).await
    }

    async fn each(&self, files: &[StoredFile], act: Act) -> Vec<FileOutcome> {
        stream::iter(files.to_vec()).map(|file| self.one(file, act)).buffered(AT_ONCE).collect().await
    }

    async fn one(&self, file: StoredFile, act: Act) -> FileOutcome {
        let keys = match file.keys() {
            Ok(keys) => keys,
            Err(StrangeName) => return FileOutcome::nothing(file, FileResult::Strange),
        };
        let (mut objects, mut bytes, mut trouble) = (0, Bytes::ZERO, None);
        for key in keys {
            match self.object(&key, act).await {
                Ok(Some(size)) => {
                    objects += 1;
                    bytes += size;
                }
                Ok(None) => {}
                Err(fault) => trouble = Some(reason(&fault)),
            }
        }
        let result = match trouble {
            Some(reason) => FileResult::Failed(reason),
            None if objects == 0 => FileResult::Absent,
            None => FileResult::Removed,
        };
        FileOutcome { file, objects, bytes, result }
    }

    /// One object: its size if it was there.
    async fn object(&self, key: &str, act: Act) -> object_store::Result<Option<Bytes>> {
        let key = path::Path::parse(key)?;
        let work = async {
            let size = self.store.head(&key).await?.size;
            if let Act::Remove = act {
                self.store.delete(&key).await?;
            }
            Ok(Some(Bytes(size)))
        };
        match work.await {
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            other => other,
        }
    }
}

/// The innermost cause, which says what a person can do ("Permission denied"), without the path.
fn reason(fault: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = fault;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    match cause.downcast_ref::<io::Error>() {
        Some(fault) => fault.kind().to_string(),
        None => cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn avatar(id: i64) -> StoredFile {
        StoredFile {
            owner: FileOwner::AccountAvatar,
            owner_id: id,
            file_name: "0123456789abcdef.gif".to_owned(),
            content_type: Some("image/gif".to_owned()),
            size: Bytes(3),
            schema_version: 1,
            remote: true,
        }
    }

    fn write(root: &Path, key: &str, text: &str) {
        let path = root.join(key);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("is made");
        fs::write(path, text).expect("is written");
    }

    #[tokio::test]
    async fn every_style_goes_with_its_emptied_folders_and_nothing_else() {
        let root = tempfile::tempdir().expect("a folder");
        let other = "cache/accounts/avatars/000/000/008/original/fedcba9876543210.png";
        write(root.path(), other, "keep");
        for key in avatar(7).keys().expect("plain") {
            write(root.path(), &key, "12345");
        }
        let files = Files::local(root.path()).expect("is there");

        let measured = files.measure(&[avatar(7)]).await;
        let removed = files.remove(&[avatar(7), avatar(9)]).await;

        assert_eq!(removed[0], measured[0]);
        assert_eq!((removed[0].objects, removed[0].bytes, &removed[0].result), (2, Bytes(10), &FileResult::Removed));
        assert_eq!(removed[1].result, FileResult::Absent);
        assert!(root.path().join(other).exists());
        assert!(!root.path().join("cache/accounts/avatars/000/000/007").exists());
    }

    #[tokio::test]
    async fn the_root_stays_when_its_last_file_goes() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), &avatar(7).keys().expect("plain")[0], "1");
        let files = Files::local(root.path()).expect("is there");
        files.remove(&[avatar(7)]).await;
        assert_eq!(fs::read_dir(root.path()).expect("is there").count(), 0);
    }

    #[tokio::test]
    async fn a_strange_name_is_left_alone() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "secret.png", "keep");
        let strange = StoredFile { file_name: "../../../../../../../secret.png".to_owned(), ..avatar(7) };
        let files = Files::local(root.path()).expect("is there");
        assert_eq!(files.remove(&[strange]).await[0].result, FileResult::Strange);
        assert!(root.path().join("secret.png").exists());
    }

    #[tokio::test]
    async fn what_cannot_be_removed_is_a_failure_with_its_reason() {
        let root = tempfile::tempdir().expect("a folder");
        // A folder that is a file cannot be entered, whoever we are.
        write(root.path(), "cache/accounts/avatars/000/000/007", "a file");
        let files = Files::local(root.path()).expect("is there");
        let outcome = &files.remove(&[avatar(7)]).await[0];
        assert_eq!(outcome.result, FileResult::Failed("not a directory".to_owned()));
    }
}
