//! A removal of old pictures, killed at fifty random moments, on a folder and on S3 that fails now and then.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use simulator::{Kind, Plan, S3Fault, days_ago};
use sqlx::sqlite::SqlitePoolOptions;

use super::site::Site;
use super::{PICTURED, set};

const KILLS: usize = 50;
/// Most rounds; in some the run is over before it can be killed.
const ROUNDS: usize = 120;
/// Accounts that grow old in each round.
const ACCOUNTS: usize = 30;
const JOB: [&str; 1] = ["remove-profile-media"];

/// Every account that still shows a picture has all of its objects.
async fn no_picture_is_broken(site: &Site, keys: &BTreeMap<i64, Vec<String>>) {
    let shown = "SELECT id FROM accounts WHERE avatar_file_name IS NOT NULL";
    let files = set(&site.files());
    // Read after the files: what is shown now was not yet removed then.
    let shown: Vec<i64> = sqlx::query_scalar(shown).fetch_all(site.world.pool()).await.expect("reads");
    for id in shown {
        for key in &keys[&id] {
            assert!(files.contains(key), "the picture {key} is shown and broken");
        }
    }
}

/// What all runs together counted.
async fn counted(site: &Site, name: &str) -> i64 {
    let address = format!("sqlite://{}", site.root().join("state.db").display());
    let state = SqlitePoolOptions::new().connect(&address).await.expect("opens");
    let sum = "SELECT coalesce(sum(value), 0) FROM run_counts WHERE name = $1";
    let sum = sqlx::query_scalar(sum).bind(name).fetch_one(&state).await.expect("reads");
    state.close().await;
    sum
}

/// Adds accounts, starts the run, has some trouble on the way and kills it at some moment; again and again, and then lets it end.
async fn killed_again_and_again(site: &Site, seed: u64) {
    let mut luck = StdRng::seed_from_u64(seed);
    let (mut keys, mut staying, mut going) = (BTreeMap::new(), BTreeSet::new(), 0);
    let mut kills = 0;
    for round in 0..ROUNDS {
        for n in 0..ACCOUNTS {
            let days = if n % 5 == 0 { 3 } else { 40 };
            let acct = format!("a{round}x{n}@a.example");
            let account = site.world.remote_account(&acct).created(days_ago(99)).seen(days_ago(days));
            let account = account.avatar(if n % 2 == 0 { Kind::Gif } else { Kind::Png }).await;
            if days == 3 {
                staying.extend(account.avatar.clone());
            } else {
                going += account.avatar.len();
            }
            keys.insert(account.id.0, account.avatar);
        }
        if let Some(s3) = &site.s3 {
            s3.fail_next(trouble(&mut luck));
        }
        let mut child = site.start(&JOB);
        let (looks, fewer) = (luck.random_range(0..150), luck.random_range(1..30));
        let left = site.left(PICTURED).await;
        for _ in 0..looks {
            if child.try_wait().expect("is asked").is_some() || site.left(PICTURED).await < left - fewer {
                break;
            }
        }
        if child.try_wait().expect("is asked").is_none() {
            child.kill().expect("is killed");
            kills += 1;
        }
        child.wait().expect("is collected");
        no_picture_is_broken(site, &keys).await;
        if kills == KILLS {
            break;
        }
    }
    // The first finishes what was left, the second goes through everybody once more.
    site.run(&JOB);
    site.run(&JOB);
    assert_eq!(set(&site.files()), staying, "no file without a row, no row without a file");
    assert_eq!(
        site.left(PICTURED).await as usize,
        keys.len() - keys.len() / 5 * 4,
        "whoever is lively keeps the picture"
    );
    assert_eq!(counted(site, "files").await as usize, going, "counted is gone, after {kills} kills");
    assert_eq!(counted(site, "removed").await as usize, keys.len() / 5 * 4);
    assert!(kills >= KILLS / 2, "only {kills} kills");
}

/// Up to three faults, one for each of the next requests.
fn trouble(luck: &mut StdRng) -> Vec<S3Fault> {
    let faults = [
        S3Fault::InternalError,
        S3Fault::SlowDown { retry_after: Some(0) },
        S3Fault::Dropped,
        S3Fault::HalfDone,
        S3Fault::Refused { containing: "a".to_owned(), code: "InternalError" },
    ];
    (0..luck.random_range(0..4)).map(|_| faults[luck.random_range(0..faults.len())].clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_folder_it_ends_as_if_it_had_not_been() {
    killed_again_and_again(&Site::with(Plan::new()).await, 2_026).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_s3_that_fails_now_and_then_it_ends_as_if_it_had_not_been() {
    killed_again_and_again(&Site::on_s3(Plan::new()).await, 1_122).await;
}
