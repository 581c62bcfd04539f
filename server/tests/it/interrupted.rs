//! Killed with SIGKILL in the middle and started again, a run ends where an undisturbed one ends, and its numbers are true.

mod pictures;
mod site;

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use simulator::{AccountState, FileTree, Kind, Plan, days_ago};

use site::Site;

fn set(files: &FileTree) -> BTreeSet<String> {
    files.files().map(str::to_owned).collect()
}

const REMOTE: &str = "SELECT count(*) FROM accounts WHERE domain IS NOT NULL";
const PICTURED: &str = "SELECT count(*) FROM accounts WHERE avatar_file_name IS NOT NULL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cull_killed_three_times_ends_as_if_it_had_not_been() {
    let mut plan = Plan::new().latency_ms(2);
    let name = |n: usize| format!("a{n}@s{}.example", n % 5);
    let gone = |n: usize| n.is_multiple_of(2);
    for n in 0..150 {
        plan = plan.account(&name(n), if gone(n) { AccountState::Gone } else { AccountState::Living });
    }
    let site = Site::with(plan).await;
    let mut staying = BTreeSet::new();
    for n in 0..150 {
        let uri = site.fediverse.uri(&name(n));
        let account = site.world.remote_account(&name(n)).uri(&uri).created(days_ago(99)).seen(days_ago(9));
        let account = account.avatar(Kind::Gif).header(Kind::Png).await;
        let post = site.world.status(&account).await;
        let media = site.world.attach(&post, Kind::Jpeg).await;
        if !gone(n) {
            staying.extend(account.avatar.into_iter().chain(account.header).chain(media.files));
        }
    }
    let before = site.files();
    let cull = ["cull-accounts", "--second-look-404", "0", "--concurrency", "4"];
    for at in [149, 120, 90] {
        site.kill_at(&cull, REMOTE, at).await;
    }
    let report = site.run(&cull);
    let after = site.files();
    assert_eq!(site.left(REMOTE).await, 75);
    assert_eq!(set(&after), staying, "no file without a row, no row without a file");
    assert_eq!((&report["visited"], &report["confirmed"], &report["removed"]), (&150.into(), &75.into(), &75.into()));
    assert_eq!(report["removed_accounts"].as_array().expect("a list").len(), 75);
    assert_eq!(report["bytes_reclaimed"], before.size() - after.size());
    let dangling = "SELECT count(*) FROM media_attachments WHERE account_id IS NULL OR status_id IS NULL";
    assert_eq!(site.left(dangling).await, 0);
    assert!(site.root().join("state.db").exists());
}

