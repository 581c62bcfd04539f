//! How fast stored files go, against the fastest that the store can do it.
//!
//! `GROUNDSKEEPER_BENCH_OBJECTS` says how many are removed, by default 200,000. Run by `cargo bench --bench storage`.

mod folder;
mod s3;

use std::env;
use std::fs;
use std::path::Path;
use std::time::Duration;

use mastodon::files::{FileOwner, StoredFile};
use model::Bytes;

/// How often both sides are timed, in turn; the best of each counts, because what else the machine does only ever adds.
const TURNS: usize = 3;

#[tokio::main]
async fn main() {
    let objects = env::var("GROUNDSKEEPER_BENCH_OBJECTS").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    println!("removing {objects} stored files");
    s3::measure(objects).await;
    folder::measure(objects).await;
}

/// Headers of that many accounts, one object each, with ids as Mastodon gives them: about one a minute.
fn files(count: i64) -> Vec<StoredFile> {
    let file = |nth: i64| StoredFile {
        owner: FileOwner::AccountHeader,
        owner_id: 109_000_000_000_000_000 + nth * (60_007 << 16),
        file_name: format!("{nth:016x}.png"),
        content_type: Some("image/png".to_owned()),
        size: Bytes(1),
        schema_version: 1,
        remote: true,
    };
    (0..count).map(file).collect()
}

fn keys(files: &[StoredFile]) -> Vec<String> {
    files.iter().flat_map(|file| file.keys().expect("plain")).collect()
}

/// Writes an object of one byte under each key.
fn fill(folder: &Path, keys: &[String]) {
    for key in keys {
        let path = folder.join(key);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("is made");
        fs::write(path, "1").expect("is written");
    }
}

/// One line: the store, the limit, what we took, and the share of the limit that we reach.
fn row(store: &str, limit: Duration, ours: Duration, more: &str) {
    println!(
        "{store:<24} | limit {:>7.2} s | ours {:>7.2} s | {:>4.0} % of the limit{more}",
        limit.as_secs_f64(),
        ours.as_secs_f64(),
        100.0 * limit.as_secs_f64() / ours.as_secs_f64(),
    );
}
