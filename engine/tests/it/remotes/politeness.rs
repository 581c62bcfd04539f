//! Few questions at once, and a slow server holds up nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use engine::remotes::{Limits, Remotes};
use futures::future::join_all;
use model::Answer;
use simulator::{AccountState, Fediverse, Plan};
use tokio::sync::{Barrier, Semaphore};

use super::settings_for;
use super::told_server::{ACTOR, ToldServer, hosts, reply, settings_with};

#[tokio::test]
async fn no_origin_is_asked_more_often_at_once_than_allowed() {
    let plan = (0..20)
        .fold(Plan::new().latency_ms(10), |plan, n| plan.account(&format!("alice@n{n}.example"), AccountState::Living));
    let fediverse = Fediverse::start(plan).await.expect("the fediverse starts");
    for per_origin in [1, 2] {
        fediverse.forget();
        let limits = Limits { per_origin, per_address: 200, concurrency: 200 };
        let asker = Remotes::new(&settings_for(&fediverse)).expect("the settings are usable").limited(limits, None);
        let uris = (0..200).map(|n| fediverse.uri(&format!("alice@n{}.example", n % 20)));
        let answers = join_all(uris.map(|uri| {
            let asker = asker.clone();
            async move { asker.ask(&uri).await.answer }
        }));
        assert!(answers.await.iter().all(|answer| *answer == Answer::Present));
        let seen = fediverse.seen_by_all();
        assert_eq!((seen.requests, seen.most_at_once), (200, per_origin as u64));
    }
}

#[tokio::test]
async fn all_origins_together_are_asked_no_more_often_at_once_than_allowed() {
    const AT_ONCE: usize = 4;
    let (open, most, four) =
        (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::new(Barrier::new(AT_ONCE)));
    let counted = Arc::clone(&most);
    let server = ToldServer::start(move |request| {
        let (open, most, four) = (Arc::clone(&open), Arc::clone(&most), Arc::clone(&four));
        async move {
            most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // Nobody is answered before four are here, so that fewer at once would never end.
            four.wait().await;
            open.fetch_sub(1, Ordering::SeqCst);
            request.say(reply(200, "", ACTOR)).await;
        }
    })
    .await;
    let names = hosts(&(0..28).map(|n| format!("127.0.0.1 n{n}.example\n")).collect::<String>());
    let limits = Limits { per_origin: 2, per_address: 200, concurrency: AT_ONCE };
    let asker = Remotes::new(&settings_with(names.path())).expect("the settings are usable").limited(limits, None);
    let uris: Vec<String> = (0..28).map(|n| format!("http://n{n}.example:{}/users/alice", server.port)).collect();
    let answers = join_all(uris.iter().map(|uri| asker.ask(uri))).await;
    assert!(answers.iter().all(|probe| probe.answer == Answer::Present));
    assert_eq!(counted.load(Ordering::SeqCst), AT_ONCE);
}

#[tokio::test]
async fn a_slow_origin_holds_only_its_own_slots() {
    let (arrived, may_answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let slow = {
        let (arrived, may_answer) = (Arc::clone(&arrived), Arc::clone(&may_answer));
        ToldServer::start(move |request| {
            let (arrived, may_answer) = (Arc::clone(&arrived), Arc::clone(&may_answer));
            async move {
                arrived.add_permits(1);
                if let Ok(turn) = may_answer.acquire().await {
                    turn.forget();
                }
                request.say(reply(200, "", ACTOR)).await;
            }
        })
        .await
    };
    let quick = ToldServer::start(|request| request.say(reply(410, "", "{}"))).await;
    let names = hosts("127.0.0.1 slow.example quick.example\n");
    let limits = Limits { per_origin: 2, per_address: 200, concurrency: 3 };
    let asker = Remotes::new(&settings_with(names.path())).expect("the settings are usable").limited(limits, None);

    let waiting: Vec<_> = (0..10)
        .map(|n| {
            let (asker, uri) = (asker.clone(), format!("http://slow.example:{}/users/{n}", slow.port));
            tokio::spawn(async move { asker.ask(&uri).await.answer })
        })
        .collect();
    let both = arrived.acquire_many(2).await.expect("the semaphore is never closed");
    for n in 0..5 {
        let uri = format!("http://quick.example:{}/users/{n}", quick.port);
        assert_eq!(asker.ask(&uri).await.answer, Answer::Gone { tombstone: false });
    }
    assert_eq!(slow.heads().len(), 2, "the others wait for their turn");
    drop(both);
    may_answer.add_permits(10);
    for answer in join_all(waiting).await {
        assert_eq!(answer.expect("the task ends well"), Answer::Present);
    }
}
