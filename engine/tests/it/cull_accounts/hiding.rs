//! A server that shows none of its accounts may hide them: what it says of one waits longer.

use model::Mode;
use model::jobs::cull_accounts::Options;
use model::time::DAY_MS;
use simulator::AccountState;

use super::guards::{cull, town_on};
use super::{job, report};
use crate::support::ground::Ground;
use crate::support::state::{State, on_both_engines};

/// A server that showed its three accounts eight days ago, and shows none now.
async fn hiding(state: State) -> Ground {
    let ground = town_on(state, 0, 3).await;
    cull(&ground, &Options::default()).await;
    ground.clock.advance_ms(8 * DAY_MS);
    for n in 0..3 {
        ground.fediverse.set_account(&format!("a{n}@town.example"), AccountState::NotFound);
    }
    assert_eq!(cull(&ground, &Options::default()).await.1.second_look, 3);
    ground
}

on_both_engines! {
    async fn a_server_that_shows_nobody_is_believed_only_after_weeks(state) {
        let ground = hiding(state).await;
        for _ in 0..7 {
            ground.clock.advance_ms(7 * DAY_MS);
            let preview = report(ground.run(job(&Options::default()), Mode::Preview).await);
            let (_, run) = cull(&ground, &Options::default()).await;
            assert_eq!((run.removed, run.second_look, run.visited), (0, 3, 3));
            assert_eq!(preview, run);
        }
        ground.clock.advance_ms(7 * DAY_MS);
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 3, "eight weeks later");
    }

    async fn what_was_seen_before_a_sign_of_life_is_not_waited_for(state) {
        let ground = hiding(state).await;
        ground.clock.advance_ms(45 * DAY_MS);
        for n in 0..3 {
            ground.hears_from(&format!("a{n}@town.example")).await;
        }
        ground.clock.advance_ms(DAY_MS);
        let everybody = Options { confirmed_within_days: 0, ..Options::default() };
        assert_eq!(cull(&ground, &everybody).await.1.second_look, 3, "a first look anew");
        ground.clock.advance_ms(14 * DAY_MS);
        assert_eq!(cull(&ground, &everybody).await.1.removed, 0, "60 days after the first 404, 14 after this one");
        ground.clock.advance_ms(40 * DAY_MS);
        assert_eq!(cull(&ground, &everybody).await.1.removed, 3);
    }

    async fn a_server_that_shows_somebody_hides_nobody(state) {
        let ground = hiding(state).await;
        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        ground.clock.advance_ms(14 * DAY_MS);
        let preview = report(ground.run(job(&Options::default()), Mode::Preview).await);
        let (_, run) = cull(&ground, &Options::default()).await;
        assert_eq!((run.confirmed, run.removed), (1, 2));
        assert_eq!((preview.confirmed, preview.removed), (1, 2));
    }

    async fn a_server_that_showed_somebody_meanwhile_hides_nobody(state) {
        let ground = hiding(state).await;
        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        ground.clock.advance_ms(10 * DAY_MS);
        cull(&ground, &Options::default()).await;
        ground.clock.advance_ms(4 * DAY_MS);
        let (_, run) = cull(&ground, &Options::default()).await;
        assert_eq!((run.visited, run.removed), (2, 2), "the third was confirmed four days ago");
    }

    async fn a_deletion_that_is_told_as_such_needs_nobody_else_to_be_shown(state) {
        let ground = town_on(state, 2, 0).await;
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 2);
    }
}
