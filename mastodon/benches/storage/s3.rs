//! On an S3-compatible server of our own on the same machine.

use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use mastodon::files::Files;
use mastodon::settings::Storage;
use mastodon::{Settings, env_file};
use object_store::ObjectStore;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use secrecy::ExposeSecret;
use simulator::S3Server;

use super::{TURNS, files, fill, keys, row};

/// Calls in flight of the bare loop.
const AT_ONCE: usize = 16;

pub(super) async fn measure(objects: i64) {
    let home = tempfile::tempdir().expect("a folder");
    let server = S3Server::start(home.path()).await.expect("it starts");
    let env = env_file::parse(&format!("LOCAL_DOMAIN=home.example\n{}", server.env())).expect("is read");
    let storage = Settings::from_env(&env, home.path()).expect("is usable").storage;
    let (bare, files) = (bare(&storage), files(objects));
    let (mut limit, mut ours, mut requests) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..TURNS {
        fill(server.folder(), &keys(&files));
        limit = limit.min(bare_loop(&bare, keys(&files)).await);
        fill(server.folder(), &keys(&files));
        // Opened anew, so that it has learned nothing yet.
        let store = Files::open(&storage).expect("it opens");
        let before = server.seen().all();
        let begun = Instant::now();
        let removed = store.remove(&files).await;
        ours = ours.min(begun.elapsed());
        assert_eq!(removed.iter().map(|outcome| outcome.objects).sum::<u64>(), objects.unsigned_abs());
        requests = server.seen().all() - before;
    }
    let more = format!(" | {requests} requests, {:.2} per 1,000 keys", requests as f64 * 1_000.0 / objects as f64);
    row("S3", limit, ours, &more);
}

fn bare(storage: &Storage) -> AmazonS3 {
    let Storage::S3(settings) = storage else { panic!("it is S3") };
    let credentials = settings.credentials.as_ref().expect("there are keys");
    let builder = AmazonS3Builder::new()
        .with_bucket_name(&settings.bucket)
        .with_region(&settings.region)
        .with_endpoint(settings.endpoint.as_deref().expect("it has an address"))
        .with_allow_http(true)
        .with_access_key_id(&credentials.key_id)
        .with_secret_access_key(credentials.secret.expose_secret());
    // Building a client needs TLS to be chosen, even where none is spoken.
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder.build().expect("it is built")
}

/// Nothing but the calls: a fault ends the benchmark.
async fn bare_loop(store: &AmazonS3, keys: Vec<String>) -> Duration {
    let begun = Instant::now();
    let batches = keys.chunks(1_000).map(|keys| {
        let paths: Vec<_> = keys.iter().map(Path::parse).map(|path| Ok(path.expect("plain"))).collect();
        store.delete_stream(stream::iter(paths).boxed()).try_fold(0, |gone, _| async move { Ok(gone + 1) })
    });
    let gone: Vec<usize> = stream::iter(batches).buffer_unordered(AT_ONCE).try_collect().await.expect("all go");
    assert_eq!(gone.iter().sum::<usize>(), keys.len());
    begun.elapsed()
}
