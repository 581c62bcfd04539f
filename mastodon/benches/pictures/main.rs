//! How fast the database lets go of old pictures, against the fastest that it can do it.
//!
//! `GROUNDSKEEPER_BENCH_ACCOUNTS` says how many accounts there are, by default 100,000. The limit is one bare
//! `UPDATE … RETURNING` of the same accounts in batches of the same size: it judges nobody and writes no journal. Ours judges every
//! account with a picture and lets go of the columns; how fast files go, `--bench storage` tells. Run by
//! `scripts/with-services cargo bench --bench pictures`.

#[path = "../removal/connect.rs"]
mod connect;

use std::env;
use std::time::{Duration, Instant};

use connect::mastodon;
use mastodon::files::StoredFile;
use mastodon::journal::MemoryJournal;
use mastodon::profile_media::select_after;
use mastodon::writer::LetGo;
use mastodon::{Mastodon, Writer};
use model::jobs::remove_profile_media::Options;
use model::{AccountId, Millis};
use simulator::{MastodonVersion, Population, TestDatabase};

const NOW: Millis = Millis(1_780_000_000_000);
/// How often both are timed, in turn; the best of each counts, because what else the machine does only ever adds.
const TURNS: usize = 3;
/// Rows that one batch of the limit updates, as one transaction of ours does.
const BATCH: usize = 1_000;
/// Rows judged in one read, and files removed in one go, as the job does it.
const ROWS: u32 = 5_000;
const ENOUGH: usize = 10_000;
/// Everybody has both pictures, and no profile was processed for years; who else is lively is as the population has it.
const FILL: &str =
    "UPDATE accounts SET avatar_file_name = lpad(to_hex(id), 16, '0') || '.png', avatar_content_type = 'image/png',
  avatar_file_size = 9000, header_file_name = lpad(to_hex(id), 16, '0') || '.jpeg', header_content_type = 'image/jpeg',
  header_file_size = 90000, updated_at = '2020-01-01', last_webfingered_at = '2020-01-01'
WHERE domain IS NOT NULL;
VACUUM ANALYZE";
const LIMIT: &str = "UPDATE accounts SET avatar_file_name = NULL, avatar_content_type = NULL, avatar_file_size = NULL,
  avatar_updated_at = NULL, header_file_name = NULL, header_content_type = NULL, header_file_size = NULL,
  header_updated_at = NULL
WHERE id = ANY($1) RETURNING id";

#[tokio::main]
async fn main() {
    let accounts = env::var("GROUNDSKEEPER_BENCH_ACCOUNTS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let (mut limit, mut ours, mut cleared) = (Duration::MAX, Duration::MAX, 0);
    for _ in 0..TURNS {
        let (database, mastodon) = site(accounts).await;
        let ids = old(&mastodon).await;
        limit = limit.min(bare(&database, &ids).await);
        let (_database, mastodon) = site(accounts).await;
        let begun = Instant::now();
        cleared = clear(&mastodon).await;
        ours = ours.min(begun.elapsed());
        assert_eq!(cleared, ids.len());
    }
    let rate = |took: Duration| accounts as f64 / took.as_secs_f64();
    println!(
        "pictures: {cleared} of {accounts} accounts | limit {:.2} s | ours {:.2} s | {:.0} % of the limit | {:.0} accounts/s",
        limit.as_secs_f64(),
        ours.as_secs_f64(),
        100.0 * limit.as_secs_f64() / ours.as_secs_f64(),
        rate(ours),
    );
}

/// A filled database; the same one for the same number.
async fn site(accounts: u32) -> (TestDatabase, Mastodon) {
    let database = TestDatabase::fresh(MastodonVersion::V4_6).await;
    let folder = tempfile::tempdir().expect("a folder");
    let population =
        Population { accounts, servers: (accounts / 30).max(10), statuses_per_account: 1, ..Population::default() };
    population.write(database.pool(), folder.path(), NOW).await.expect("it is filled");
    for statement in FILL.split(";\n") {
        sqlx::raw_sql(statement).execute(database.pool()).await.expect("pictures are there");
    }
    let mastodon = mastodon(&database).await;
    (database, mastodon)
}

/// Who loses pictures.
async fn old(mastodon: &Mastodon) -> Vec<i64> {
    let (mut after, mut ids) = (AccountId(i64::MIN), Vec::new());
    while let Some(part) =
        select_after(mastodon, after, ROWS, &Options::default(), (NOW, NOW)).await.expect("is judged")
    {
        after = part.last;
        ids.extend(part.picked.iter().filter_map(|files| files.first()).map(|file| file.owner_id));
    }
    ids
}

async fn bare(database: &TestDatabase, ids: &[i64]) -> Duration {
    let begun = Instant::now();
    for some in ids.chunks(BATCH) {
        sqlx::query(LIMIT).bind(some).fetch_all(database.pool()).await.expect("they are updated");
    }
    begun.elapsed()
}

/// Judges and lets go, as the job does it: while one batch lets go, the next one is judged. Their files are for another benchmark.
async fn clear(mastodon: &Mastodon) -> usize {
    let (writer, journal) = (Writer::Apply(mastodon.clone()), MemoryJournal::default());
    let (mut after, mut cleared) = (Some(AccountId(i64::MIN)), Vec::new());
    let mut batch = judge(mastodon, &mut after).await;
    while let Some(files) = batch {
        let (let_go, next) =
            tokio::join!(writer.let_go_of_profile_media(&files, &journal), judge(mastodon, &mut after));
        cleared.push(let_go.expect("they let go"));
        batch = next;
    }
    cleared.iter().map(LetGo::accounts).sum()
}

/// The pictures of the next batch; `after` becomes nothing with the last one.
async fn judge(mastodon: &Mastodon, after: &mut Option<AccountId>) -> Option<Vec<StoredFile>> {
    let (mut last, mut files) = ((*after)?, Vec::new());
    while files.len() < ENOUGH {
        let Some(part) = select_after(mastodon, last, ROWS, &Options::default(), (NOW, NOW)).await.expect("is judged")
        else {
            *after = None;
            break;
        };
        last = part.last;
        *after = Some(last);
        files.extend(part.picked.into_iter().flatten());
    }
    Some(files)
}
