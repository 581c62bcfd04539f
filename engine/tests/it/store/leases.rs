use engine::store::StoreError;
use engine::store::counts::{self, Count, Counts};
use engine::store::runs::lease::{self, Ending};
use engine::store::runs::read;
use engine::store::runs::stop;
use model::{Failures, JobKind, RunFailure, RunState, Stage};

use super::{NOW, queued};
use crate::support::state::on_both_engines;

on_both_engines! {
    async fn of_many_claimers_one_wins(state) {
        queued(&state.db, JobKind::CullAccounts).await;
        let claims = (0..8).map(|n| {
            let db = state.db.clone();
            tokio::spawn(async move { lease::claim(&db, &format!("owner {n}"), None, NOW, NOW.plus_ms(30_000)).await })
        });
        let mut won = 0;
        for claim in claims.collect::<Vec<_>>() {
            won += usize::from(claim.await.expect("joins").expect("asks").is_some());
        }
        assert_eq!(won, 1);
    }

    async fn a_lease_that_ran_out_is_taken_over_and_the_old_owner_writes_no_more(state) {
        let id = queued(&state.db, JobKind::CullAccounts).await;
        let until = NOW.plus_ms(30_000);
        let first = lease::claim(&state.db, "first", None, NOW, until).await.expect("asks").expect("is free");
        assert!(!first.resumed);
        assert!(lease::claim(&state.db, "second", None, until, until).await.expect("asks").is_none(), "it still holds");
        let later = until.plus_ms(1);
        let second = lease::claim(&state.db, "second", None, later, later.plus_ms(30_000)).await.expect("asks").expect("ran out");
        assert!(second.resumed);
        let counts = Counts::of(Count::Visited, 1);
        let refused = lease::checkpoint(&state.db, &id, "first", &(), &counts, &Failures::default()).await;
        assert!(matches!(refused, Err(StoreError::LeaseLost)));
        assert!(matches!(lease::heartbeat(&state.db, &id, "first", later, later).await, Err(StoreError::LeaseLost)));
        assert!(matches!(lease::stage(&state.db, &id, "first", Stage::Closing, None).await, Err(StoreError::LeaseLost)));
        let ended = lease::end(&state.db, &id, "first", &Ending::Finished, None, later).await;
        assert!(matches!(ended, Err(StoreError::LeaseLost)));
        assert_eq!(counts::of_run(&state.db, &id).await.expect("reads"), Counts::default());
    }

    async fn a_heartbeat_brings_the_wish_to_stop(state) {
        let id = queued(&state.db, JobKind::CullAccounts).await;
        lease::claim(&state.db, "owner", Some(&id), NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        assert!(!lease::heartbeat(&state.db, &id, "owner", NOW, NOW).await.expect("beats").stop_wanted);
        assert!(stop(&state.db, &id, None, NOW).await.expect("writes"));
        assert!(lease::heartbeat(&state.db, &id, "owner", NOW, NOW).await.expect("beats").stop_wanted);
        let run = read::lookup(&state.db, &id).await.expect("reads").expect("is there");
        assert_eq!(run.state, RunState::Running { since: NOW, stopping: true });
    }

    async fn counts_are_only_added_to(state) {
        let id = queued(&state.db, JobKind::CullAccounts).await;
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        lease::stage(&state.db, &id, "owner", Stage::Working, Some(10)).await.expect("writes");
        for n in [2, 3] {
            let counts = Counts::of(Count::Visited, n).and(Count::Bytes, 100);
            lease::checkpoint(&state.db, &id, "owner", &n, &counts, &Failures::default()).await.expect("writes");
        }
        let run = read::lookup(&state.db, &id).await.expect("reads").expect("is there");
        assert_eq!((run.progress.done, run.progress.total, run.progress.freed.0), (5, 10, 200));
        assert_eq!(read::checkpoint::<u64>(&state.db, &id).await.expect("reads").0, Some(3));
    }

    async fn a_released_run_waits_for_the_next_worker_with_its_checkpoint(state) {
        let id = queued(&state.db, JobKind::CullAccounts).await;
        lease::claim(&state.db, "first", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        lease::checkpoint(&state.db, &id, "first", &7, &Counts::default(), &Failures::default()).await.expect("writes");
        lease::end(&state.db, &id, "first", &Ending::Released, None, NOW).await.expect("writes");
        let again = lease::claim(&state.db, "second", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        assert!(again.resumed);
        assert_eq!(read::checkpoint::<u64>(&state.db, &id).await.expect("reads").0, Some(7));
    }

    async fn a_failure_is_read_back_as_what_a_person_can_do(state) {
        let id = queued(&state.db, JobKind::CullAccounts).await;
        lease::claim(&state.db, "owner", None, NOW, NOW.plus_ms(30_000)).await.expect("asks").expect("is free");
        let failure = RunFailure::Permission { table: "accounts".to_owned() };
        lease::end(&state.db, &id, "owner", &Ending::Failed(failure.clone()), None, NOW).await.expect("writes");
        let run = read::lookup(&state.db, &id).await.expect("reads").expect("is there");
        assert_eq!(run.state, RunState::Failed { since: NOW, at: NOW, failure });
    }
}