/// Fifty moments: some while servers are checked, some while accounts are asked about, some in the middle of removals.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cull_killed_at_fifty_random_moments_ends_as_if_it_had_not_been_and_asks_hardly_anybody_twice() {
    const SERVERS: usize = 40;
    const ACCOUNTS: usize = 15;
    const KILLS: usize = 50;
    const MOST_FEWER: i64 = 12;
    const SERVERS_AT_ONCE: usize = 2;
    let mut plan = Plan::new().latency_ms(3);
    let names: Vec<(String, bool)> =
        (0..SERVERS * ACCOUNTS).map(|n| (format!("a{n}@s{}.example", n % SERVERS), n.is_multiple_of(3))).collect();
    for (acct, gone) in &names {
        plan = plan.account(acct, if *gone { AccountState::Gone } else { AccountState::Living });
    }
    let site = Site::with(plan).await;
    let mut staying = BTreeSet::new();
    for (acct, gone) in &names {
        let uri = site.fediverse.uri(acct);
        let account = site.world.remote_account(acct).uri(&uri).created(days_ago(99)).seen(days_ago(9));
        let account = account.avatar(Kind::Png).await;
        site.world.status(&account).await;
        if !gone {
            staying.extend(account.avatar);
        }
    }
    site.usually_removes(100, 600).await;
    let before = site.files();
    let cull = ["cull-accounts", "--second-look-404", "0", "--concurrency", "4"];
    let gone = names.iter().filter(|(_, gone)| *gone).count();
    let goal = i64::try_from(names.len() - gone).expect("is small");
    let mut luck = StdRng::seed_from_u64(2_026);
    let (mut kills, mut ended) = (0, None);
    // Close to its end it is left alone: killed after its last step, it would be followed by a new run with numbers of its own.
    while kills < KILLS && ended.is_none() && site.left(REMOTE).await > goal + MOST_FEWER {
        let (seen, left) = (site.fediverse.seen_by_all().requests, site.left(REMOTE).await);
        let (more, fewer) = (luck.random_range(0..60), luck.random_range(1..MOST_FEWER));
        let mut child = site.start(&cull);
        while child.try_wait().expect("is asked").is_none()
            && site.fediverse.seen_by_all().requests < seen + more
            && site.left(REMOTE).await > left - fewer
        {
            tokio::task::yield_now().await;
        }
        match site::killed(child) {
            Some(report) => ended = Some(report),
            None => kills += 1,
        }
    }
    let report = ended.unwrap_or_else(|| site.run(&cull));
    let after = site.files();
    assert_eq!(site.left(REMOTE).await, goal);
    assert_eq!(set(&after), staying, "no file without a row, no row without a file");
    assert_eq!((&report["visited"], &report["removed"]), (&names.len().into(), &gone.into()), "after {kills} kills");
    assert_eq!(report["removed_accounts"].as_array().expect("a list").len(), gone);
    assert_eq!(report["bytes_reclaimed"], before.size() - after.size());
    let mut asked = 0;
    for n in 0..SERVERS {
        let paths = site.fediverse.seen(&format!("s{n}.example")).paths;
        asked += paths.iter().filter(|path| path.contains("/users/a")).count();
    }
    let twice = asked - names.len();
    assert!(twice <= kills * SERVERS_AT_ONCE * ACCOUNTS, "{twice} questions were asked again after {kills} kills");
    assert!(kills >= KILLS / 2, "the run was over after {kills} kills");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_run_killed_three_times_ends_as_if_it_had_not_been() {
    let site = Site::with(Plan::new()).await;
    let mut staying = BTreeSet::new();
    for n in 0..1_600 {
        let days = if n % 4 == 0 { 3 } else { 40 };
        let account = site.world.remote_account(&format!("a{n}@a.example")).created(days_ago(99)).seen(days_ago(days));
        let account = account.avatar(Kind::Gif).await;
        if days == 3 {
            staying.extend(account.avatar);
        }
    }
    let before = site.files();
    let job = ["remove-profile-media"];
    for at in [1_599, 1_200, 700] {
        site.kill_at(&job, PICTURED, at).await;
    }
    let report = site.run(&job);
    let after = site.files();
    assert_eq!(site.left(PICTURED).await, 400);
    assert_eq!(set(&after), staying, "no file without a row, no row without a file");
    assert_eq!((&report["accounts"], &report["files_removed"]), (&1_200.into(), &2_400.into()));
    assert_eq!((&report["visited"], &report["spared"]["processed-lately"]), (&1_600.into(), &400.into()));
    assert_eq!(report["bytes_reclaimed"], before.size() - after.size());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_killed_three_times_ends_as_if_it_had_not_been() {
    let site = Site::with(Plan::new()).await;
    let mut staying = BTreeSet::new();
    for n in 0..150 {
        let domain = if n % 3 == 0 { "stays.example" } else { "goes.example" };
        let account = site.world.remote_account(&format!("a{n}@{domain}")).avatar(Kind::Png).await;
        site.world.status(&account).await;
        if domain == "stays.example" {
            staying.extend(account.avatar);
        }
    }
    site.world.emoji("blobcat", Some("goes.example")).await;
    let before = site.files();
    let purge = ["purge-domain", "goes.example"];
    for at in [149, 120, 90] {
        site.kill_at(&purge, REMOTE, at).await;
    }
    let report = site.run(&purge);
    let after = site.files();
    assert_eq!(site.left(REMOTE).await, 50);
    assert_eq!(set(&after), staying);
    assert_eq!((&report["accounts"], &report["emojis"]), (&100.into(), &1.into()));
    assert_eq!(report["bytes_reclaimed"], before.size() - after.size());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_killed_while_it_saves_its_receipt_saves_every_line_once() {
    let site = Site::with(Plan::new()).await;
    let maya = site.world.member("maya").await;
    for n in 0..30 {
        let account = site.world.remote_account(&format!("a{n}@goes.example")).await;
        site.world.follow(&maya, &account, days_ago(90)).await;
        site.world.follow(&account, &maya, days_ago(90)).await;
        let post = site.world.status(&account).await;
        site.world.bookmark(&maya, &post).await;
        site.world.favourite(&maya, &post, days_ago(9)).await;
    }
    let purge = ["purge-domain", "goes.example"];
    // It waits for a table that somebody holds, after follows and followers, and after bookmarks.
    for (hold, saved) in [("LOCK TABLE bookmarks", 60), ("LOCK TABLE favourites", 90)] {
        let mut held = site.world.pool().begin().await.expect("begins");
        sqlx::raw_sql(hold).execute(&mut *held).await.expect("is held");
        let mut child = site.start(&purge);
        while site.saved().await < saved {
            assert_eq!(child.try_wait().expect("is asked"), None, "it ended before it could be killed");
        }
        child.kill().expect("is killed");
        child.wait().expect("is collected");
        held.rollback().await.expect("is let go");
    }
    assert_eq!(site.left(REMOTE).await, 30, "nothing went before the receipt was complete");

    let report = site.run(&purge);

    assert_eq!((site.left(REMOTE).await, site.saved().await), (0, 120));
    assert_eq!(site.saved_of(report["run"].as_str().expect("an id")).await, [30, 30, 30, 30, 0]);
}
