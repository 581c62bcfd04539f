use engine::store::activities::Activity;
use engine::store::runs::read::{self, RunFilter};
use engine::store::runs::{insert, lease, open_of, stop};
use engine::store::waiting_room;
use model::{Act, JobKind, Operator, Role, RunState, Trigger};

use super::{NOW, new_run, purge_of, queued, site};
use crate::support::state::on_both_engines;

fn mika() -> Operator {
    Operator { name: "mika".to_owned(), role: Role::Caretaker }
}

on_both_engines! {
    async fn a_run_is_read_as_it_was_written(state) {
        let site = site(&state.db).await;
        let mut new = new_run(site, JobKind::CullAccounts);
        new.trigger = Trigger::Operator { name: "mika".to_owned() };
        let activity = Activity::new(site, NOW, &mika(), Act::StartRun, "cull-accounts");
        let id = insert(&state.db, &new, Some(&activity)).await.expect("is queued");
        let run = read::lookup(&state.db, &id).await.expect("reads").expect("is there");
        assert_eq!((run.job, run.mode, run.trigger), (new.job, new.mode, new.trigger));
        assert_eq!(run.state, RunState::Queued { due_at: NOW });
    }

    async fn one_open_run_per_site_and_job(state) {
        let site = site(&state.db).await;
        let first = queued(&state.db, JobKind::CullAccounts).await;
        let second = insert(&state.db, &new_run(site, JobKind::CullAccounts), None).await;
        assert!(second.expect_err("is refused").is_duplicate());
        assert_eq!(open_of(&state.db, site, JobKind::CullAccounts, NOW).await.expect("reads"), Some(first.clone()));
        stop(&state.db, &first, None, NOW).await.expect("stops");
        insert(&state.db, &new_run(site, JobKind::CullAccounts), None).await.expect("is free again");
    }

    async fn purges_wait_side_by_side_each_for_its_time(state) {
        let site = site(&state.db).await;
        let mut new = new_run(site, JobKind::PurgeDomain);
        new.due_at = NOW.plus_ms(1_000);
        for domain in ["a.example", "b.example"] {
            new.job = purge_of(domain);
            insert(&state.db, &new, None).await.expect("is queued");
        }
        assert_eq!(open_of(&state.db, site, JobKind::PurgeDomain, NOW).await.expect("reads"), None);
        let filter = RunFilter { job: None, before: None, limit: 10 };
        assert!(read::page(&state.db, site, &filter, NOW).await.expect("reads").is_empty(), "they are no history yet");
    }

    async fn a_waiting_run_can_be_made_due_once(state) {
        let site = site(&state.db).await;
        let mut new = new_run(site, JobKind::PurgeDomain);
        new.job = purge_of("a.example");
        new.due_at = NOW.plus_ms(1_000);
        let id = insert(&state.db, &new, None).await.expect("is queued");
        let activity = Activity::new(site, NOW, &mika(), Act::PurgeNow, id.as_str());
        assert!(waiting_room::begin(&state.db, &id, &activity).await.expect("writes"));
        assert!(!waiting_room::begin(&state.db, &id, &activity).await.expect("writes"));
    }

    async fn the_run_at_work_is_the_one_that_began_first(state) {
        let site = site(&state.db).await;
        assert_eq!(read::at_work(&state.db, site).await.expect("reads"), None);
        let first = queued(&state.db, JobKind::CullAccounts).await;
        queued(&state.db, JobKind::MeasureStorage).await;
        assert_eq!(read::at_work(&state.db, site).await.expect("reads"), None, "they only wait");
        for _ in 0..2 {
            lease::claim(&state.db, "a worker", None, NOW, NOW.plus_ms(1_000)).await.expect("asks").expect("is due");
        }
        assert_eq!(read::at_work(&state.db, site).await.expect("reads").map(|run| run.id), Some(first));
    }

    async fn history_is_paged_newest_first(state) {
        let site = site(&state.db).await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            let id = queued(&state.db, JobKind::RemoveProfileMedia).await;
            stop(&state.db, &id, None, NOW).await.expect("stops");
            ids.push(id);
        }
        ids.reverse();
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let filter = RunFilter { job: Some(JobKind::RemoveProfileMedia), before: before.clone(), limit: 2 };
            let page = read::page(&state.db, site, &filter, NOW).await.expect("reads");
            let Some(last) = page.last() else { break };
            before = Some(last.id.clone());
            seen.extend(page.into_iter().map(|run| run.id));
        }
        assert_eq!(seen, ids);
    }
}
