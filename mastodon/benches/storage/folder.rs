//! In a folder of this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use mastodon::files::Files;
use mastodon::settings::Storage;

use super::{TURNS, files, fill, keys, row};

/// Threads of the bare loops, as many as ours.
const AT_ONCE: usize = 8;

pub(super) async fn measure(objects: i64) {
    let home = tempfile::tempdir().expect("a folder");
    let store = Files::open(&Storage::Local { root: home.path().to_owned() }).expect("it opens");
    let files = files(objects);
    let keys = keys(&files);
    let (mut unlink, mut limit, mut ours) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        fill(home.path(), &keys);
        unlink = unlink.min(in_threads(home.path(), &keys, |path, _| fs::remove_file(path).expect("it goes")));
        fill(home.path(), &keys);
        limit = limit.min(in_threads(home.path(), &keys, with_folders));
        fill(home.path(), &keys);
        let begun = Instant::now();
        let removed = store.remove(&files).await;
        ours = ours.min(begun.elapsed());
        assert_eq!(removed.iter().map(|outcome| outcome.objects).sum::<u64>(), objects.unsigned_abs());
        assert_eq!(fs::read_dir(home.path()).expect("is there").count(), 0, "emptied folders are gone");
    }
    row("folder, bare unlink", unlink, ours, "; it leaves every folder behind");
    row("folder, the same end", limit, ours, ": unlink, then rmdir of what that empties");
}

fn in_threads(root: &Path, keys: &[String], act: fn(&Path, &Path)) -> Duration {
    let paths: Vec<PathBuf> = keys.iter().map(|key| root.join(key)).collect();
    let begun = Instant::now();
    thread::scope(|scope| {
        for paths in paths.chunks(paths.len().div_ceil(AT_ONCE)) {
            scope.spawn(move || paths.iter().for_each(|path| act(path, root)));
        }
    });
    begun.elapsed()
}

fn with_folders(path: &Path, root: &Path) {
    fs::remove_file(path).expect("it goes");
    let mut above = path.parent();
    while let Some(folder) = above.filter(|folder| *folder != root && fs::remove_dir(folder).is_ok()) {
        above = folder.parent();
    }
}
