//! Files in a folder of this machine.

mod walk;

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::{self, BoxStream, StreamExt};
use model::Bytes;
use tokio::task::spawn_blocking;

use super::{Gone, StorageError, Store, StoredObject};
use crate::settings::StorageKind;
use walk::Walk;

/// How many files one thread takes at a time.
const SLICE: usize = 256;
/// How many threads work at a time: disks answer several questions as fast as one.
const AT_ONCE: usize = 8;

/// The folder. Folders that a removal empties are removed too, as Mastodon does; the root and those
/// right below it never are, so that an empty root is one without its disk.
#[derive(Debug)]
pub(crate) struct LocalStore {
    root: Arc<Path>,
    /// Device and inode of the root when it was opened.
    identity: (u64, u64),
}

impl LocalStore {
    pub(crate) fn open(root: &Path) -> Result<Self, StorageError> {
        let entered = fs::canonicalize(root).and_then(|root| fs::read_dir(&root).map(|_| root));
        let known = entered.and_then(|root| identity(&root).map(|identity| (root, identity)));
        let (root, identity) = known.map_err(|source| StorageError::Folder { root: root.to_owned(), source })?;
        Ok(Self { root: root.into(), identity })
    }

    async fn each(&self, keys: Vec<String>, act: fn(&Path, &[String]) -> Vec<Gone>) -> Vec<Gone> {
        let slices: Vec<Vec<String>> = keys.chunks(SLICE).map(<[String]>::to_vec).collect();
        let each = stream::iter(slices).map(|keys| {
            let root = Arc::clone(&self.root);
            async move {
                let count = keys.len();
                let done = spawn_blocking(move || act(&root, &keys)).await;
                done.unwrap_or_else(|_| vec![Gone::Failed("it was not tried".to_owned()); count])
            }
        });
        each.buffered(AT_ONCE).concat().await
    }
}

#[async_trait]
impl Store for LocalStore {
    async fn remove(&self, keys: Vec<String>) -> Vec<Gone> {
        self.each(keys, remove).await
    }

    async fn measure(&self, keys: Vec<String>) -> Vec<Gone> {
        self.each(keys, |root, keys| keys.iter().map(|key| outcome(size(root, key))).collect()).await
    }

    async fn prove(&self) -> Result<(), StorageError> {
        let (root, known) = (Arc::clone(&self.root), self.identity);
        let is_there = spawn_blocking(move || {
            identity(&root).is_ok_and(|now| now == known)
                && fs::read_dir(&root).is_ok_and(|mut entries| entries.next().is_some())
        });
        match is_there.await {
            Ok(true) => Ok(()),
            _ => Err(StorageError::Away { root: self.root.to_path_buf() }),
        }
    }

    fn list(&self, folder: &str, after: Option<&str>) -> BoxStream<'static, Result<StoredObject, StorageError>> {
        let walk = Walk::new(&self.root, folder, after);
        let (root, known) = (Arc::clone(&self.root), self.identity);
        let pages = stream::try_unfold(walk, move |mut walk| {
            let root = Arc::clone(&root);
            async move {
                let there = Arc::clone(&root);
                let page = spawn_blocking(move || {
                    let page = walk.page()?;
                    // Without its disk nothing is there to be listed.
                    let is_away = page.is_empty() && identity(&there).ok() != Some(known);
                    Ok((page, walk, is_away))
                });
                let (page, walk, is_away) = page.await.map_err(io::Error::other).flatten().map_err(|fault| {
                    StorageError::List { kind: StorageKind::Local, reason: fault.kind().to_string() }
                })?;
                if is_away {
                    return Err(StorageError::Away { root: root.to_path_buf() });
                }
                Ok((!page.is_empty()).then_some((page, walk)))
            }
        });
        let objects = pages.map(|page| match page {
            Ok(page) => stream::iter(page).map(Ok).boxed(),
            Err(error) => stream::iter([Err(error)]).boxed(),
        });
        objects.flatten().boxed()
    }
}

fn identity(root: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(root).map(|found| (found.dev(), found.ino()))
}

/// Removes the files, then the folders that have become empty: those of the same account once.
fn remove(root: &Path, keys: &[String]) -> Vec<Gone> {
    let outcomes = keys.iter().map(|key| {
        let removed = size(root, key).and_then(|size| fs::remove_file(root.join(key)).map(|()| size));
        outcome(removed)
    });
    let outcomes: Vec<Gone> = outcomes.collect();
    let mut gone = HashSet::new();
    for (key, outcome) in keys.iter().zip(&outcomes) {
        if matches!(outcome, Gone::Seen(_) | Gone::Absent) {
            remove_if_empty(root, key, &mut gone);
        }
    }
    outcomes
}

/// Removes the folder of the file and those above it, as far as they are empty. One that is gone already may have left an empty one above,
/// unless it went for another file: then somebody has looked above it.
fn remove_if_empty<'a>(root: &Path, key: &'a str, gone: &mut HashSet<&'a str>) {
    let mut rest = key;
    while let Some((folder, _)) = rest.rsplit_once('/') {
        if gone.contains(folder) || !folder.contains('/') {
            return;
        }
        match fs::remove_dir(root.join(folder)) {
            Ok(()) => {}
            Err(fault) if fault.kind() == ErrorKind::NotFound => {}
            Err(_) => return,
        }
        gone.insert(folder);
        rest = folder;
    }
}

/// The size of the file itself: a link is not followed. A folder is no file.
fn size(root: &Path, key: &str) -> io::Result<Bytes> {
    let inside = Path::new(key).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(ErrorKind::InvalidFilename.into());
    }
    let found = fs::symlink_metadata::<PathBuf>(root.join(key))?;
    if found.is_dir() { Err(ErrorKind::NotFound.into()) } else { Ok(Bytes(found.len())) }
}

/// The innermost cause says what a person can do ("permission denied"), without the path.
fn outcome(found: io::Result<Bytes>) -> Gone {
    match found {
        Ok(size) => Gone::Seen(size),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Gone::Absent,
        Err(fault) => Gone::Failed(fault.kind().to_string()),
    }
}
