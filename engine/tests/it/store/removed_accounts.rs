use engine::store::condemned_accounts::Condemned;
use engine::store::removed_accounts::{self, Remember};
use futures::future::join_all;
use model::probe::Proof;
use model::{AccountId, JobKind};

use super::{NOW, queued, site};
use crate::support::state::on_both_engines;

fn condemned(id: i64) -> Condemned {
    Condemned {
        id: AccountId(id),
        account: format!("a{id}@gone.example"),
        domain: "gone.example".parse().expect("a name"),
        status: 410,
        answered_at: NOW,
        life: None,
        proof: Proof::default(),
    }
}

on_both_engines! {
    async fn servers_that_are_culled_at_once_have_positions_of_their_own(state) {
        let run = queued(&state.db, JobKind::CullAccounts).await;
        let batches: Vec<Vec<Condemned>> =
            (0..40).map(|server| (0..5).map(|nth| condemned(server * 5 + nth)).collect()).collect();
        let written = join_all(batches.iter().map(|batch| removed_accounts::intend(&state.db, &run, batch))).await;
        assert!(written.iter().all(Result::is_ok), "{written:?}");
        // Once more, as after a stop.
        removed_accounts::intend(&state.db, &run, &batches[7]).await.expect("writes");

        let all: Vec<AccountId> = (0..200).map(AccountId).collect();
        let site = site(&state.db).await;
        removed_accounts::done(&state.db, site, &run, &all, Remember::Everything).await.expect("writes");
        let (mut listed, mut position) = (Vec::new(), 0);
        loop {
            let page = removed_accounts::after(&state.db, &run, position, 33).await.expect("reads");
            let Some(last) = page.last() else { break };
            position = last.position;
            listed.extend(page.into_iter().map(|account| account.id));
        }
        listed.sort_unstable();
        assert_eq!(listed, all);
    }
}
