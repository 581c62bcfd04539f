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

    async fn who_was_seen_to_be_gone_while_nobody_was_shown_has_a_first_look_again(state) {
        let ground = hiding(state).await;
        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        ground.clock.advance_ms(14 * DAY_MS);
        let preview = report(ground.run(job(&Options::default()), Mode::Preview).await);
        let (_, run) = cull(&ground, &Options::default()).await;
        assert_eq!((run.confirmed, run.second_look, run.removed), (1, 2, 0));
        assert_eq!((preview.confirmed, preview.second_look, preview.removed), (1, 2, 0));
        ground.clock.advance_ms(12 * DAY_MS);
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 0, "12 days later");
        ground.clock.advance_ms(DAY_MS);
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 2, "13 days later");
    }

    async fn a_first_look_counts_again_from_the_day_when_somebody_is_shown(state) {
        let ground = hiding(state).await;
        ground.fediverse.set_account("a1@town.example", AccountState::Living);
        ground.clock.advance_ms(10 * DAY_MS);
        cull(&ground, &Options::default()).await;
        ground.clock.advance_ms(4 * DAY_MS);
        let (_, run) = cull(&ground, &Options::default()).await;
        assert_eq!((run.visited, run.removed), (2, 0), "the third was confirmed four days ago");
        ground.clock.advance_ms(9 * DAY_MS);
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 2);
    }

    async fn a_first_look_counts_where_somebody_was_shown_with_it(state) {
        let ground = town_on(state, 0, 3).await;
        ground.fediverse.set_account("a1@town.example", AccountState::NotFound);
        assert_eq!(cull(&ground, &Options::default()).await.1.second_look, 1);
        ground.clock.advance_ms(13 * DAY_MS);
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 1);
    }

    async fn a_deletion_that_is_told_as_such_needs_nobody_else_to_be_shown(state) {
        let ground = town_on(state, 2, 0).await;
        assert_eq!(cull(&ground, &Options::default()).await.1.removed, 2);
    }
}
