use std::sync::LazyLock;

use engine::store::activities::Activity;
use engine::store::counts::{self, Count, Counts};
use engine::store::measured_servers::checkpoint;
use engine::store::runs::lease::{self, Ending};
use engine::store::storage_snapshots::{Measured, keep, levels, newest};
use engine::store::{Db, StoreError, storage_terms};
use model::storage::ages::{OLDER, Tie};
use model::storage::{Ages, Amount, Money, Origin, Regret, ServerStock, Stock, StoredKind, Terms};
use model::time::DAY_MS;
use model::{Act, Bytes, Failures, JobKind, Millis, RunId, SiteId};

use super::{NOW, name, queued, site};
use crate::support::ground::caretaker;
use crate::support::state::on_both_engines;

const OWNER: &str = "owner";

/// A measurement at work.
async fn at_work(db: &Db, now: Millis) -> RunId {
    let run = queued(db, JobKind::MeasureStorage).await;
    lease::claim(db, OWNER, Some(&run), now, now.plus_ms(30_000)).await.expect("asks").expect("is free");
    run
}

fn server(domain: &str, avatars: u64) -> ServerStock {
    let mut server = ServerStock::empty(name(domain));
    server.add(StoredKind::Avatars, Amount { files: 1, bytes: Bytes(avatars) });
    server
}

async fn found(db: &Db, run: &RunId, owner: &str, servers: &[ServerStock]) -> Result<(), StoreError> {
    let counts = Counts::of(Count::Visited, 5);
    checkpoint(db, (run, owner), &7, &counts, &Failures::default(), servers).await
}

fn stock(bytes: u64) -> Stock {
    let mut stock = Stock::default();
    stock.add(StoredKind::Headers, Origin::Remote, Amount { files: 1, bytes: Bytes(bytes) });
    stock
}

fn measured<'a>(
    (site, run, measured_at): (SiteId, &'a RunId, Millis),
    stock: &'a Stock,
    ages: &'a Ages,
    servers: u32,
) -> Measured<'a> {
    static NONE: LazyLock<Regret> = LazyLock::new(Regret::default);
    Measured { site, run, measured_at, stock, ages, servers, comparison: None, regret: &NONE }
}

/// Keeps a measurement of that many bytes and ends its run.
async fn kept(db: &Db, at: Millis, bytes: u64) -> RunId {
    let run = at_work(db, at).await;
    found(db, &run, OWNER, &[server("a.example", bytes)]).await.expect("writes");
    let (site, ages, stock) = (site(db).await, Ages::default(), stock(bytes));
    keep(db, &measured((site, &run, at), &stock, &ages, 9)).await.expect("keeps");
    lease::end(db, &run, OWNER, &Ending::Finished, None, at).await.expect("ends");
    run
}

on_both_engines! {
    async fn what_stretches_bring_of_a_server_adds_up_and_the_largest_are_kept(state) {
        let (site, run) = (site(&state.db).await, at_work(&state.db, NOW).await);
        found(&state.db, &run, OWNER, &[server("a.example", 5), server("b.example", 7)]).await.expect("writes");
        found(&state.db, &run, OWNER, &[server("a.example", 4), server("c.example", 1)]).await.expect("writes");
        let mut ages = Ages::default();
        ages.add(OLDER, Tie::Unfollowed, Some(Amount { files: 1, bytes: Bytes(9) }), None);
        let stock = stock(3);
        let measured = measured((site, &run, NOW), &stock, &ages, 2);
        keep(&state.db, &measured).await.expect("keeps");

        let kept = newest(&state.db, site).await.expect("reads").expect("is there");
        let names: Vec<_> = kept.servers.iter().map(|server| (server.domain.as_str(), server.files, server.bytes().0)).collect();
        assert_eq!(names, [("a.example", 2, 9), ("b.example", 1, 7)]);
        assert_eq!((kept.run, kept.measured_at, kept.stock, kept.ages), (run.clone(), NOW, stock, ages.clone()));
        assert_eq!(counts::of_run(&state.db, &run).await.expect("reads").get(Count::Visited), 10);

        keep(&state.db, &measured).await.expect("once more, after a stop");
        let again = newest(&state.db, site).await.expect("reads").expect("is there");
        assert_eq!(again.servers.len(), 2, "what was kept stays as it was");
    }

    async fn who_has_lost_the_lease_adds_nothing(state) {
        let run = at_work(&state.db, NOW).await;
        let refused = found(&state.db, &run, "another", &[server("a.example", 5)]).await;
        assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
        assert_eq!(counts::of_run(&state.db, &run).await.expect("reads"), Counts::default());
    }

    async fn only_the_newest_measurement_is_whole_and_the_line_has_all(state) {
        let site = site(&state.db).await;
        assert_eq!(newest(&state.db, site).await.expect("reads"), None);
        let (next_day, last_day) = (NOW.plus_ms(DAY_MS), NOW.plus_ms(2 * DAY_MS));
        kept(&state.db, NOW, 10).await;
        kept(&state.db, next_day, 20).await;
        let last = kept(&state.db, last_day, 30).await;
        assert_eq!(newest(&state.db, site).await.expect("reads").map(|kept| kept.run), Some(last));
        let (line, damaged) = levels(&state.db, site, next_day).await.expect("reads");
        assert!(!damaged);
        let line: Vec<_> = line.iter().map(|level| (level.at, level.stock.pictures().bytes.0)).collect();
        assert_eq!(line, [(next_day, 20), (last_day, 30)]);
    }

    async fn a_damaged_measurement_leaves_the_others_readable(state) {
        let site = site(&state.db).await;
        kept(&state.db, NOW, 10).await;
        let newest_run = kept(&state.db, NOW.plus_ms(DAY_MS), 20).await;
        state.spoil(&format!("UPDATE storage_snapshots SET stock = 'x' WHERE run_id = '{newest_run}'")).await;
        let (line, damaged) = levels(&state.db, site, NOW).await.expect("reads");
        assert!(damaged && line.iter().map(|level| level.at).eq([NOW]));
        assert!(matches!(newest(&state.db, site).await, Err(StoreError::Damaged("storage_snapshots.stock"))));
    }

    async fn a_measurement_that_ended_early_leaves_nothing_behind(state) {
        let early = at_work(&state.db, NOW).await;
        found(&state.db, &early, OWNER, &[server("early.example", 99)]).await.expect("writes");
        lease::end(&state.db, &early, OWNER, &Ending::Stopped, None, NOW).await.expect("ends");
        kept(&state.db, NOW, 10).await;
        let left: i64 = match &state.db {
            Db::Lite { read, .. } => sqlx::query_scalar("SELECT count(*) FROM measured_servers").fetch_one(read).await,
            Db::Postgres(pool) => sqlx::query_scalar("SELECT count(*) FROM measured_servers").fetch_one(pool).await,
        }
        .expect("reads");
        assert_eq!(left, 0);
    }

    async fn terms_are_kept_as_told(state) {
        let site = site(&state.db).await;
        assert_eq!(storage_terms::lookup(&state.db, site).await.expect("reads"), Terms::default());
        let activity = Activity::new(site, NOW, &caretaker(), Act::SetStorageTerms, "home.example");
        for price in [Money(5_000), Money(7_000)] {
            let terms = Terms { currency: "€".to_owned(), gb_month: Some(price), ..Terms::default() };
            storage_terms::put(&state.db, site, &terms, &activity).await.expect("writes");
            assert_eq!(storage_terms::lookup(&state.db, site).await.expect("reads"), terms);
        }
    }
}
